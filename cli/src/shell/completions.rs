use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd completions bash > /etc/bash_completion.d/plumberd
  plumberd completions zsh > ~/.zfunc/_plumberd
  plumberd completions fish > ~/.config/fish/completions/plumberd.fish";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[allow(clippy::unnecessary_wraps, reason = "has the shape of the other commands")]
pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    let mut command = crate::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "plumberd", &mut script);
    out.bytes(&script);
    Ok(Outcome::Success)
}
