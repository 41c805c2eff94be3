use std::thread::sleep;
use std::time::Duration;

use super::{ask, unexpected};
use crate::Outcome;
use crate::job::{Answer, Work};
use crate::peer::Peer;
use crate::session::{Open, Session};
use crate::workload::LENGTH;
use plumberd_bench_harness::machine;
use plumberd_bench_harness::report::Measure;

/// How long a server is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(1);

/// What is done with a store that has events.
pub fn run(session: &mut Session) -> Outcome {
    let [all, latest, memory] =
        ["read-all", "read-latest", "idle-memory"].map(|case| session.options.wants(case));
    if !(all || latest || memory) {
        return Ok(());
    }
    let events = session.options.events / LENGTH * LENGTH;
    let millis = session.options.millis;
    let mut contenders = Vec::new();
    for peer in session.turn(0) {
        contenders.push(fill(session, peer, events)?);
    }
    for open in contenders.iter().filter(|_| memory) {
        if let Some(server) = &open.server {
            server.resume();
            sleep(REST);
            let resident = server.memory("VmRSS")?;
            server.pause();
            session.report.record(Measure::cost("idle-memory", "MiB"), open.peer.name(), resident);
        }
    }
    for _ in 0..session.options.rounds {
        for (case, wanted, work) in [
            ("read-all", all, Work::ReadAll { events, millis }),
            ("read-latest", latest, Work::Latest { events, millis }),
        ] {
            for open in contenders.iter().filter(|_| wanted) {
                match ask(open, work)? {
                    Answer::Done { operations, seconds, .. } => {
                        let unit = if case == "read-all" { "ev/s" } else { "op/s" };
                        let rate = operations as f64 / seconds;
                        session.report.record(Measure::rate(case, unit), open.peer.name(), rate);
                    }
                    other => return Err(unexpected(&other)),
                }
            }
        }
        contenders.rotate_left(1);
    }
    Ok(())
}

/// A contender with events, whose server was just started.
fn fill(session: &Session, peer: Peer, events: u64) -> Outcome<Open> {
    let folder = session.fresh(peer, "stored")?;
    let filler = if peer == Peer::Ours { Peer::Store } else { peer };
    let open = session.open(filler, &folder, false)?;
    match ask(&open, Work::Fill { events })? {
        Answer::Filled => {}
        other => return Err(unexpected(&other)),
    }
    drop(open);
    machine::settle(&folder)?;
    let open = session.open(peer, &folder, true)?;
    if let Some(server) = &open.server {
        server.pause();
    }
    Ok(open)
}
