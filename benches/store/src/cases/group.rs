use crate::cases::{pass_on, unexpected};
use crate::child::Child;
use crate::contender::{Opening, Outcome, Peer};
use crate::protocol::{Answer, Command, Cost};
use crate::session::Session;
use plumberd_bench_harness::latency::Latency;
use plumberd_bench_harness::report::Measure;

const CASE: &str = "group-commit-64";
const WRITERS: u64 = 64;
const ROUNDS: usize = 5;
/// Long enough for what is done in the background to come in the way, short enough to be set against
/// the slices beside it: the disk has its moods.
const SLICE_MILLIS: u64 = 400;
const QUICK_SLICE_MILLIS: u64 = 100;
/// Beyond the load, the raw file has room for that many.
pub const SPARE: u64 = 600_000;
/// Of a workload with 64 streams for each writer.
const EVENTS: u64 = 100_000;

/// What a contender did in a round.
pub struct Group {
    pub peer: Peer,
    /// Of each slice.
    pub costs: Vec<Cost>,
    /// Of all of them.
    pub latency: Latency,
}

/// 64 writers on a new store, one event at a time each.
pub fn run(session: &mut Session) -> Outcome {
    for round in 0..session.rounds(ROUNDS) {
        let mut folders = Vec::new();
        let mut children = Vec::new();
        for peer in session.turn(round) {
            let folder = session.fresh(peer, CASE)?;
            let opening = Opening { capacity: SPARE, for_reading: false };
            let opened = session.open(peer, &folder, EVENTS, opening);
            if let Some((child, _)) = session.take(CASE, peer, opened) {
                children.push((peer, child));
            }
            folders.push(folder);
        }
        for Group { peer, costs, latency } in groups(session, children)? {
            for cost in &costs {
                session.record(Measure::rate(CASE, "ev/s"), peer, cost.rate());
            }
            let cpu = costs.iter().copied().sum::<Cost>().cpu();
            session.record(Measure::cost("group-commit-64/cpu", "us/ev (CPU)"), peer, cpu);
            for (name, millis) in latency.rows() {
                let case = format!("{CASE}/{name}");
                session.record(Measure::cost(&case, "ms"), peer, millis);
            }
        }
        for folder in folders {
            session.remove(&folder)?;
        }
    }
    Ok(())
}

/// The writers by turns on the stores of all workers, which end then.
pub fn groups(session: &mut Session, mut children: Vec<(Peer, Child)>) -> Outcome<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let millis = if session.options.quick { QUICK_SLICE_MILLIS } else { SLICE_MILLIS };
    for _ in 0..session.sizes().group_turns {
        for (peer, child) in &mut children {
            session.settle()?;
            let answer = child.call(&Command::Group { writers: WRITERS, millis });
            match session.take(CASE, *peer, answer) {
                None => {}
                Some(Answer::Group { cost, latency }) => {
                    match groups.iter_mut().find(|group| group.peer == *peer) {
                        Some(group) => {
                            group.costs.push(cost);
                            group.latency = latency;
                        }
                        None => groups.push(Group { peer: *peer, costs: vec![cost], latency }),
                    }
                }
                Some(other) => return Err(unexpected(&other)),
            }
        }
        pass_on(&mut children);
    }
    for (peer, child) in children {
        session.take(CASE, peer, child.close());
    }
    Ok(groups)
}
