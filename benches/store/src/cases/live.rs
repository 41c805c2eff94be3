use std::path::Path;

use crate::cases::unexpected;
use crate::contender::{Opening, Outcome, Peer};
use crate::protocol::{Answer, Command};
use crate::session::Session;
use plumberd_bench_harness::latency::Latency;
use plumberd_bench_harness::report::Measure;

const CASE: &str = "live";
const ROUNDS: usize = 3;
const PAUSE_MICROS: u64 = 2000;
const EVENTS: u64 = 100_000;

/// One writer and one subscriber in a process. No peer has subscriptions of its own.
pub fn run(session: &mut Session) -> Outcome {
    for _ in 0..session.rounds(ROUNDS) {
        let folder = session.fresh(Peer::Ours, CASE)?;
        let outcome = one(session, &folder);
        if let Some((from_answer, from_call)) = session.take(CASE, Peer::Ours, outcome) {
            let rows = [("from-answer", from_answer), ("from-call", from_call)];
            for (from, latency) in rows {
                for (name, millis) in latency.rows() {
                    let case = format!("{CASE}/{from}/{name}");
                    session.record(Measure::cost(&case, "ms"), Peer::Ours, millis);
                }
            }
        }
        session.remove(&folder)?;
    }
    Ok(())
}

fn one(session: &Session, folder: &Path) -> Outcome<(Latency, Latency)> {
    let opening = Opening { capacity: 0, for_reading: false };
    let (mut child, _) = session.open(Peer::Ours, folder, EVENTS, opening)?;
    session.settle()?;
    let events = session.sizes().live_events;
    match child.call(&Command::Live { events, pause_micros: PAUSE_MICROS })? {
        Answer::Live { from_answer, from_call } => {
            child.close()?;
            Ok((from_answer, from_call))
        }
        other => Err(unexpected(&other)),
    }
}
