//! What a scavenge removes, and what stays as it was.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::engine::sqlite::{MaintenanceError, ScavengeOptions, SqliteOptions, SqliteStore};
use plumberd::store::{
    AppendError, Deletion, Delivery, EventStore, NewEvent, ReadError, ReadStream, RecordedEvent,
    SubscribeAll, SubscribeFrom,
};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, event};
use rusqlite::Connection;

use super::check::{describe, fill, indexed, open, same, silent};
use super::common::{Folder, events, read, read_all, stream};

fn at(time: &str) -> DateTimeOffset {
    time.parse().unwrap()
}

fn put(store: &SqliteStore, name: &str, count: usize) {
    block_on(store.append(stream(name), ExpectedRevision::Any, events(count))).unwrap();
}

fn delete(store: &SqliteStore, name: &str, deletion: Deletion) {
    block_on(store.delete(stream(name), ExpectedRevision::Any, deletion)).unwrap();
}

/// The revisions of a stream that the log holds.
fn held(store: &SqliteStore, name: &str) -> Vec<u64> {
    let all = read_all(store);
    all.iter().filter(|event| event.stream == stream(name)).map(|event| event.revision).collect()
}

/// A store with all reasons to hide something.
fn sample(path: &Path, clock: &Arc<ManualClock>) -> SqliteStore {
    let store = SqliteOptions::new().tail_events(7).clock(clock.clone()).open(path).unwrap();
    clock.set(at("2025-01-01T00:00:00Z"));
    fill(&store, 60);
    for name in ["Count-1", "Before-1", "Age-1", "Soft-1", "Back-1", "Tomb-1", "Meta-1", "Free-1"] {
        put(&store, name, 6);
    }
    clock.set(at("2025-01-02T00:00:00Z"));
    put(&store, "Age-1", 2);
    describe(&store, "Count-1", r#"{"$maxCount":2}"#);
    describe(&store, "Before-1", r#"{"$tb":4}"#);
    describe(&store, "Age-1", r#"{"$maxAge":3600}"#);
    for n in 1..=5 {
        describe(&store, "Meta-1", &format!(r#"{{"n":{n}}}"#));
    }
    delete(&store, "Soft-1", Deletion::Soft);
    delete(&store, "Back-1", Deletion::Soft);
    put(&store, "Back-1", 1);
    delete(&store, "Tomb-1", Deletion::Tombstone);
    let link = NewEvent { data: "0@Count-1".into(), ..event("$>") };
    block_on(store.append(stream("Links-1"), ExpectedRevision::Any, vec![link])).unwrap();
    store
}

#[test]
fn what_is_hidden_goes_and_nothing_else() {
    let folder = Folder::new();
    let (path, clock) =
        (folder.file("events.db"), Arc::new(ManualClock::new(at("2025-01-01T00:00:00Z"))));
    let store = sample(&path, &clock);
    let before = read_all(&store);
    // Older metadata is seen through virtual streams until it is scavenged.
    let seen = |store: &SqliteStore| {
        let lines = indexed(store).into_iter();
        lines
            .filter(|line| !line.contains("@$$") && !line.contains("@$streams"))
            .collect::<Vec<_>>()
    };
    let shown = seen(&store);
    let report = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    for (name, revisions) in [
        ("Count-1", &[4, 5][..]),
        ("Before-1", &[4, 5]),
        ("Age-1", &[6, 7]),
        ("Soft-1", &[5]),
        ("Back-1", &[6]),
        ("Tomb-1", &[i64::MAX as u64]),
        ("Meta-1", &[0, 1, 2, 3, 4, 5]),
        ("$$Meta-1", &[4]),
        ("$$Back-1", &[1]),
        ("Free-1", &[0, 1, 2, 3, 4, 5]),
    ] {
        assert_eq!(held(&store, name), revisions, "{name}");
    }
    let after = read_all(&store);
    assert_eq!(report.events, (before.len() - after.len()) as u64);
    assert_eq!(report.looked_at, before.len() as u64);
    assert!(report.bytes > 26 * report.events);
    // What is left is what it was, where it was.
    let left: Vec<&RecordedEvent> = before.iter().filter(|event| after.contains(event)).collect();
    assert!(left.iter().copied().eq(&after));
    same(&seen(&store), &shown, "after the scavenge");
    let check = store.check(silent).unwrap();
    assert!(check.is_sound(), "{check}");

    let again = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    assert_eq!((again.events, again.bytes, again.looked_at), (0, 0, after.len() as u64));
    store.rebuild_index(silent).unwrap();
    same(&seen(&store), &shown, "with a new index");
    let check = store.check(silent).unwrap();
    assert!(check.is_sound(), "{check}");
    store.close().unwrap();
    let store = SqliteOptions::new().clock(clock.clone()).open(&path).unwrap();
    same(&seen(&store), &shown, "when it was opened again");
    // Everything goes on where it was.
    let done = block_on(store.append(stream("Soft-1"), ExpectedRevision::NoStream, events(1)));
    assert_eq!(done.unwrap().revision, Some(6));
    let (last, count) = (before.last().unwrap().position.unwrap(), read(&store, "$ce-Count").len());
    let done = block_on(store.append(stream("Count-1"), ExpectedRevision::Exact(5), events(1)));
    assert_eq!(done.unwrap().position, Some(Position::single(last.commit + 3)));
    let category = read(&store, "$ce-Count");
    assert_eq!((count, category.len(), category.last().unwrap().revision), (2, 3, 6));
    let tomb = block_on(store.append(stream("Tomb-1"), ExpectedRevision::Any, events(1)));
    assert!(matches!(tomb, Err(AppendError::StreamDeleted { .. })));
    let link = ReadStream::forwards(stream("Links-1")).resolve_links();
    assert!(block_on(collect(store.read_stream(link))).unwrap()[0].link.is_none());
}

#[test]
fn retries_of_what_is_left_are_known() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    let sent = events(6);
    let append = |expected, events| block_on(store.append(stream("A-1"), expected, events));
    append(ExpectedRevision::NoStream, sent.clone()).unwrap();
    describe(&store, "A-1", r#"{"$maxCount":2}"#);
    assert_eq!(store.scavenge(ScavengeOptions::new(), silent).unwrap().events, 4);
    let retry = append(ExpectedRevision::Exact(3), sent[4..].to_vec()).unwrap();
    assert_eq!(retry.revision, Some(5));
    assert_eq!(append(ExpectedRevision::Any, sent[5..].to_vec()).unwrap().revision, Some(5));
    let error = append(ExpectedRevision::NoStream, sent).unwrap_err();
    assert_eq!(
        error.to_string(),
        "stream `A-1` has revision 5, but no stream was expected; read it again and retry"
    );
}

#[test]
fn the_metadata_of_now_counts() {
    let folder = Folder::new();
    let clock = Arc::new(ManualClock::new(at("2025-01-01T00:00:00Z")));
    let path = folder.file("events.db");
    let store = SqliteOptions::new().clock(clock.clone()).open(&path).unwrap();
    put(&store, "A-1", 4);
    describe(&store, "A-1", r#"{"$maxAge":60}"#);
    assert_eq!(store.scavenge(ScavengeOptions::new(), silent).unwrap().events, 0);
    // A clock that jumped back hides nothing.
    clock.set(at("2024-01-01T00:00:00Z"));
    assert_eq!(store.scavenge(ScavengeOptions::new(), silent).unwrap().events, 0);
    clock.set(at("2025-01-01T00:01:01Z"));
    describe(&store, "A-1", r#"{"$maxAge":120}"#);
    let report = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    assert_eq!((report.events, held(&store, "A-1").len()), (1, 4), "the older metadata only");
    clock.set(at("2025-01-01T01:00:00Z"));
    assert_eq!(store.scavenge(ScavengeOptions::new(), silent).unwrap().events, 3);
    assert_eq!(held(&store, "A-1"), [3], "the last one stays");
    assert!(read(&store, "A-1").is_empty(), "and is hidden");
}

#[test]
fn the_file_becomes_shorter_when_that_is_wanted() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let large = |name: &str| {
        let events = (0..40)
            .map(|_| NewEvent { data: vec![b'x'; 100_000].into(), ..event("Large") })
            .collect();
        block_on(store.append(stream(name), ExpectedRevision::Any, events)).unwrap();
    };
    large("A-1");
    large("B-1");
    delete(&store, "A-1", Deletion::Soft);
    let report = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    assert_eq!((report.events, report.compacted), (39, 0));
    assert!(report.bytes > 3_900_000);
    // The room is used again.
    let pages = || {
        let file = Connection::open(&path).unwrap();
        file.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = pages();
    large("C-1");
    assert!(pages() < before + 100, "{before} {}", pages());
    delete(&store, "C-1", Deletion::Soft);
    let report = store.scavenge(ScavengeOptions::new().compact(true), silent).unwrap();
    assert!(report.compacted > 3_000_000, "{report:?}");
    assert!(fs::metadata(&path).unwrap().len() < 5_000_000);
    assert_eq!(read(&store, "B-1").len(), 40);
    let check = store.check(silent).unwrap();
    assert!(check.is_sound(), "{check}");
}

#[test]
fn a_file_that_another_process_writes_is_not_compacted() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let patience = Duration::from_millis(50);
    let store = SqliteOptions::new().busy_timeout(patience).open(&path).unwrap();
    put(&store, "A-1", 3);
    let other = Connection::open(&path).unwrap();
    let mut locked = false;
    let error = store
        .scavenge(ScavengeOptions::new().compact(true), |progress| {
            if progress.done == progress.total && !locked {
                locked = true;
                other.execute_batch("BEGIN IMMEDIATE").unwrap();
            }
            ControlFlow::Continue(())
        })
        .unwrap_err();
    assert!(error.to_string().contains("is locked by another process"), "{error}");
    other.execute_batch("COMMIT").unwrap();
    put(&store, "A-1", 3);
    store.scavenge(ScavengeOptions::new().compact(true), silent).unwrap();
}

#[test]
fn appends_and_subscribers_go_on() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    for _ in 0..40 {
        put(&store, "Hot-1", 50);
        put(&store, "Cold-1", 5);
    }
    describe(&store, "Hot-1", r#"{"$maxCount":10}"#);
    let last = read_all(&store).last().unwrap().position.unwrap();
    let stop = AtomicBool::new(false);
    let (mut times, seen) = thread::scope(|scope| {
        let appends = scope.spawn(|| {
            let mut times = Vec::new();
            while !stop.load(Ordering::Relaxed) || times.len() < 100 {
                let begin = Instant::now();
                put(&store, "Other-1", 1);
                times.push(begin.elapsed());
            }
            times
        });
        let subscriber = scope.spawn(|| {
            let from = SubscribeFrom::After(last);
            let mut events = store.subscribe_all(SubscribeAll::default().from(from));
            let mut seen = Vec::new();
            while seen.len() < 100 {
                let next =
                    block_on(std::future::poll_fn(|context| events.as_mut().poll_next(context)));
                if let Some(Ok(Delivery::Event(event))) = next {
                    seen.push(event.revision);
                }
            }
            seen
        });
        let report = store.scavenge(ScavengeOptions::new(), silent);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(report.unwrap().events, 1990);
        (appends.join().unwrap(), subscriber.join().unwrap())
    });
    times.sort_unstable();
    println!("p99 of an append beside a scavenge: {:?}", times[times.len() * 99 / 100]);
    assert_eq!(seen, (0..100).collect::<Vec<u64>>());
    assert_eq!(held(&store, "Hot-1").len(), 10);
    let check = store.check(silent).unwrap();
    assert!(check.is_sound(), "{check}");
}

#[test]
fn a_cancelled_scavenge_keeps_what_it_did() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    for _ in 0..100 {
        put(&store, "Hot-1", 100);
    }
    describe(&store, "Hot-1", r#"{"$maxCount":1}"#);
    let error = store
        .scavenge(ScavengeOptions::new(), |progress| {
            if progress.done > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap_err();
    assert!(matches!(error, MaintenanceError::Cancelled));
    let left = held(&store, "Hot-1").len();
    assert!((1000..9000).contains(&left), "{left}");
    let check = store.check(silent).unwrap();
    assert!(check.is_sound(), "{check}");
    let report = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    assert_eq!(report.events, left as u64 - 1);
    store.close().unwrap();
    let error = store.scavenge(ScavengeOptions::new(), silent).unwrap_err();
    assert_eq!(error.to_string(), format!("the store `{}` is closed", store.path().display()));
}

#[test]
fn two_stores_on_one_file() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let (store, other) = (open(&path), open(&path));
    fill(&store, 60);
    let shown = indexed(&other);
    assert!(store.scavenge(ScavengeOptions::new(), silent).unwrap().events > 0);
    same(&indexed(&other), &shown, "the other store");
    put(&other, "A-2", 3);
    let shown = indexed(&other);
    other.scavenge(ScavengeOptions::new().compact(true), silent).unwrap();
    same(&indexed(&store), &shown, "the first store");
    let soft = block_on(collect(store.read_stream(ReadStream::forwards(stream("B-2")))));
    assert!(matches!(soft, Err(ReadError::StreamNotFound { .. })));
    for store in [&store, &other] {
        let check = store.check(silent).unwrap();
        assert!(check.is_sound(), "{check}");
    }
}

#[cfg(unix)]
#[test]
fn a_kill_in_the_middle() {
    use super::common::random::Random;
    use super::killed::kill;

    let seed = Random::seed();
    println!("seed {seed}");
    let mut random = Random::new(seed);
    let folder = Folder::new();
    let (original, path) = (folder.file("original.db"), folder.file("events.db"));
    let store = open(&original);
    fill(&store, 80);
    for _ in 0..30 {
        put(&store, "Hot-1", 200);
    }
    describe(&store, "Hot-1", r#"{"$maxCount":1}"#);
    let shown = indexed(&store);
    let all = read_all(&store).len();
    store.close().unwrap();
    let (mut middle, mut within) = (0, Duration::from_millis(500));
    for _ in 0..10 {
        fs::copy(&original, &path).unwrap();
        if let Some(whole) = kill("scavenge", &path, &mut random, within) {
            within = whole;
        }
        let store = open(&path);
        let log = read_all(&store);
        let others = log.iter().filter(|event| event.stream == stream("Other-1")).count();
        let left = log.len() - others;
        assert_eq!(read(&store, "Other-1").len(), others);
        let check = store.check(silent).unwrap();
        assert!(check.is_sound(), "{check}");
        same(&without_others(indexed(&store)), &without_others(shown.clone()), "after the kill");
        let removed = store.scavenge(ScavengeOptions::new(), silent).unwrap().events;
        middle += usize::from(removed > 0 && left < all);
        same(&without_others(indexed(&store)), &without_others(shown.clone()), "after the rest");
        let check = store.check(silent).unwrap();
        assert!(check.is_sound(), "{check}");
        drop(store);
        fs::remove_file(&path).unwrap();
    }
    println!("{middle} kills came in the middle of the removal");
}

/// Other streams are new ones.
fn without_others(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .filter(|line| !line.contains("Other-1") && !line.contains("$streams"))
        .collect()
}
