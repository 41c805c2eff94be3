use std::thread::sleep;
use std::time::Duration;

use super::{ask, unexpected};
use crate::Outcome;
use crate::job::{Answer, Work};
use crate::peer::Peer;
use crate::session::Session;
use plumberd_bench_harness::report::Measure;

/// How long the server has to give back what it took.
const REST: Duration = Duration::from_secs(5);

/// The load, once.
pub fn run(session: &mut Session) -> Outcome {
    if !session.options.wants("load") {
        return Ok(());
    }
    let (load, bound) = (session.options.load, session.options.load_memory);
    if load.streams < load.clients || load.events < load.streams {
        return Err("the load needs a stream for each client, and an event for each stream".into());
    }
    let folder = session.fresh(Peer::Ours, "load")?;
    let open = session.open(Peer::Ours, &folder, false)?;
    let server = open.server.as_ref().ok_or("there is no server")?;
    let watch = server.watch();
    let answer = ask(&open, Work::Load(load))?;
    server.resume();
    let (peak, own) = (server.memory("VmHWM")?, watch.most()?);
    sleep(REST);
    let (after, own_after) = (server.memory("VmRSS")?, server.memory("RssAnon")?);
    let Answer::Load { append_seconds, delivery_seconds, deliveries, append, log, streams } =
        answer
    else {
        return Err(unexpected(&answer));
    };
    let rates = [
        ("load/appends", load.events as f64 / append_seconds),
        ("load/deliveries", deliveries as f64 / delivery_seconds),
    ];
    for (case, rate) in rates {
        session.report.record(Measure::rate(case, "ev/s"), Peer::Ours.name(), rate);
    }
    for (what, latency) in [("append", append), ("delivery-log", log), ("delivery-stream", streams)]
    {
        for (name, millis) in latency.rows() {
            let case = format!("load/{what}-{name}");
            session.report.record(Measure::cost(&case, "ms"), Peer::Ours.name(), millis);
        }
    }
    // Resident are pages of the file too, which the kernel takes back when it needs them.
    for (case, mib) in [
        ("load/resident-peak", peak),
        ("load/resident-after", after),
        ("load/own-memory-peak", own),
        ("load/own-memory-after", own_after),
    ] {
        session.report.record(Measure::cost(case, "MiB"), Peer::Ours.name(), mib);
    }
    drop(open);
    session.remove(&folder)?;
    if own > bound as f64 {
        return Err(format!(
            "the server had {own:.0} MiB of its own, and may have {bound}; see --load-memory"
        )
        .into());
    }
    Ok(())
}
