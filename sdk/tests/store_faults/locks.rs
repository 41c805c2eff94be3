//! Files that others hold.

use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{EventStore, StorageError};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;
use rusqlite::Connection;

use super::checks::{put, said, storage};
use super::common::process::{Process, command};
use super::common::{Folder, events, read, stream};

const LOCKED: &str = "`FILE` is locked by another process: database is locked; stop it, or try \
                      again later";

#[test]
fn a_lock_of_another_connection() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let options = SqliteOptions::new().busy_timeout(Duration::from_millis(50));
    let store = options.clone().open(&path).unwrap();
    put(&store, "A-1", events(1)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let mine = events(1);
    let error = put(&store, "A-1", mine.clone()).unwrap_err();
    assert!(error.is_retryable() && !error.is_conflict(), "{error}");
    assert_eq!(said(&error, &path), format!("cannot append to stream `A-1`: {LOCKED}"));
    assert!(matches!(storage(Err(error)), StorageError::Locked { .. }));
    assert_eq!(read(&store, "A-1").len(), 1, "readers are not locked out");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(put(&store, "A-1", mine).unwrap().revision, Some(1));
    drop(store);

    // A connection that lets nobody in, not even to read.
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;").unwrap();
    let error = options.open(&path).unwrap_err();
    assert!(matches!(error, StorageError::Locked { .. }), "{error:?}");
    assert_eq!(said(&error, &path), LOCKED);
    assert!(error.is_retryable());
    drop(other);
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 2);
}

#[test]
fn a_patient_store_waits_for_the_lock() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| put(&store, "A-1", events(1)));
        thread::sleep(Duration::from_millis(200));
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap().unwrap().revision, Some(0));
    });
}

#[test]
fn two_stores_on_one_file() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let (a, b) = (SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap());
    for round in 0..20 {
        let store = if round % 2 == 0 { &a } else { &b };
        assert_eq!(put(store, "A-1", events(1)).unwrap().revision, Some(round));
        // Known to the other store from before, so that it must notice that it grew.
        let other = if round % 2 == 0 { &b } else { &a };
        let refused = block_on(other.append(
            stream("A-1"),
            round.checked_sub(1).map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact),
            events(1),
        ));
        assert!(refused.unwrap_err().is_conflict());
    }
    drop(a);
    assert_eq!(put(&b, "A-1", events(1)).unwrap().revision, Some(20));
    assert_eq!(read(&b, "A-1").len(), 21);
}

#[test]
fn a_process_that_holds_the_lock_for_long() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let patience = Duration::from_millis(200);
    let options = SqliteOptions::new().busy_timeout(patience);
    let store = options.clone().open(&path).unwrap();
    put(&store, "A-1", events(3)).unwrap();
    let mut holder = Process::start(command("hold", &path));
    holder.hear("held", |_| {});
    let mine = events(2);
    thread::scope(|scope| {
        for n in 0..4 {
            let (store, mine) = (&store, &mine);
            scope.spawn(move || {
                let begun = Instant::now();
                let error = storage(put(store, &format!("B-{n}"), mine.clone()));
                assert!(matches!(error, StorageError::Locked { .. }), "{error:?}");
                assert!(begun.elapsed() >= patience, "it gave up after {:?}", begun.elapsed());
            });
        }
    });
    assert_eq!(read(&store, "A-1").len(), 3, "readers are not locked out");
    // Neither is somebody who opens the file to read it; this one is not told a lie.
    let second = options.open(&path).unwrap();
    assert_eq!(read(&second, "A-1").len(), 3);
    assert!(matches!(storage(put(&second, "A-1", events(1))), StorageError::Locked { .. }));
    // A process that is killed holds nothing.
    holder.kill();
    assert_eq!(put(&store, "B-1", mine).unwrap().revision, Some(1));
    assert_eq!(put(&second, "A-1", events(1)).unwrap().revision, Some(3));
}
