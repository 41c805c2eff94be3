use super::{ask, unexpected};
use crate::Outcome;
use crate::job::{Answer, Work};
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

const EVENTS: u64 = 600;
const PAUSE_MICROS: u64 = 2000;

pub fn run(session: &mut Session) -> Outcome {
    if !session.options.wants("live") {
        return Ok(());
    }
    for round in 0..session.options.rounds {
        for peer in session.turn(round) {
            let folder = session.fresh(peer, "live")?;
            let open = session.open(peer, &folder, false)?;
            match ask(&open, Work::Live { events: EVENTS, pause_micros: PAUSE_MICROS })? {
                Answer::Live { latency } => {
                    for (name, millis) in latency.rows() {
                        let case = format!("live-{name}");
                        session.report.record(Measure::cost(&case, "ms"), peer.name(), millis);
                    }
                }
                other => return Err(unexpected(&other)),
            }
            drop(open);
            session.remove(&folder)?;
        }
    }
    Ok(())
}
