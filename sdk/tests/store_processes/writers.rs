//! Writers that are in each other's way.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{AppendError, EventStore};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;

use super::common::process::{Process, command, say};
use super::common::random::Random;
use super::common::{Folder, events, stream};
use super::log::{Acknowledged, assert_whole};

const SHARED: usize = 100;

/// Appends behind the last event of a stream that others append to, again and again, and to a stream
/// of its own. Tells everything that was acknowledged.
pub(crate) fn share(store: &SqliteStore) {
    let mut expected = ExpectedRevision::NoStream;
    let mut conflicts = 0;
    for _ in 0..SHARED {
        let event = events(1);
        let revision = loop {
            match block_on(store.append(stream("Shared-1"), expected, event.clone())) {
                Ok(done) => break done.revision.unwrap(),
                Err(AppendError::WrongExpectedRevision { actual, .. }) => {
                    conflicts += 1;
                    expected = ExpectedRevision::Exact(actual.unwrap());
                }
                Err(error) => panic!("{error}"),
            }
        };
        say(&Acknowledged::line(event[0].id, revision, "Shared-1"));
        expected = ExpectedRevision::Exact(revision);
        for own in [format!("Own-{}", std::process::id()), "Everybody-1".to_owned()] {
            let batch = events(2);
            let any = ExpectedRevision::Any;
            let done = block_on(store.append(stream(&own), any, batch.clone())).unwrap();
            for (revision, event) in (done.revision.unwrap() - 1..).zip(batch) {
                say(&Acknowledged::line(event.id, revision, &own));
            }
        }
    }
    say(&format!("conflicts {conflicts}\n"));
}

fn processes_share_a_file(count: usize) {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let begun = Instant::now();
    // All of them create the file at the same time.
    let processes: Vec<_> = (0..count).map(|_| Process::start(command("share", &file))).collect();
    let mut said = Vec::new();
    let mut conflicts = 0;
    for process in processes {
        process.end(|line| {
            said.extend(Acknowledged::parse(line));
            conflicts += line.strip_prefix("conflicts ").map_or(0, |n| n.parse::<usize>().unwrap());
        });
    }
    eprintln!(
        "{count} processes: {} events in {:.1?}, {conflicts} conflicts",
        said.len(),
        begun.elapsed()
    );
    assert_eq!(said.len(), count * SHARED * 5);
    let shared = said.iter().filter(|event| event.stream == "Shared-1");
    let winners: HashSet<u64> = shared.map(|event| event.revision).collect();
    assert_eq!(winners.len(), count * SHARED, "one winner a revision");
    // Each begins with no stream, and one at most is right.
    assert!(conflicts > 0);
    assert_whole(&file, &said);
}

#[test]
fn two_processes_share_a_file() {
    processes_share_a_file(2);
}

#[test]
fn four_processes_share_a_file() {
    processes_share_a_file(4);
}

/// 64 threads: hot streams with and without expectations, and cold ones.
#[test]
fn sixty_four_writers() {
    const WRITERS: u64 = 64;
    const EACH: u64 = 40;
    let folder = Folder::new();
    let file = folder.file("events.db");
    let store = SqliteStore::open(&file).unwrap();
    let said = Mutex::new(Vec::new());
    let conflicts = AtomicU64::new(0);
    let begun = Instant::now();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, said, conflicts) = (&store, &said, &conflicts);
            scope.spawn(move || {
                let mut random = Random::new(writer);
                let mut cold = ExpectedRevision::NoStream;
                for _ in 0..EACH {
                    let batch = events(1 + random.index(3));
                    let (name, mut expected) = match writer % 3 {
                        0 => (format!("Cold-{writer}"), cold),
                        1 => (format!("Hot-{}", random.below(2)), ExpectedRevision::Any),
                        _ => (format!("Hot-{}", random.below(2)), ExpectedRevision::NoStream),
                    };
                    let last = loop {
                        let append = store.append(stream(&name), expected, batch.clone());
                        match block_on(append) {
                            Ok(done) => break done.revision.unwrap(),
                            Err(AppendError::WrongExpectedRevision { actual, .. }) => {
                                assert!(!name.starts_with("Cold"), "nobody else writes to it");
                                conflicts.fetch_add(1, Ordering::Relaxed);
                                expected = ExpectedRevision::Exact(actual.unwrap());
                            }
                            Err(error) => panic!("{error}"),
                        }
                    };
                    cold = ExpectedRevision::Exact(last);
                    let first = last + 1 - batch.len() as u64;
                    said.lock().unwrap().extend((first..).zip(batch).map(|(revision, event)| {
                        Acknowledged { id: event.id, revision, stream: name.clone() }
                    }));
                }
            });
        }
    });
    let (said, conflicts) = (said.into_inner().unwrap(), conflicts.into_inner());
    let elapsed = begun.elapsed();
    eprintln!("64 writers: {} events in {elapsed:.1?}, {conflicts} conflicts", said.len());
    assert!(conflicts > 0);
    drop(store);
    assert_whole(&file, &said);
}
