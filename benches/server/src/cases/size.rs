use std::fs;

use crate::Outcome;
use crate::peer::Peer;
use crate::report::Measure;
use crate::session::Session;

pub fn run(session: &mut Session) -> Outcome {
    if session.options.wants("binary") {
        let bytes = fs::metadata(&session.options.plumberd)?.len();
        let mib = bytes as f64 / (1 << 20) as f64;
        session.report.record(Measure::cost("binary", "MiB"), Peer::Ours, mib);
    }
    Ok(())
}
