use clap::Args;
use plumberd::store::Direction;

use super::row::Rows;
use super::selection::{Place, SelectionArguments};
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd read Recording-42                     a stream, from its begin
  plumberd read Recording-42 --backwards --limit 1   its last event
  plumberd read --category Recording --from 1000 a category, from a position of the log on
  plumberd read '$all' --type-prefix Order --json | jq .data
  plumberd read '$ce-Recording' --resolve-links  a virtual stream, as KurrentDB has it";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// Newest first.
    #[arg(long)]
    backwards: bool,
    /// Where to begin: a revision of a stream, a position of the log, `start` or `end`.
    #[arg(long, value_name = "PLACE")]
    from: Option<Place>,
    /// How many events at most.
    #[arg(long, short = 'n', value_name = "COUNT")]
    limit: Option<u64>,
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
    let (direction, begin) = if arguments.backwards {
        (Direction::Backwards, Place::End)
    } else {
        (Direction::Forwards, Place::Start)
    };
    let from = arguments.from.unwrap_or(begin);
    let mut events =
        source.read(&*store, direction, from, arguments.limit, arguments.resolve_links);
    let mut rows = Rows::new(arguments.json);
    let mut count = 0_u64;
    let read = block_on(async {
        while let Some(event) = next(&mut events).await {
            rows.event(out, &event?);
            count += 1;
            if out.is_closed() {
                break;
            }
        }
        Ok::<(), CliError>(())
    });
    rows.flush(out);
    read?;
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{count} events were read")));
    }
    match arguments.selection.missing() {
        Some(missing) if count == 0 && arguments.from.is_none() && arguments.limit != Some(0) => {
            Err(CliError::Refused(missing))
        }
        _ => Ok(Outcome::Success),
    }
}
