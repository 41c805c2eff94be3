use std::path::{Path, PathBuf};

use clap::Args;
use plumberd_schema::compat::{self, Change};
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::State;
use plumberd_schema::model::Schema;
use serde_json::json;

use super::locked::LockFile;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome, Stdout};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    lock: LockFile,
    /// Compare with another schema, a folder, a descriptor set or a lock file (`.json`), and not with the
    /// lock file.
    #[arg(long, value_name = "PATH", conflicts_with = "path")]
    against: Option<PathBuf>,
    /// How changes are printed; text is a table, and JSON is `{"changes": […], "refused": 1}`.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let format = arguments.format;
    let loaded = match arguments.source.load()? {
        Ok(loaded) => loaded,
        Err(errors) => return Ok(report::errors(out, format, &errors)),
    };
    let changes = match &arguments.against {
        Some(against) if !is_json(against) => match arguments.source.at(against).load()? {
            Ok(old) => compat::compare(&old.schema, &loaded.schema),
            Err(errors) => return Ok(report::errors(out, format, &errors)),
        },
        against => {
            let lock = against.as_deref().map_or_else(|| arguments.lock.clone(), LockFile::at);
            match since(&lock, &loaded.schema)? {
                Ok(changes) => changes,
                Err(found) => {
                    return Ok(report::print(out, format, &[found], |it| it.render(None)));
                }
            }
        }
    };
    let refused = changes.iter().filter(|change| change.severity == Severity::Error).count();
    match format {
        Format::Text => out.text(&compat::to_table(&changes)),
        Format::Json => {
            let object = json!({ "changes": compat::to_json(&changes), "refused": refused });
            out.line(format_args!("{object:#}"));
        }
        Format::Github => {
            let findings: Vec<Diagnostic> = changes.iter().map(Change::to_diagnostic).collect();
            report::print(out, format, &findings, |found| loaded.render(found));
        }
    }
    Ok(if refused > 0 { Outcome::Refused } else { Outcome::Success })
}

fn is_json(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
}

/// The changes since a lock file was written, or what is wrong with it.
fn since(lock: &LockFile, schema: &Schema) -> Result<Result<Vec<Change>, Diagnostic>, CliError> {
    match lock.compare(schema)? {
        Ok(report) if report.state == State::Unlocked => Err(CliError::Usage(format!(
            "there is no {}; `plumberd schema accept` writes it, and `--against` names another schema",
            lock.path.display()
        ))),
        compared => Ok(compared.map(|report| report.changes)),
    }
}
