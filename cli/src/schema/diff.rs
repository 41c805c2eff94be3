use std::path::PathBuf;

use clap::Args;
use plumberd_schema::compat;
use plumberd_schema::diagnostic::Severity;
use plumberd_schema::lock::State;

use super::locked::LockFile;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    lock: LockFile,
    /// Compare with another schema, a folder or a descriptor set, and not with the lock file.
    #[arg(long, value_name = "PATH", conflicts_with = "path")]
    against: Option<PathBuf>,
    /// How changes are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let new = match arguments.source.load()? {
        Ok(loaded) => loaded.schema,
        Err(errors) => return Ok(report::print(arguments.format, errors.diagnostics())),
    };
    let changes = if let Some(against) = &arguments.against {
        let old = Source { from: against.clone(), ..arguments.source.clone() };
        match old.load()? {
            Ok(loaded) => compat::compare(&loaded.schema, &new),
            Err(errors) => return Ok(report::print(arguments.format, errors.diagnostics())),
        }
    } else {
        let report = arguments.lock.compare(&new)?;
        if report.state == State::Unlocked {
            return Err(CliError::Usage(format!(
                "there is no {}; `plumberd schema accept` writes it, and `--against` names another schema",
                arguments.lock.path.display()
            )));
        }
        report.changes
    };
    match arguments.format {
        Format::Text => print!("{}", compat::to_table(&changes)),
        Format::Json => println!("{:#}", compat::to_json(&changes)),
        Format::Github => {
            let findings: Vec<_> = changes.iter().map(compat::Change::to_diagnostic).collect();
            report::print(Format::Github, &findings);
        }
    }
    let refused = changes.iter().any(|change| change.severity == Severity::Error);
    Ok(if refused { Outcome::Refused } else { Outcome::Success })
}
