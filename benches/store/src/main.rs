//! The embedded store against what could stand in its place.
//!
//! `store <results.json> [option ...]`; the options are in `options.rs`. An event has an id of 16 bytes
//! (UUIDv7), a type of 20, 250 of JSON and 120 of metadata, and its stream a name of 46. A million of
//! them are 500 streams of 1000 and 50 000 streams of 10, in 10 categories and of 20 types, shuffled. Each
//! append says which revision it expects. Each read gives owned parts. Cases:
//! - `single-durable`: one writer, one event at a time
//! - `group-commit-64`: 64 writers, one event at a time each; and how long they wait
//! - `open-after-kill`: the process is killed in the midst of a load; the time until the first read after
//!   that. All events that were acknowledged must be there
//! - `live`: from an append, or the answer to it, to the subscriber
//! - `bulk-500`: a million events, 500 durable together; how much memory that takes
//! - `read-stream`, `read-all`, `read-category`, `read-type`, `latest`: in a new process, the file in the
//!   page cache
//! - `catch-up`: a subscription from the start against a read of all
//! - `scale/<n>`: bulk, 64 writers and reads on stores of n events
//!
//! Peers, all of them durable:
//! - `raw`: a file of frames that was filled with zeros in advance, indexes in memory: what the disk allows
//! - `umadb`: the core of UmaDB, with tags for stream and category. It has no index of types
//! - `fjall`, `redb`: an index each for streams, categories, types and ids
//! - `sqlite-plain`: SQLite as most would write it
//!
//! All but UmaDB and ours refuse an id that they hold; UmaDB and ours compare ids within a stream when the
//! revision is not the expected one. No store can be reached by id through ours' interface, so that is not
//! measured.
//!
//! Each contender runs in a process of its own, one at a time: the others are stopped meanwhile. Each round
//! begins with new databases and with another contender. Figures are medians, and ratios are medians of
//! the ratios of samples that were taken side by side. Rows that end in `/cpu` tell the CPU time of all
//! threads for an event, into which the load of a shared machine hardly counts.
use std::env;
use std::process::ExitCode;

mod audit;
mod cases;
mod check;
mod child;
mod contender;
mod curve;
mod feed;
mod frame;
mod live;
mod options;
mod peers;
mod permutation;
mod protocol;
mod random;
mod session;
mod tally;
mod worker;
mod workload;
mod writer;

use contender::Outcome;
use options::Options;
use session::Session;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome {
    let mut arguments = env::args();
    arguments.next();
    if env::args().nth(1).as_deref() == Some("worker") {
        return worker::run();
    }
    let options = Options::parse(arguments)?;
    let mut session = Session::new(options)?;
    cases::run(&mut session)?;
    session.report.write(&session.options.results)?;
    if session.failed { Err("ours failed; see above".into()) } else { Ok(()) }
}
