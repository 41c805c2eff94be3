//! A disk that returns errors: what was answered as done is there, what failed is there as a whole
//! or not at all, the rest can be read, and it goes on when the disk is mended.

use std::fs;
use std::thread;
use std::time::Duration;

use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{EventStore, ReadAll, ReadError, StorageError};
use plumberd::testing::{block_on, collect};

use super::checks::{failed_on_disk, ids, put, said, sample, sized};
use super::common::{Folder, events, read, read_all};
use super::faulty_disk::{Call, Fault, FaultyDisk, Part};

#[test]
fn an_append_that_cannot_be_written() {
    let calls = [Call::Write, Call::ShortWrite, Call::Sync];
    // With a tail of one event, each append writes to the index too.
    for (call, tail) in calls.into_iter().flat_map(|call| [(call, 1), (call, 10_000)]) {
        let folder = Folder::new();
        let path = folder.file("events.db");
        let disk = FaultyDisk::below(&path);
        let store = SqliteOptions::new().tail_events(tail).open(&path).unwrap();
        let first = events(3);
        put(&store, "A-1", first.clone()).unwrap();
        disk.break_with(Fault::of(Part::Log, call));
        let second = events(2);
        for _ in 0..3 {
            failed_on_disk(&put(&store, "A-1", second.clone()).unwrap_err(), &path);
            let held: Vec<_> = first.iter().map(|event| event.id).collect();
            assert_eq!(ids(&store, "A-1"), held, "{call:?}: what was there, and nothing else");
        }
        assert!(disk.failed() >= 3, "{call:?}");
        disk.mend();
        assert_eq!(put(&store, "A-1", second.clone()).unwrap().revision, Some(4), "{call:?}");
        let held: Vec<_> = first.iter().chain(&second).map(|event| event.id).collect();
        assert_eq!(ids(&store, "A-1"), held, "{call:?}");
        drop(store);
        assert_eq!(ids(&SqliteStore::open(&path).unwrap(), "A-1"), held, "{call:?}");
    }
}

/// The error of a sync does not say what is on the disk. When the process then ends, the append may
/// be there after all; a retry with the same ids is right either way.
#[test]
fn a_crash_after_a_sync_that_failed() {
    for crash_between in [false, true] {
        let folder = Folder::new();
        let (path, copy) = (folder.file("events.db"), folder.file("copy.db"));
        let disk = FaultyDisk::below(&path);
        let store = SqliteStore::open(&path).unwrap();
        put(&store, "A-1", events(3)).unwrap();
        disk.break_with(Fault::of(Part::Log, Call::Sync));
        let lost = events(4);
        failed_on_disk(&put(&store, "A-1", lost.clone()).unwrap_err(), &path);
        if crash_between {
            // The files as the end of the process would leave them.
            fs::copy(&path, &copy).unwrap();
            fs::copy(folder.file("events.db-wal"), folder.file("copy.db-wal")).unwrap();
        }
        disk.mend();
        let path = if crash_between { &copy } else { &path };
        drop(store);
        let store = SqliteStore::open(path).unwrap();
        let count = ids(&store, "A-1").len();
        assert!(count == 3 || count == 7, "{count}: a part of an append");
        assert_eq!(put(&store, "A-1", lost.clone()).unwrap().revision, Some(6));
        let found = ids(&store, "A-1");
        assert!(found[3..].iter().copied().eq(lost.iter().map(|event| event.id)));
    }
}

#[test]
fn a_read_that_fails() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let disk = FaultyDisk::below(&path);
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", (0..3000).map(|_| sized(500)).collect()).unwrap();
    store.close().unwrap();
    let store = SqliteStore::open(&path).unwrap();
    disk.break_with(Fault::of(Part::Database, Call::Read));
    match block_on(collect(store.read_all(ReadAll::default()))) {
        Err(error @ ReadError::Storage { .. }) => {
            let text = said(&error, &path);
            assert!(text.starts_with("cannot read the log: `FILE`: disk I/O error"), "{text}");
        }
        other => panic!("{:?}", other.map(|events| events.len())),
    }
    assert!(disk.failed() > 0);
    disk.mend();
    assert_eq!(read(&store, "A-1").len(), 3000);
    assert_eq!(put(&store, "A-1", events(1)).unwrap().revision, Some(3000));
    // In the middle of a read.
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    disk.break_with(Fault::of(Part::Database, Call::Read).after(40));
    assert!(block_on(collect(store.read_all(ReadAll::default()))).is_err());
    disk.mend();
    assert_eq!(read_all(&store).len(), 3001);
}

#[test]
fn a_file_that_cannot_be_read_at_all() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 10);
    let disk = FaultyDisk::below(&path);
    disk.break_with(Fault::of(Part::Database, Call::Read));
    let error = SqliteStore::open(&path).unwrap_err();
    let text = said(&error, &path);
    assert!(text.starts_with("`FILE`: disk I/O error"), "{text}");
    disk.mend();
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 10);
}

/// The log cannot be copied into the file: it grows, and the store goes on.
#[test]
fn a_checkpoint_that_fails() {
    for (part, call) in [
        (Part::Database, Call::Write),
        (Part::Database, Call::ShortWrite),
        (Part::Database, Call::Sync),
        (Part::Log, Call::Truncate),
    ] {
        let folder = Folder::new();
        let path = folder.file("events.db");
        let disk = FaultyDisk::below(&path);
        let store = SqliteStore::open(&path).unwrap();
        let mut held = Vec::new();
        let mut load = |appends: usize| {
            for _ in 0..appends {
                let event = sized(900_000);
                held.push(event.id);
                put(&store, "A-1", vec![event]).unwrap();
            }
            // A checkpoint in the background has time to fail.
            thread::sleep(Duration::from_millis(100));
            held.clone()
        };
        load(5);
        disk.break_with(Fault::of(part, call));
        // More than a checkpoint waits for.
        let held = load(40);
        assert_eq!(ids(&store, "A-1"), held, "{part:?} {call:?}");
        let closed = store.close();
        assert!(disk.failed() > 0, "{part:?} {call:?}: no checkpoint was tried");
        if part == Part::Database {
            let text = said(&closed.unwrap_err(), &path);
            assert!(text.starts_with("`FILE`: disk I/O error"), "{text}");
        }
        disk.mend();
        let store = SqliteStore::open(&path).unwrap();
        assert_eq!(ids(&store, "A-1"), held, "{part:?} {call:?}");
        put(&store, "A-1", events(1)).unwrap();
        store.close().unwrap();
        assert!(!folder.file("events.db-wal").exists());
    }
}

#[test]
fn errors_while_a_store_is_made() {
    for call in [Call::Write, Call::ShortWrite, Call::Sync] {
        for part in [Part::Database, Part::Log] {
            for after in 0..6 {
                let folder = Folder::new();
                let path = folder.file("events.db");
                let disk = FaultyDisk::below(&path);
                disk.break_with(Fault::of(part, call).after(after));
                match SqliteStore::open(&path) {
                    Ok(store) => drop(store),
                    Err(error) => {
                        assert!(matches!(error, StorageError::Other { .. }), "{error:?}");
                        let text = said(&error, &path);
                        assert!(text.starts_with("`FILE`: disk I/O error"), "{text}");
                    }
                }
                disk.mend();
                // What is left is no obstacle.
                let store = SqliteStore::open(&path).unwrap();
                assert_eq!(put(&store, "A-1", events(2)).unwrap().revision, Some(1));
                assert_eq!(ids(&store, "A-1").len(), 2);
            }
        }
    }
}

#[test]
fn an_error_is_for_the_appends_of_its_group_only() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let disk = FaultyDisk::below(&path);
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", events(1)).unwrap();
    disk.break_with(Fault::of(Part::Log, Call::Sync).times(1));
    let failures: usize = thread::scope(|scope| {
        let writers: Vec<_> = (0..16)
            .map(|n| {
                let store = &store;
                scope.spawn(move || {
                    let done = (0..20).map(|_| put(store, &format!("B-{n}"), events(1)));
                    done.filter(Result::is_err).count()
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    assert_eq!(disk.failed(), 1);
    assert!((1..=16).contains(&failures), "{failures} appends have failed");
    assert_eq!(read_all(&store).len(), 1 + 16 * 20 - failures);
    drop(store);
    assert_eq!(read_all(&SqliteStore::open(&path).unwrap()).len(), 1 + 16 * 20 - failures);
}
