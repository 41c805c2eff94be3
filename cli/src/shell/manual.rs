use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::report::plural;
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd manual | man -l -
  plumberd manual --out ~/.local/share/man/man1";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder to write a page for each command to; without it, the first page is printed.
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let mut command = crate::Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.out else {
        out.bytes(&page(&command, Path::new("standard output"))?);
        return Ok(Outcome::Success);
    };
    let write = |path: &Path, source| CliError::Write { path: path.to_owned(), source };
    fs::create_dir_all(folder).map_err(|source| write(folder, source))?;
    let mut count = 0;
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page(&command, &path)?).map_err(|source| write(&path, source))?;
        count += 1;
        commands.extend(command.get_subcommands().cloned());
    }
    out.line(format_args!("wrote {}: {}", folder.display(), plural(count, "page")));
    Ok(Outcome::Success)
}

fn page(command: &Command, path: &Path) -> Result<Vec<u8>, CliError> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .render(&mut page)
        .map_err(|source| CliError::Write { path: path.to_owned(), source })?;
    Ok(page)
}
