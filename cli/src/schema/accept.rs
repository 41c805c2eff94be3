use clap::Args;
use plumberd_schema::compat::{self, Change};
use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::lock::State;
use serde_json::Value;

use super::locked::LockFile;
use super::output;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome, Stdout};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    lock: LockFile,
    /// Accept changes too that break somebody.
    #[arg(long)]
    breaking: bool,
    /// How findings are printed; JSON says in `written` whether the lock file was.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let format = arguments.format;
    let loaded = match arguments.source.load()? {
        Ok(loaded) => loaded,
        Err(errors) => {
            return Ok(refuse(out, format, errors.diagnostics(), |it| errors.render(it)));
        }
    };
    let report = match arguments.lock.compare(&loaded.schema)? {
        Ok(report) => report,
        Err(found) => return Ok(refuse(out, format, &[found], |found| found.render(None))),
    };
    let findings: Vec<Diagnostic> = report.changes.iter().map(Change::to_diagnostic).collect();
    if report.state == State::Refused && !arguments.breaking {
        let outcome = refuse(out, format, &findings, |found| loaded.render(found));
        if format == Format::Text {
            out.line("nothing was accepted; `--breaking` accepts what breaks somebody");
        }
        return Ok(outcome);
    }
    let path = &arguments.lock.path;
    let written = report.state != State::Equal;
    if written {
        output::write_file(path, report.accepted.to_json().as_bytes())?;
    }
    match format {
        Format::Text if written => {
            if !report.changes.is_empty() {
                out.text(&compat::to_table(&report.changes));
            }
            out.line(format_args!("wrote {}", path.display()));
        }
        Format::Text => out.line(format_args!("{} has the schema already", path.display())),
        Format::Json => json(out, &findings, written),
        Format::Github => {
            report::print(out, format, &findings, |found| loaded.render(found));
        }
    }
    Ok(Outcome::Success)
}

fn refuse(
    out: &mut Stdout,
    format: Format,
    findings: &[Diagnostic],
    render: impl Fn(&Diagnostic) -> String,
) -> Outcome {
    if format == Format::Json {
        json(out, findings, false);
    } else {
        report::print(out, format, findings, render);
    }
    Outcome::Refused
}

fn json(out: &mut Stdout, findings: &[Diagnostic], written: bool) {
    let mut object = report::summary(findings);
    object.insert("written".to_owned(), written.into());
    out.line(format_args!("{:#}", Value::Object(object)));
}
