//! How soon the readers of one process see what another has appended.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{
    Delivery, EventStore, ReadAll, ReadStream, SubscribeAll, SubscribeFrom, Subscription,
};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, json_event, next};

use super::common::process::{Process, command, say};
use super::common::{Folder, events, stream};

const EVENTS: usize = 60;
/// What a machine that does much else may take.
const GENEROUS: Duration = Duration::from_secs(3);

fn now() -> u128 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos()
}

/// Appends an event from time to time, and tells when that was done.
pub(crate) fn tell(store: &SqliteStore) {
    for n in 0..EVENTS {
        thread::sleep(Duration::from_millis(5 + (n as u64 * 7) % 20));
        let event = json_event("Told", &format!("{{\"Number\":{n}}}"));
        block_on(store.append(stream("Told-1"), ExpectedRevision::Any, vec![event])).unwrap();
        say(&format!("told {n} {}\n", now()));
    }
}

fn report(what: &str, mut waits: Vec<Duration>) {
    assert_eq!(waits.len(), EVENTS);
    waits.sort_unstable();
    let (median, last) = (waits[EVENTS / 2], waits[EVENTS - 1]);
    eprintln!("{what}: seen after {median:.2?} (median), {last:.2?} (worst)");
    assert!(last < GENEROUS, "{what}: {last:?}");
}

/// Somebody who hears of an event and then reads finds it: stream by stream, and in the log.
#[test]
fn reads_see_what_another_process_appends() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let store = SqliteStore::open(&file).unwrap();
    // The store knows the file already, from before the other process came.
    block_on(store.append(stream("Told-1"), ExpectedRevision::Any, events(1))).unwrap();
    let mut teller = Process::start(command("tell", &file));
    let mut waits = Vec::new();
    for n in 0..EVENTS {
        let told = teller.hear("told ", |_| {});
        let at: u128 = told.split_once(' ').unwrap().1.parse().unwrap();
        let revision = n as u64 + 1;
        let begun = Instant::now();
        let (mut in_stream, mut in_log) = (false, false);
        while !(in_stream && in_log) {
            assert!(begun.elapsed() < GENEROUS, "event {n} is not seen");
            let last = ReadStream::backwards(stream("Told-1")).limit(1);
            let last = block_on(collect(store.read_stream(last))).unwrap();
            in_stream = last[0].revision >= revision;
            let last = ReadAll::backwards(plumberd::store::Selection::All).limit(1);
            let last = block_on(collect(store.read_all(last))).unwrap();
            in_log = last[0].revision >= revision;
        }
        waits.push(Duration::from_nanos(u64::try_from(now().saturating_sub(at)).unwrap()));
    }
    teller.end(|_| {});
    report("reads", waits);
}

#[test]
fn subscriptions_see_what_another_process_appends() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let store = SqliteStore::open(&file).unwrap();
    if !store.capabilities().subscriptions {
        eprintln!("skipped: this engine has no subscriptions");
        return;
    }
    let mut live: Subscription =
        store.subscribe_all(SubscribeAll::default().from(SubscribeFrom::End));
    let mut deliver = || {
        let next = std::future::poll_fn(|context| live.as_mut().poll_next(context));
        block_on(next).unwrap().unwrap()
    };
    // From here on it is live.
    while !matches!(deliver(), Delivery::CaughtUp(_)) {}
    let mut teller = Process::start(command("tell", &file));
    let mut seen = Vec::new();
    while seen.len() < EVENTS {
        if let Delivery::Event(event) = deliver() {
            assert_eq!(event.revision, seen.len() as u64, "no gap and no repetition");
            seen.push(now());
        }
    }
    let mut waits = Vec::new();
    for seen in seen {
        let told = teller.hear("told ", |_| {});
        let at: u128 = told.split_once(' ').unwrap().1.parse().unwrap();
        // It may be seen before the writer is told.
        waits.push(Duration::from_nanos(u64::try_from(seen.saturating_sub(at)).unwrap()));
    }
    teller.end(|_| {});
    report("subscriptions", waits);
}

/// A read that began before an append of another process, and a second one behind its last event.
#[test]
fn a_tail_goes_on_with_what_another_process_appends() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let store = SqliteStore::open(&file).unwrap();
    let teller = Process::start(command("tell", &file));
    let begun = Instant::now();
    let mut from = Position::single(0);
    let mut revision = 0;
    while revision < EVENTS as u64 {
        assert!(begun.elapsed() < Duration::from_secs(60), "only {revision} events came");
        let mut events = store.read_all(ReadAll::default().from_position(from));
        while let Some(event) = block_on(next(&mut events)) {
            let event = event.unwrap();
            assert_eq!(event.revision, revision, "no gap and no repetition");
            revision += 1;
            from = Position::single(event.position.unwrap().commit + 1);
        }
        thread::sleep(Duration::from_millis(1));
    }
    teller.end(|_| {});
}
