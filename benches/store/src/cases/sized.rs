use std::path::PathBuf;

use crate::cases::group::{Group, SPARE, groups};
use crate::cases::{cost, pass_on, unexpected};
use crate::child::Child;
use crate::contender::{Opening, Outcome, Peer};
use crate::curve::print_curve;
use crate::options::size_name;
use crate::peers::raw::ROOM_FOR_AN_EVENT;
use crate::protocol::{Answer, Command, Cost, Reading};
use crate::session::Session;
use plumberd_bench_harness::report::{Better, Measure};

const ROUNDS: usize = 3;
/// Slices of reads in a round.
const TURNS: usize = 3;
/// What a store takes on the disk for an event, with what it keeps for a while.
const BYTES_AN_EVENT: u64 = 800;
/// Slices of a load.
const SLICES: u64 = 20;
/// Above this, reads of much end early, and only ours and raw take part unless they are named.
const LARGE: u64 = 1_000_000;
const MUCH: u64 = 1_000_000;
const SOME: u64 = 100_000;

/// The reads, and up to how many events.
const READINGS: [(&str, Reading, u64); 5] = [
    ("read-stream", Reading::Stream, MUCH),
    ("read-all", Reading::All, MUCH),
    ("read-category", Reading::Category, SOME),
    ("read-type", Reading::EventType, SOME),
    ("latest", Reading::Latest, 1),
];
const BULK: &str = "bulk-500";
const GROUP: &str = "group-commit-64";
const GROUP_LATENCY: &str = "group-commit-64/p99.9";
const CURVE: [&str; 6] = [BULK, GROUP, GROUP_LATENCY, "read-stream", "read-all", "read-category"];

/// What is measured at one size.
struct Scope {
    events: u64,
    /// The cases by their own names.
    own: bool,
    /// The cases of the curve.
    curve: bool,
}

impl Scope {
    /// The names under which a figure of a case goes into the table. Ending in `/…`, a case belongs to
    /// the one before that.
    fn names(&self, session: &Session, case: &str) -> Vec<String> {
        let mut names = Vec::new();
        let asked = case.split('/').next().unwrap_or(case);
        // On a new store, that is a case of its own.
        if self.own && asked != GROUP && session.options.wants(asked) {
            names.push(case.to_owned());
        }
        if self.curve && CURVE.contains(&case) {
            names.push(format!("scale/{}/{case}", size_name(self.events)));
        }
        names
    }

    fn enter(&self, session: &mut Session, measure: Measure<'_>, peer: Peer, sample: f64) {
        let names = self.names(session, measure.case);
        if let Some((first, others)) = names.split_first() {
            session.record(Measure { case: first, ..measure }, peer, sample);
            for case in others {
                session.report.record(Measure { case, ..measure }, peer.name(), sample);
            }
        }
    }
}

/// Loads of so many events, and what is done with the store then.
pub fn run(session: &mut Session) -> Outcome {
    let sizes = session.sizes();
    let curve = session.options.wants("scale");
    let own = READINGS.iter().map(|(case, ..)| *case).chain([BULK, "catch-up"]);
    let own = own.into_iter().any(|case| session.options.wants(case));
    let mut scopes: Vec<Scope> = Vec::new();
    if curve {
        let scope = |&events: &u64| Scope { events, own: own && events == sizes.events, curve };
        scopes.extend(sizes.curve.iter().map(scope));
    }
    if own && !scopes.iter().any(|scope| scope.own) {
        scopes.push(Scope { events: sizes.events, own, curve: false });
    }
    // All sizes in each round, for the curve compares them.
    for round in 0..session.rounds(ROUNDS) {
        for scope in &scopes {
            measure(session, scope, round)?;
        }
    }
    if curve {
        print_curve(&session.report, &sizes.curve);
    }
    Ok(())
}

fn measure(session: &mut Session, scope: &Scope, round: usize) -> Outcome {
    let mut peers = session.turn(round);
    if scope.events > LARGE && !session.options.chosen {
        peers.retain(|peer| matches!(peer, Peer::Ours | Peer::Raw));
    }
    let bytes = peers.len() as u64 * (scope.events * BYTES_AN_EVENT + SPARE * ROOM_FOR_AN_EVENT);
    let space = session.require_space(bytes);
    let size = format!("size {}", size_name(scope.events));
    if session.take(&size, Peer::Ours, space).is_none() {
        return Ok(());
    }
    let mut folders = Vec::new();
    for peer in peers {
        folders.push((peer, session.fresh(peer, "sized")?));
    }
    let loaded = load(session, scope, &folders)?;
    let ready: Vec<_> = folders.iter().filter(|(peer, _)| loaded.contains(peer)).collect();
    read(session, scope, &ready)?;
    if scope.curve {
        let opening = Opening { capacity: scope.events + SPARE, for_reading: false };
        let children = open(session, GROUP, scope, &ready, opening);
        for Group { peer, costs, latency } in groups(session, children)? {
            for cost in costs {
                scope.enter(session, Measure::rate(GROUP, "ev/s"), peer, cost.rate());
            }
            scope.enter(session, Measure::cost(GROUP_LATENCY, "ms"), peer, latency.p999);
        }
    }
    for (_, folder) in &folders {
        session.remove(folder)?;
    }
    Ok(())
}

fn open(
    session: &mut Session,
    case: &str,
    scope: &Scope,
    folders: &[&(Peer, PathBuf)],
    opening: Opening,
) -> Vec<(Peer, Child)> {
    let mut children = Vec::new();
    for (peer, folder) in folders {
        let opened = session.open(*peer, folder, scope.events, opening);
        if let Some((child, _)) = session.take(case, *peer, opened) {
            children.push((*peer, child));
        }
    }
    children
}

/// Loads in slices, by turns, and answers with those that hold all events then.
fn load(session: &mut Session, scope: &Scope, folders: &[(Peer, PathBuf)]) -> Outcome<Vec<Peer>> {
    let opening = Opening { capacity: scope.events + SPARE, for_reading: false };
    let folders: Vec<_> = folders.iter().collect();
    let mut loads: Vec<_> = open(session, BULK, scope, &folders, opening)
        .into_iter()
        .map(|(peer, child)| (peer, child, Vec::new(), 0.0))
        .collect();
    for slice in 1..=SLICES {
        let mut going = Vec::new();
        for (peer, mut child, mut slices, _) in loads {
            session.settle()?;
            let to = scope.events * slice / SLICES;
            let answer = child.call(&Command::Load { to, announce: false });
            match session.take(BULK, peer, answer) {
                None => {}
                Some(Answer::Loaded { cost, peak_rss_mib }) => {
                    slices.push(cost);
                    going.push((peer, child, slices, peak_rss_mib));
                }
                Some(other) => return Err(unexpected(&other)),
            }
        }
        pass_on(&mut going);
        loads = going;
    }
    let mut loaded = Vec::new();
    for (peer, child, slices, peak_rss_mib) in loads {
        let sum = |slices: &[Cost]| slices.iter().copied().sum::<Cost>();
        let (all, quarter) = (sum(&slices), sum(&slices[slices.len() * 3 / 4..]));
        scope.enter(session, Measure::rate(BULK, "ev/s"), peer, all.rate());
        scope.enter(session, Measure::cost("bulk-500/cpu", "us/ev (CPU)"), peer, all.cpu());
        scope.enter(session, Measure::rate("bulk-500/last-quarter", "ev/s"), peer, quarter.rate());
        let measure = Measure { case: "bulk-500/peak-rss", unit: "MiB", better: Better::Lower };
        scope.enter(session, measure, peer, peak_rss_mib);
        if session.take(BULK, peer, child.close()).is_some() {
            loaded.push(peer);
        }
    }
    Ok(loaded)
}

/// New processes, warm files, and slices of all contenders by turns.
fn read(session: &mut Session, scope: &Scope, ready: &[&(Peer, PathBuf)]) -> Outcome {
    let wanted: Vec<_> =
        READINGS.into_iter().filter(|(case, ..)| !scope.names(session, case).is_empty()).collect();
    let catch_up = scope.own && session.options.wants("catch-up");
    if wanted.is_empty() && !catch_up {
        return Ok(());
    }
    let opening = Opening { capacity: scope.events, for_reading: true };
    let mut children = open(session, "reads", scope, ready, opening);
    session.settle()?;
    let millis = session.sizes().slice_millis;
    for (case, reading, limit) in wanted {
        let limit = if scope.events > LARGE { limit } else { u64::from(u32::MAX) };
        for turn in 0..=TURNS {
            for (peer, child) in &mut children {
                let slice = child.call(&Command::Read { reading, millis, limit }).and_then(cost);
                // The first one warms up.
                if let Some(cost) = session.take(case, *peer, slice).filter(|_| turn > 0) {
                    let unit = if reading == Reading::Latest { "op/s" } else { "ev/s" };
                    let measure = Measure::rate(case, unit);
                    scope.enter(session, measure, *peer, cost.rate());
                    let case = format!("{case}/cpu");
                    scope.enter(session, Measure::cost(&case, "us/ev (CPU)"), *peer, cost.cpu());
                }
            }
            pass_on(&mut children);
        }
    }
    let ours = children.iter_mut().find(|(peer, _)| *peer == Peer::Ours);
    if let Some((_, child)) = ours.filter(|_| catch_up) {
        for _ in 0..TURNS {
            let subscribed = child.call(&Command::CatchUp).and_then(cost);
            let all =
                Command::Read { reading: Reading::All, millis: 0, limit: u64::from(u32::MAX) };
            let read = child.call(&all).and_then(cost);
            let pair = subscribed.and_then(|subscribed| Ok((subscribed, read?)));
            if let Some((subscribed, read)) = session.take("catch-up", Peer::Ours, pair) {
                let cases = [
                    (Measure::rate("catch-up", "ev/s"), subscribed.rate(), read.rate()),
                    (Measure::cost("catch-up/cpu", "us/ev (CPU)"), subscribed.cpu(), read.cpu()),
                ];
                for (measure, subscribed, read) in cases {
                    session.record(measure, Peer::Ours, subscribed);
                    session.report.record(measure, "own-read", read);
                }
            }
        }
    }
    for (peer, child) in children {
        session.take("reads", peer, child.close());
    }
    Ok(())
}
