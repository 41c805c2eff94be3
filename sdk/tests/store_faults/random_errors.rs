//! A disk that returns errors at any moment.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;

use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{EventStore, NewEvent, ReadAll, Selection};
use plumberd::testing::{block_on, collect};
use uuid::Uuid;

use super::checks::{failed_on_disk, ids, put, sized};
use super::common::random::Random;
use super::common::{Folder, read_all};
use super::faulty_disk::{Call, Fault, FaultyDisk, Part};

/// Errors at any moment, with many writers, for some calls each.
#[test]
fn errors_at_random() {
    const WRITERS: u64 = 6;
    let seed = Random::seed();
    eprintln!("seed {seed}");
    let folder = Folder::new();
    let path = folder.file("events.db");
    let disk = FaultyDisk::below(&path);
    // With a short tail, the index is written and merged in the middle of the errors.
    let options = |round: usize| match round % 2 {
        0 => SqliteOptions::new().cache_mib(1).tail_events(25),
        _ => SqliteOptions::new().cache_mib(1),
    };
    let appends: Mutex<Vec<Sent>> = Mutex::new(Vec::new());
    let mut random = Random::new(seed);
    for round in 0..24 {
        let store = options(round).open(&path).unwrap();
        let parts = [Part::Database, Part::Log];
        let calls = [Call::Write, Call::ShortWrite, Call::Sync, Call::Read, Call::Truncate];
        disk.break_with(
            Fault::of(parts[random.index(2)], calls[random.index(5)])
                .after(u32::try_from(random.below(60)).unwrap())
                .times(1 + u32::try_from(random.below(20)).unwrap()),
        );
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (store, path, appends) = (&store, &path, &appends);
                let mut random = Random::new(random.next());
                scope.spawn(move || {
                    for _ in 0..10 {
                        let batch: Vec<_> =
                            (0..=random.below(8)).map(|_| sized(random.index(3000))).collect();
                        let name = match random.below(3) {
                            0 => "Hot-1".to_owned(),
                            1 => format!("Cold-{writer}"),
                            _ => format!("New-{}", batch[0].id),
                        };
                        let done = put(store, &name, batch.clone());
                        if let Err(error) = &done {
                            failed_on_disk(error, path);
                        }
                        let done = done.is_ok();
                        appends.lock().unwrap().push(Sent { name, batch, done });
                    }
                });
            }
        });
        disk.mend();
        // The same store, and sometimes a new one, and sometimes one that does not end well.
        let store = match round % 3 {
            0 => store,
            1 => {
                drop(store);
                options(round).open(&path).unwrap()
            }
            _ => {
                disk.break_with(Fault::of(Part::Database, Call::Write));
                drop(store);
                disk.mend();
                options(round).open(&path).unwrap()
            }
        };
        let mut appends = appends.lock().unwrap();
        is_whole(&store, &appends);
        for sent in appends.iter_mut().filter(|sent| !sent.done) {
            put(&store, &sent.name, sent.batch.clone()).unwrap();
            sent.done = true;
        }
        is_whole(&store, &appends);
    }
    eprintln!("{} calls have failed", disk.failed());
    assert!(disk.failed() > 12, "only {} calls have failed", disk.failed());
}

struct Sent {
    name: String,
    batch: Vec<NewEvent>,
    /// Whether it was answered as done.
    done: bool,
}

fn is_whole(store: &SqliteStore, appends: &[Sent]) {
    let log = read_all(store);
    let mut places: HashMap<Uuid, u64> = HashMap::new();
    let mut next: HashMap<String, u64> = HashMap::new();
    for event in &log {
        let next = next.entry(event.stream.to_string()).or_default();
        assert_eq!(event.revision, *next, "in `{}`", event.stream);
        *next += 1;
        assert!(places.insert(event.id, event.revision).is_none(), "{} is there twice", event.id);
    }
    for Sent { name, batch, done } in appends {
        let there = batch.iter().filter(|event| places.contains_key(&event.id)).count();
        assert!(there == batch.len() || there == 0, "a part of an append to `{name}`");
        assert!(there > 0 || !done, "an append to `{name}` was answered as done, and is lost");
    }
    let types = Selection::EventType("Sized".into());
    let by_type = block_on(collect(store.read_all(ReadAll::forwards(types)))).unwrap();
    assert!(by_type.iter().map(|event| event.id).eq(log.iter().map(|event| event.id)));
    for name in next.keys() {
        assert_eq!(ids(store, name).len() as u64, next[name], "`{name}` reads as in the log");
    }
}
