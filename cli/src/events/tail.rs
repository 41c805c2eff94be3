use clap::Args;
use plumberd::store::{Delivery, Direction, ReadError, RecordedEvent};

use super::row::Rows;
use super::selection::{Place, SelectionArguments};
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd tail                       the last ten events of the log
  plumberd tail -f                    the same, and what is appended from now on, until Ctrl-C
  plumberd tail -f -n 0 --category Recording --json
  plumberd tail Recording-42 -n 3";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// Go on with what is appended, until Ctrl-C.
    #[arg(long, short)]
    follow: bool,
    /// How many events to begin with.
    #[arg(long, short = 'n', value_name = "COUNT", default_value_t = 10)]
    limit: u64,
    /// Give the events that links lead to.
    #[arg(long)]
    resolve_links: bool,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object a line, with the keys of an export.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let source = arguments.selection.source()?;
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let mut rows = Rows::new(arguments.json);
    // One is read even when none is to be shown: what is followed begins behind it.
    let limit = arguments.limit.max(1);
    let resolve_links = arguments.resolve_links;
    let mut read =
        source.read(&*store, Direction::Backwards, Place::End, Some(limit), resolve_links);
    let mut last: Vec<RecordedEvent> = Vec::new();
    block_on(async {
        while let Some(event) = next(&mut read).await {
            match event {
                Ok(event) => last.push(event),
                // A stream may begin while it is followed.
                Err(ReadError::StreamNotFound { .. }) if arguments.follow => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok::<(), CliError>(())
    })?;
    drop(read);
    for event in last.iter().rev().take(if arguments.limit == 0 { 0 } else { last.len() }) {
        rows.event(out, event);
    }
    rows.flush(out);
    if !arguments.follow {
        return match arguments.selection.missing() {
            Some(missing) if last.is_empty() && !interrupt::is_pressed() => {
                Err(CliError::Refused(missing))
            }
            _ => Ok(Outcome::Success),
        };
    }
    out.flush();
    let mut deliveries = source.follow(&*store, last.first(), resolve_links);
    drop(last);
    block_on(async {
        while let Some(delivery) = next(&mut deliveries).await {
            match delivery? {
                Delivery::Event(event) => rows.event(out, &event),
                // Nothing more comes for now.
                Delivery::CaughtUp(_) => rows.flush(out),
                _ => {}
            }
            rows.flush(out);
            out.flush();
            if out.is_closed() {
                break;
            }
        }
        // Ctrl-C is how this ends.
        Ok(Outcome::Success)
    })
}
