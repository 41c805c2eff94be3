use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use plumberd_build::{Config, Loaded};
use plumberd_schema::OPTIONS_PROTO;
use plumberd_schema::diagnostic::{Diagnostic, Severity};

use super::name::{EventName, Style};
use super::template::{self, NewField};
use super::{buf, output};
use crate::report::{self, Format};
use crate::{CliError, Outcome, Stdout};

/// The options, as imports name their file.
const OPTIONS: &str = "plumberd/v1/options.proto";

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The full name: `recording.v1.RecordingFinished`.
    name: String,
    /// Its fields, `<name>:<type>`, numbered from 1: `duration:double`, `tags:repeated string`.
    #[arg(conflicts_with = "from")]
    fields: Vec<String>,
    /// Copy another version of the event: `recording.v1.RecordingFinished`.
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The folder of `.proto` files.
    #[arg(long, short, default_value = "proto", value_name = "FOLDER")]
    out: PathBuf,
    /// Also write a `buf.yaml`, if there is none.
    #[arg(long)]
    buf: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let name = EventName::parse(&arguments.name)?;
    let folder = &arguments.out;
    let (style, text) = match &arguments.from {
        Some(older) => {
            let older = EventName::parse(older)?;
            if (older.domain, older.message) != (name.domain, name.message) {
                return Err(CliError::Usage(format!(
                    "`{older}` is not a version of `{name}`; `--from` copies another version of the same event"
                )));
            }
            next_version(&older, &name, folder)?
        }
        None => {
            let fields: Vec<NewField<'_>> =
                arguments.fields.iter().map(|it| NewField::parse(it)).collect::<Result<_, _>>()?;
            let project = Project::at(folder);
            let imports = fields.iter().flat_map(|field| project.imports(&name, field)).collect();
            (project.style(), template::first_version(&name, &fields, &imports))
        }
    };
    let file = name.file(style);
    let path = folder.join(&file);
    for style in [Style::Camel, Style::Snake] {
        let path = folder.join(name.file(style));
        if path.exists() {
            return Err(CliError::Exists { path });
        }
    }
    // What was made of arguments can be given again; a copy is there to be edited.
    let is_copy = arguments.from.is_some();
    if !is_copy && let Some(outcome) = refused(out, &config(folder).file(&file, &text), &file) {
        out.line("nothing was written");
        return Ok(outcome);
    }
    let options = folder.join(OPTIONS);
    if !options.exists() {
        output::write_file(&options, OPTIONS_PROTO.as_bytes())?;
        out.line(format_args!("wrote {}", options.display()));
    }
    output::write_file(&path, text.as_bytes())?;
    out.line(format_args!("wrote {}", path.display()));
    if arguments.buf && !Path::new(buf::CONFIG).exists() {
        output::write_file(Path::new(buf::CONFIG), buf::config(folder, style).as_bytes())?;
        out.line(format_args!("wrote {}", buf::CONFIG));
    }
    let outcome = is_copy.then(|| refused(out, &config(folder), &file)).flatten();
    Ok(outcome.unwrap_or(Outcome::Success))
}

fn config(folder: &Path) -> Config {
    let config = plumberd_build::configure().package(".");
    if folder.is_dir() { config.proto_root(folder) } else { config }
}

/// Prints the errors in the new file, if there are any. Versions between this and the last one may follow.
fn refused(out: &mut Stdout, config: &Config, file: &str) -> Option<Outcome> {
    let errors = config.load().err()?;
    let is_in_it = |found: &&Diagnostic| {
        found.severity == Severity::Error
            && found.code != "version-gap"
            && found.place.as_ref().is_some_and(|place| Path::new(&place.file).ends_with(file))
    };
    let findings: Vec<Diagnostic> = errors.diagnostics().iter().filter(is_in_it).cloned().collect();
    (!findings.is_empty())
        .then(|| report::print(out, Format::Text, &findings, |found| errors.render(found)))
}

/// The file of another version with the new package, and its style.
fn next_version(
    older: &EventName<'_>,
    new: &EventName<'_>,
    folder: &Path,
) -> Result<(Style, String), CliError> {
    let [camel, snake] = [Style::Camel, Style::Snake].map(|style| folder.join(older.file(style)));
    let (style, path) = if !camel.exists() && snake.exists() {
        (Style::Snake, snake)
    } else {
        (Style::Camel, camel)
    };
    let text = fs::read_to_string(&path)
        .map_err(|source| CliError::Read { path: path.clone(), source })?;
    let next = template::next_version(older, new, &text).ok_or_else(|| {
        CliError::Usage(format!("{} has no line `package {};`", path.display(), older.package))
    })?;
    Ok((style, next))
}

/// What is there already, as far as it can be told: a project may be in the middle of a change.
struct Project<'a> {
    folder: &'a Path,
    loaded: Option<Loaded>,
}

impl<'a> Project<'a> {
    fn at(folder: &'a Path) -> Self {
        Self { folder, loaded: config(folder).load().ok() }
    }

    /// How its files are named.
    fn style(&self) -> Style {
        let mut files = self.loaded.iter().flat_map(|loaded| &loaded.files);
        let is_snake = files.any(|file| {
            !file.ends_with(OPTIONS)
                && file.file_name().is_some_and(|name| {
                    name.to_string_lossy().starts_with(|c: char| c.is_ascii_lowercase())
                })
        });
        if is_snake { Style::Snake } else { Style::Camel }
    }

    /// The files that a field's type is in.
    fn imports(&self, event: &EventName<'_>, field: &NewField<'_>) -> BTreeSet<String> {
        let import = |name: &str| template::well_known(name).or_else(|| self.file(event, name));
        field.names().filter_map(import).collect()
    }

    /// The file that defines a type, as imports name it.
    fn file(&self, event: &EventName<'_>, name: &str) -> Option<String> {
        let types = &self.loaded.as_ref()?.schema.types;
        let ty = types.get(name).or_else(|| types.get(&format!("{}.{name}", event.package)))?;
        let path = Path::new(&ty.place.as_ref()?.file);
        let folder = self.folder.strip_prefix(".").unwrap_or(self.folder);
        Some(path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/"))
    }
}
