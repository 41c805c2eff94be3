use clap::Args;
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::Mode;
use plumberd_schema::print::rust;

use super::buf;
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
    /// Refuse every difference from the lock file, and a missing one, as CI should; the same as
    /// `PLUMBERD_LOCKED=1`.
    #[arg(long)]
    locked: bool,
    /// Also run `buf lint`, which has to be installed.
    #[arg(long)]
    buf: bool,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let loaded = arguments.source.load()?;
    let mut findings = match &loaded {
        Ok(loaded) => {
            let mut findings = loaded.notes.clone();
            findings.extend(rust::check(&loaded.schema, &arguments.source.rust_options()));
            match arguments.lock.compare(&loaded.schema)? {
                Ok(report) => {
                    findings.extend(arguments.lock.diagnostics(&report, arguments.mode()));
                }
                Err(found) => findings.push(found),
            }
            findings
        }
        // Before its own rules hold, a schema is not compared with anything.
        Err(errors) => errors.diagnostics().to_vec(),
    };
    if arguments.buf {
        findings.extend(buf::lint()?);
    }
    findings.sort_by(order);
    Ok(report::print(out, arguments.format, &findings, |found| match &loaded {
        Ok(loaded) => loaded.render(found),
        Err(errors) => errors.render(found),
    }))
}

impl Arguments {
    fn mode(&self) -> Mode {
        if self.locked {
            return Mode::Locked;
        }
        let variable = std::env::var_os("PLUMBERD_LOCKED");
        Mode::of(variable.as_ref().map(|value| value.to_string_lossy()).as_deref())
    }
}

/// By place; what has none is about the whole and comes last, and errors come before notes.
fn order(a: &Diagnostic, b: &Diagnostic) -> std::cmp::Ordering {
    let key = |found: &Diagnostic| {
        (found.place.is_none(), found.place.clone(), found.severity != Severity::Error, found.code)
    };
    key(a).cmp(&key(b))
}
