use clap::Args;
use plumberd_schema::compat;
use plumberd_schema::lock::State;

use super::locked::LockFile;
use super::output;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    lock: LockFile,
    /// Accept changes too that break somebody.
    #[arg(long)]
    breaking: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let loaded = match arguments.source.load()? {
        Ok(loaded) => loaded,
        Err(errors) => return Ok(report::print(Format::Text, errors.diagnostics())),
    };
    let path = &arguments.lock.path;
    let report = arguments.lock.compare(&loaded.schema)?;
    if report.state == State::Equal {
        println!("{} has the schema already", path.display());
        return Ok(Outcome::Success);
    }
    if report.state == State::Refused && !arguments.breaking {
        let findings: Vec<_> = report.changes.iter().map(compat::Change::to_diagnostic).collect();
        report::print(Format::Text, &findings);
        println!("nothing was accepted; `--breaking` accepts what breaks somebody");
        return Ok(Outcome::Refused);
    }
    if !report.changes.is_empty() {
        print!("{}", compat::to_table(&report.changes));
    }
    output::write_file(path, report.accepted.to_json().as_bytes())?;
    println!("wrote {}", path.display());
    Ok(Outcome::Success)
}
