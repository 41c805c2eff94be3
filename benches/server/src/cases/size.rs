use std::fs;

use crate::Outcome;
use crate::peer::Peer;
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

pub fn run(session: &mut Session) -> Outcome {
    if session.options.wants("binary") {
        let bytes = fs::metadata(&session.options.plumberd)?.len();
        let mib = bytes as f64 / (1 << 20) as f64;
        session.report.record(Measure::cost("binary", "MiB"), Peer::Ours.name(), mib);
    }
    Ok(())
}
