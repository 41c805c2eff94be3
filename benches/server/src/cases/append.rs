use super::{ask, unexpected};
use crate::Outcome;
use crate::job::{Answer, Over, Work};
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

/// The cases: name, writers, and what their appends are sent over.
const CASES: [(&str, u64, Over); 4] = [
    ("append-64", 64, Over::Connections(1)),
    ("append-64/connections", 64, Over::Connections(64)),
    ("append-64/batch", 64, Over::Stream),
    ("append-1", 1, Over::Connections(1)),
];

pub fn run(session: &mut Session) -> Outcome {
    for round in 0..session.options.rounds {
        for (case, writers, over) in CASES {
            if !session.options.wants(case.split('/').next().unwrap_or(case)) {
                continue;
            }
            for peer in session.turn(round) {
                // A store has no connections.
                if matches!(over, Over::Connections(2..)) && !peer.is_server() {
                    continue;
                }
                let folder = session.fresh(peer, "append")?;
                let open = session.open(peer, &folder, false)?;
                let millis = session.options.millis;
                match ask(&open, Work::Append { writers, over, millis })? {
                    Answer::Done { operations, seconds, latency: Some(latency) } => {
                        let rate = operations as f64 / seconds;
                        session.report.record(Measure::rate(case, "op/s"), peer.name(), rate);
                        let p99 = format!("{case}/p99");
                        session.report.record(Measure::cost(&p99, "ms"), peer.name(), latency.p99);
                    }
                    other => return Err(unexpected(&other)),
                }
                drop(open);
                session.remove(&folder)?;
            }
        }
    }
    Ok(())
}
