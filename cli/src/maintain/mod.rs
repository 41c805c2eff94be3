//! `plumberd store`: work on the file of a store as a whole, while it is in use.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use plumberd::engine::sqlite::{Finding, MaintenanceError, ScavengeOptions};
use serde_json::json;

use crate::interrupt;
use crate::progress::Progress;
use crate::report::plural;
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout};

/// The commands about a store as a whole.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read everything, and tell what is wrong.
    #[command(after_help = "Examples:\n  plumberd store check --url sqlite:events.db")]
    Check(Plain),
    /// Copy the store as it is now into a new file.
    #[command(after_help = "Examples:\n  plumberd store backup monday.db --url sqlite:events.db")]
    Backup(Backup),
    /// Remove the events that metadata and deletions hide.
    #[command(after_help = "Examples:\n  plumberd store scavenge --compact --url sqlite:events.db")]
    Scavenge(Scavenge),
    /// Make the index again from the events.
    #[command(after_help = "Examples:\n  plumberd store rebuild --url sqlite:events.db")]
    Rebuild(Plain),
}

#[derive(Debug, Args)]
pub(crate) struct Plain {
    #[command(flatten)]
    store: StoreArguments,
    /// Print JSON objects.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not be there.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    plain: Plain,
}

#[derive(Debug, Args)]
pub(crate) struct Scavenge {
    /// Make the file shorter too; appends wait while it is written anew.
    #[arg(long)]
    compact: bool,
    #[command(flatten)]
    plain: Plain,
}

pub(crate) fn run(command: &Command, out: &mut Stdout) -> Result<Outcome, CliError> {
    match command {
        Command::Check(arguments) => check(arguments, out),
        Command::Backup(arguments) => backup(arguments, out),
        Command::Scavenge(arguments) => scavenge(arguments, out),
        Command::Rebuild(arguments) => rebuild(arguments, out),
    }
}

impl Plain {
    fn open(&self, access: Access) -> Result<plumberd::engine::sqlite::SqliteStore, CliError> {
        let location = self.store.locate()?;
        interrupt::watch();
        // None of these makes a store where there is none.
        if let Some(path) = location.file()?
            && !path.exists()
        {
            return location.open_sqlite(Access::Read);
        }
        location.open_sqlite(access)
    }
}

fn interrupted(error: MaintenanceError, kept: &str) -> CliError {
    match error {
        MaintenanceError::Cancelled => CliError::Interrupted(kept.to_owned()),
        error => error.into(),
    }
}

/// What to do about a finding.
fn remedy(finding: &Finding) -> &'static str {
    match finding {
        Finding::Run { .. } | Finding::Index { .. } | Finding::Stray { .. } => {
            "run `plumberd store rebuild`"
        }
        Finding::Metadata { .. } => "set the metadata of the stream again",
        Finding::Gap { .. } => "restore a backup",
        _ => "restore a backup, or export what can be read",
    }
}

fn check(arguments: &Plain, out: &mut Stdout) -> Result<Outcome, CliError> {
    let store = arguments.open(Access::Read)?;
    let mut progress = Progress::of(0, "checked");
    let report = store
        .check(|now| progress.maintenance(now))
        .map_err(|error| interrupted(error, "nothing was changed"))?;
    drop(progress);
    for finding in &report.findings {
        if arguments.json {
            out.line(json!({"finding": finding.to_string(), "remedy": remedy(finding)}));
        } else {
            out.line(format_args!("{finding}\n  = help: {}", remedy(finding)));
        }
    }
    if arguments.json {
        out.line(json!({
            "events": report.events,
            "streams": report.streams,
            "runs": report.runs,
            "findings": report.findings.len(),
            "complete": report.complete,
        }));
    } else {
        let whole = if report.complete { "" } else { "; not everything was looked at" };
        out.line(format_args!(
            "{} in {}, {}{whole}",
            plural(report.events, "event"),
            plural(report.streams, "stream"),
            plural(report.findings.len(), "finding")
        ));
    }
    Ok(if report.is_sound() { Outcome::Success } else { Outcome::Refused })
}

fn backup(arguments: &Backup, out: &mut Stdout) -> Result<Outcome, CliError> {
    let store = arguments.plain.open(Access::Read)?;
    let mut progress = Progress::of(0, "copied");
    let report = store
        .backup_to(&arguments.file, |now| progress.maintenance(now))
        .map_err(|error| interrupted(error, "nothing of the backup is left; begin it again"))?;
    drop(progress);
    let file = arguments.file.display();
    if arguments.plain.json {
        out.line(json!({
            "file": file.to_string(),
            "bytes": report.bytes,
            "lastPosition": report.last.map(|it| it.commit),
        }));
    } else {
        let last = report.last.map_or("no events".to_owned(), |it| format!("up to position {it}"));
        out.line(format_args!("wrote {file}: {last}, {} bytes", report.bytes));
    }
    Ok(Outcome::Success)
}

fn scavenge(arguments: &Scavenge, out: &mut Stdout) -> Result<Outcome, CliError> {
    let store = arguments.plain.open(Access::Write)?;
    let mut progress = Progress::of(0, "looked at");
    let options = ScavengeOptions::new().compact(arguments.compact);
    let report = store.scavenge(options, |now| progress.maintenance(now)).map_err(|error| {
        interrupted(error, "what was removed is removed; begin it again to go on")
    })?;
    drop(progress);
    if arguments.plain.json {
        out.line(json!({
            "lookedAt": report.looked_at,
            "events": report.events,
            "bytes": report.bytes,
            "compacted": report.compacted,
        }));
    } else {
        out.line(format_args!(
            "{} of {} events removed, {} bytes; the file is {} bytes shorter",
            report.events, report.looked_at, report.bytes, report.compacted
        ));
    }
    Ok(Outcome::Success)
}

fn rebuild(arguments: &Plain, out: &mut Stdout) -> Result<Outcome, CliError> {
    let store = arguments.open(Access::Write)?;
    let mut progress = Progress::of(0, "read");
    let report = store
        .rebuild_index(|now| progress.maintenance(now))
        .map_err(|error| interrupted(error, "the index is as it was; begin it again"))?;
    drop(progress);
    if arguments.json {
        out.line(json!({"events": report.events, "runs": report.runs}));
    } else {
        out.line(format_args!(
            "{} in {} of the index",
            plural(report.events, "event"),
            plural(report.runs, "run")
        ));
    }
    Ok(Outcome::Success)
}
