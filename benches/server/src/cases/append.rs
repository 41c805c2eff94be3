use super::{ask, unexpected};
use crate::Outcome;
use crate::job::{Answer, Work};
use crate::report::Measure;
use crate::session::Session;

/// The cases: name, writers, connections.
const CASES: [(&str, u64, u64); 3] =
    [("append-64", 64, 1), ("append-64/connections", 64, 64), ("append-1", 1, 1)];

pub fn run(session: &mut Session) -> Outcome {
    for round in 0..session.options.rounds {
        for (case, writers, connections) in CASES {
            if !session.options.wants(case.split('/').next().unwrap_or(case)) {
                continue;
            }
            for peer in session.turn(round) {
                if connections > 1 && !peer.is_server() {
                    continue;
                }
                let folder = session.fresh(peer, "append")?;
                let open = session.open(peer, &folder, false)?;
                let millis = session.options.millis;
                match ask(&open, Work::Append { writers, connections, millis })? {
                    Answer::Done { operations, seconds, latency: Some(latency) } => {
                        let rate = operations as f64 / seconds;
                        session.report.record(Measure::rate(case, "op/s"), peer, rate);
                        let p99 = format!("{case}/p99");
                        session.report.record(Measure::cost(&p99, "ms"), peer, latency.p99);
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
