//! `plumberd doctor`: whether a store can be worked with from here, and what to do where it cannot.

mod diagnosis;
mod disk;
mod file;

use std::time::Instant;

use clap::Args;
use plumberd::clock::{Clock, SystemClock};
use plumberd::store::{Direction, EventStore, ReadAll, Selection};

use self::diagnosis::Diagnosis;
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, Location, StoreArguments};
use crate::{CliError, Outcome, Stdout};

/// The first of January 2025: no clock that is set shows an earlier time.
const EARLIEST: i64 = 1_735_689_600;
/// Seconds that the newest event may be ahead of this machine's clock.
const AHEAD: i64 = 5;
/// Milliseconds that the read of one event takes at most where all is well.
const SLOW: u128 = 500;

const EXAMPLES: &str = "\
Examples:
  plumberd doctor
  plumberd doctor --url sqlite:/var/lib/app/events.db --json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each check: `check`, `state` (`ok`, `warning` or `failed`), `message`,
    /// `remedy`.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    interrupt::watch();
    let mut diagnosis = Diagnosis::new(out, arguments.json);
    diagnosis.ok("version", &format!("plumberd {}", env!("CARGO_PKG_VERSION")));
    clock(&mut diagnosis);
    match arguments.store.locate() {
        Ok(location) => store(&mut diagnosis, &location)?,
        Err(error) => diagnosis.error("url", &error.to_string()),
    }
    Ok(if diagnosis.finish() { Outcome::Success } else { Outcome::Refused })
}

fn clock(diagnosis: &mut Diagnosis<'_>) {
    let now = SystemClock.now();
    if now.unix_seconds() < EARLIEST {
        diagnosis.failed(
            "clock",
            &format!("this machine's clock shows {now}"),
            "set it, or let a time service do so: events carry its time",
        );
    } else {
        diagnosis.ok("clock", &now.to_string());
    }
}

fn store(diagnosis: &mut Diagnosis<'_>, location: &Location) -> Result<(), CliError> {
    let url = format!("{location}, from {}", location.origin);
    match location.parse() {
        Ok(_) => diagnosis.ok("url", &url),
        Err(error) => {
            diagnosis.error("url", &format!("from {}: {error}", location.origin));
            return Ok(());
        }
    }
    if let Some(path) = location.file()?
        && !file::look(diagnosis, &path)
    {
        return Ok(());
    }
    match location.open(Access::Read) {
        Ok(store) => {
            diagnosis.ok("open", "the store can be opened");
            newest(diagnosis, &*store);
        }
        Err(error) => diagnosis.error("open", &error.to_string()),
    }
    Ok(())
}

/// Whether events can be read, how fast, and whether they are of the future.
fn newest(diagnosis: &mut Diagnosis<'_>, store: &dyn EventStore) {
    let mut read = ReadAll::backwards(Selection::All).limit(1);
    read.direction = Direction::Backwards;
    let begun = Instant::now();
    let event = match block_on(async { next(&mut store.read_all(read)).await }).transpose() {
        Ok(event) => event,
        Err(error) => {
            diagnosis.failed(
                "read",
                &error.to_string(),
                "`plumberd store check` tells what is damaged",
            );
            return;
        }
    };
    let took = begun.elapsed().as_millis();
    let Some(event) = event else {
        diagnosis.ok("read", "the store is empty");
        return;
    };
    let message = format!(
        "the newest event is {}@{} of {}, read in {took} ms",
        event.revision, event.stream, event.recorded_at
    );
    if took > SLOW {
        diagnosis.warning(
            "read",
            &message,
            "look whether the disk is busy, or far away: a store does not belong on a network drive",
        );
    } else {
        diagnosis.ok("read", &message);
    }
    let ahead = event.recorded_at.unix_seconds() - SystemClock.now().unix_seconds();
    if ahead > AHEAD {
        diagnosis.warning(
            "clock of the events",
            &format!("the newest event is {ahead} s ahead of this machine's clock"),
            "set the clocks of the machines that write, or of this one",
        );
    }
}
