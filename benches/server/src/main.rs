//! The server against what could stand in its place.
//!
//! `server <results.json> --plumberd <program> [option ...]`; the options are in `options.rs`. An event has
//! 256 bytes of JSON, a type of 20 and a stream of 46. Each append says which revision it expects. Cases:
//! - `append-64`: 64 tasks of one client, each appends one event at a time and waits until it is durable;
//!   all over one connection, and in `append-64/connections` over one each. In `append-64/batch` ours has
//!   one `BatchAppend` for all of them, as the clients for .NET and Node append; peers do what they do
//!   otherwise
//! - `append-1`: one task
//! - `read-all`: the whole log to one client
//! - `read-latest`: the last event of a stream, one after the other
//! - `live`: from an append to its delivery at a subscriber of the log, two milliseconds apart
//! - `idle-memory`: what a server that was just started on a store with events has resident
//! - `binary`: the size of the program
//! - `load`, when it is asked for: 1000 connections, 10 000 subscriptions, a million events
//!
//! Peers:
//! - `umadb`: UmaDB's server and client. Stream and category are tags, and an expected revision is the
//!   condition that no event of the stream stands behind the last one that the writer knows
//! - `store`: our own embedded store, under the same tasks, without a network in between
//!
//! Each server runs in a process of its own, and is stopped while another one is measured. Each measurement
//! has a client process of its own, which checks what it was given: that nothing is missing, doubled or out
//! of order. Ours is asked through the stubs of plumberd-wire, as KurrentDB's clients do it, and connections
//! have the settings of UmaDB's client. Each round begins with another contender, and appends begin with an
//! empty store. Figures are medians, and ratios are medians of the ratios of samples that were taken side by
//! side.
#![cfg_attr(not(feature = "umadb"), allow(dead_code, reason = "some of it is for the peer"))]

use std::env;
use std::process::ExitCode;

mod audit;
mod cases;
mod client;
mod contender;
mod job;
mod options;
mod peer;
mod server;
mod session;
mod work;
mod workload;

use options::Options;
use plumberd_bench_harness::{Outcome, machine};
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
    let mut arguments = env::args().skip(1);
    match arguments.next().as_deref() {
        Some("client") => client::run(arguments),
        Some("umadb") => server::run_umadb(arguments),
        _ => {
            machine::raise_open_files()?;
            let mut session = Session::new(Options::parse(env::args().skip(1))?)?;
            cases::run(&mut session)?;
            session.report.write(&session.options.results)
        }
    }
}
