//! `streams`, `types`, `stats` and `trace`: what a store holds.

pub(crate) mod stats;
pub(crate) mod streams;
pub(crate) mod trace;
mod tree;
pub(crate) mod types;

pub(crate) use stats::beside;

use plumberd::store::{Direction, EventStore, ReadAll, RecordedEvent, Selection};

use crate::interrupt::{self, block_on, next};
use crate::progress::Progress;
use crate::{CliError, Stdout};

/// Reads all events of a selection, with a progress bar, until Ctrl-C is pressed.
fn scan(
    store: &dyn EventStore,
    selection: &Selection,
    out: &Stdout,
    mut see: impl FnMut(RecordedEvent),
) -> Result<(), CliError> {
    let progress = Progress::of(last_position(store)?, "of the log");
    let mut events = store.read_all(ReadAll::forwards(selection.clone()));
    let mut seen = 0_u64;
    block_on(async {
        while let Some(event) = next(&mut events).await {
            let event = event?;
            seen += 1;
            if seen.is_multiple_of(1024) {
                progress.set(event.read_position().map_or(0, |it| it.commit));
                if out.is_closed() {
                    break;
                }
            }
            see(event);
        }
        Ok::<(), CliError>(())
    })?;
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{seen} events were read")));
    }
    Ok(())
}

/// Where the log ends; 0 when it is empty.
pub(crate) fn last_position(store: &dyn EventStore) -> Result<u64, CliError> {
    let mut read = ReadAll::backwards(Selection::All).limit(1);
    read.direction = Direction::Backwards;
    let last = block_on(async { next(&mut store.read_all(read)).await });
    Ok(last.transpose()?.and_then(|event| event.position).map_or(0, |it| it.commit))
}

/// `1.5 MiB`.
fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

/// A number with its thousands apart.
fn count(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}
