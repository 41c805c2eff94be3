use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cases::unexpected;
use crate::contender::{Opening, Outcome, Peer};
use crate::protocol::{Answer, Command};
use crate::random::Random;
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

const CASE: &str = "open-after-kill";
const ROUNDS: usize = 5;
const EVENTS: u64 = 1_000_000;

/// A worker is killed in the midst of a load, and another one opens the store.
pub fn run(session: &mut Session) -> Outcome {
    // Another moment in each run; the same one for all contenders of a round.
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64;
    let mut random = Random::new(now);
    for round in 0..session.rounds(ROUNDS) {
        let least = session.sizes().killed_after;
        let events = least + random.below(least);
        for peer in session.turn(round) {
            let folder = session.fresh(peer, CASE)?;
            let outcome = one(session, peer, &folder, events);
            if let Some((millis, found)) = session.take(CASE, peer, outcome) {
                println!("{CASE:<34} {peer:<14} {found}");
                session.record(Measure::cost(CASE, "ms"), peer, millis);
            }
            session.remove(&folder)?;
        }
    }
    Ok(())
}

fn one(session: &Session, peer: Peer, folder: &Path, events: u64) -> Outcome<(f64, String)> {
    let opening = Opening { capacity: 3 * session.sizes().killed_after, for_reading: false };
    let (mut child, _) = session.open(peer, folder, EVENTS, opening)?;
    child.tell(&Command::Load { to: EVENTS, announce: true })?;
    let mut acknowledged = 0;
    while acknowledged < events {
        match child.answer()? {
            Answer::Acknowledged { events } => acknowledged = events,
            other => return Err(unexpected(&other)),
        }
    }
    for answer in child.kill() {
        match answer {
            Answer::Acknowledged { events } => acknowledged = events,
            other => return Err(unexpected(&other)),
        }
    }
    session.settle()?;
    let (mut child, millis) = session.open(peer, folder, EVENTS, opening)?;
    let found = match child.call(&Command::Audit { acknowledged })? {
        Answer::Audited { events, lost: 0, duplicated: 0 } => {
            format!("{acknowledged} acknowledged, {events} found, 0 lost, 0 duplicated")
        }
        other => return Err(unexpected(&other)),
    };
    child.close()?;
    Ok((millis, found))
}
