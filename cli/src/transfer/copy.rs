use std::io::{self, BufReader};
use std::thread;

use clap::Args;
use plumberd::engine::StoreUrl;
use plumberd::store::EventStore;
use plumberd::transfer::{Export, ExportReport, Import, ImportReport, TransferError};

use super::{in_our_words, print};
use crate::events::selection::LogArguments;
use crate::interrupt::{self, block_on};
use crate::progress::{Progress, go_on};
use crate::store::{Access, Location};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd copy sqlite:events.db sqlite:/backup/events.db
  plumberd copy sqlite:events.db sqlite:orders.db --category Order

What is in the target already is known by its ids, so a copy that was interrupted is begun again with the
same command. What was appended is read back and compared, and the digest of all events has to agree.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The store to read: a URL.
    #[arg(value_name = "FROM")]
    from: String,
    /// The store to append to: a URL.
    #[arg(value_name = "TO")]
    to: String,
    #[command(flatten)]
    log: LogArguments,
    /// Give events other revisions where earlier ones of their stream were scavenged or left out.
    #[arg(long)]
    renumber: bool,
    /// Print one JSON object when it is done: `events`, `sha256`, `compared`, `skipped`, `renumbered`.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let (selection, filter) = arguments.log.selection()?;
    let (from, to) = (Location::of(&arguments.from), Location::of(&arguments.to));
    if is_same(&from, &to)? {
        return Err(CliError::Usage(format!(
            "{from} and {to} are the same store; name another one"
        )));
    }
    interrupt::watch();
    let (source, target) = (from.open(Access::Read)?, to.open(Access::Write)?);
    let mut export = Export::new().selection(selection);
    if let Some(filter) = filter {
        export = export.filter(filter);
    }
    let import = Import::new().renumber(arguments.renumber);
    let progress = Progress::counter();
    let mut done = 0;
    let (exported, imported) = carry(&*source, &*target, &export, import, |events| {
        done = events;
        progress.count(events);
    })?;
    drop(progress);
    match (exported, imported) {
        (_, Ok(report)) => {
            print(out, &report, arguments.json);
            Ok(Outcome::Success)
        }
        // Whichever saw it first.
        (Err(TransferError::Cancelled), _) | (_, Err(TransferError::Cancelled)) => {
            Err(CliError::Interrupted(format!("{done} events are in {to}; run it again to go on")))
        }
        // The one ended the other; lines that are not finished are no fault of whoever reads them.
        (Err(error), Err(TransferError::Unfinished { .. } | TransferError::Line { .. }))
            if !is_broken_pipe(&error) =>
        {
            Err(in_our_words(error))
        }
        (_, Err(error)) => Err(in_our_words(error)),
    }
}

type Carried = (Result<ExportReport, TransferError>, Result<ImportReport, TransferError>);

/// Exports and imports at the same time, through a pipe.
fn carry(
    source: &dyn EventStore,
    target: &dyn EventStore,
    export: &Export,
    import: Import,
    mut tell: impl FnMut(u64),
) -> Result<Carried, CliError> {
    let (lines, out) = io::pipe().map_err(|error| CliError::Program {
        program: "plumberd copy",
        reason: format!("there is no pipe: {error}"),
    })?;
    Ok(thread::scope(|scope| {
        let exporting = scope.spawn(move || block_on(export.to_writer(source, out, |_| go_on())));
        let imported = block_on(import.from_reader(target, BufReader::new(lines), |now| {
            tell(now.events);
            go_on()
        }));
        let exported = exporting.join().unwrap_or(Err(TransferError::Cancelled));
        (exported, imported)
    }))
}

fn is_broken_pipe(error: &TransferError) -> bool {
    matches!(error, TransferError::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
}

fn is_same(from: &Location, to: &Location) -> Result<bool, CliError> {
    let files = (from.file()?, to.file()?);
    Ok(match files {
        (Some(from), Some(to)) => {
            let whole = |path: &std::path::Path| path.canonicalize().ok();
            from == to || (whole(&from).is_some() && whole(&from) == whole(&to))
        }
        _ => from.parse()? == to.parse()? && from.parse()? != StoreUrl::Memory,
    })
}
