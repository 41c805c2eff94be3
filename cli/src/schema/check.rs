use clap::Args;
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::Mode;
use plumberd_schema::print::rust;

use super::buf;
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
    /// Refuse every difference from the lock file, and a missing one, as CI should; the same as
    /// `PLUMBERD_LOCKED=1`.
    #[arg(long)]
    locked: bool,
    /// Also run `buf lint`, which has to be installed.
    #[arg(long)]
    buf: bool,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let mut findings = match arguments.source.load()? {
        Ok(loaded) => {
            let mut findings = loaded.notes.clone();
            findings.extend(rust::check(&loaded.schema, &rust::Options::new()));
            let report = arguments.lock.compare(&loaded.schema)?;
            findings.extend(report.diagnostics(arguments.mode()));
            findings
        }
        // Before its own rules hold, a schema is not compared with anything.
        Err(errors) => errors.diagnostics().to_vec(),
    };
    if arguments.buf {
        findings.extend(buf::lint()?);
    }
    findings.sort_by(order);
    Ok(report::print(arguments.format, &findings))
}

impl Arguments {
    fn mode(&self) -> Mode {
        if self.locked {
            Mode::Locked
        } else {
            Mode::of(std::env::var("PLUMBERD_LOCKED").ok().as_deref())
        }
    }
}

/// By place; what has none is about the whole and comes last, and errors come before notes.
fn order(a: &Diagnostic, b: &Diagnostic) -> std::cmp::Ordering {
    let key = |found: &Diagnostic| {
        (found.place.is_none(), found.place.clone(), found.severity != Severity::Error, found.code)
    };
    key(a).cmp(&key(b))
}
