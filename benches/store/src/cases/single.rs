use crate::cases::{cost, pass_on};
use crate::contender::{Opening, Outcome};
use crate::protocol::Command;
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

const CASE: &str = "single-durable";
const ROUNDS: usize = 5;
const TURNS: usize = 12;
/// A sync of the disk takes a tenth of a millisecond or some milliseconds, by turns. So the slices are
/// short, and each is set against those beside it.
const SLICE_MILLIS: u64 = 60;
/// The events of the workload that it takes from.
const EVENTS: u64 = 1_000_000;

/// One writer, one event at a time.
pub fn run(session: &mut Session) -> Outcome {
    for round in 0..session.rounds(ROUNDS) {
        let mut children = Vec::new();
        for peer in session.turn(round) {
            let folder = session.fresh(peer, CASE)?;
            let opening = Opening { capacity: 100_000, for_reading: false };
            let opened = session.open(peer, &folder, EVENTS, opening).and_then(|(mut child, _)| {
                // Files grow at first.
                child.call(&Command::Load { to: 5000, announce: false })?;
                child.call(&Command::Single { millis: SLICE_MILLIS })?;
                Ok(child)
            });
            if let Some(child) = session.take(CASE, peer, opened) {
                children.push((peer, child, folder));
            }
        }
        for _ in 0..TURNS {
            for (peer, child, _) in &mut children {
                session.settle()?;
                let single = child.call(&Command::Single { millis: SLICE_MILLIS }).and_then(cost);
                if let Some(cost) = session.take(CASE, *peer, single) {
                    session.record(Measure::rate(CASE, "ev/s"), *peer, cost.rate());
                }
            }
            pass_on(&mut children);
        }
        for (peer, child, folder) in children {
            session.take(CASE, peer, child.close());
            session.remove(&folder)?;
        }
    }
    Ok(())
}
