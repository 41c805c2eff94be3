//! Files that somebody moves, deletes or cuts while a store has them open.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, ReadAll, ReadError, StorageError};
use plumberd::testing::{block_on, collect};
use uuid::Uuid;

use super::checks::{ids, put, said, sample, storage};
use super::common::process::{Process, command};
use super::common::{Folder, events};

/// What is answered as done is in the file that the path names, which is sound and holds what it held
/// before; else there is an error that names the file.
fn answers_honestly(store: &SqliteStore, path: &Path, before: &[Uuid]) {
    let mine = events(1);
    let id = mine[0].id;
    match put(store, "A-1", mine) {
        Ok(_) => {
            let fresh = SqliteStore::open(path).unwrap();
            let log = block_on(collect(fresh.read_all(ReadAll::default()))).unwrap();
            let log: HashSet<Uuid> = log.iter().map(|event| event.id).collect();
            assert!(log.contains(&id), "it was answered as done, and is not in the file");
            let gone = before.iter().filter(|id| !log.contains(id)).count();
            assert_eq!(gone, 0, "an append to another file took events away from this one");
        }
        Err(error) => {
            let error = storage(Err(error));
            assert!(said(&error, path).contains("`FILE`"), "{error}");
            assert!(!error.is_retryable(), "{error}");
        }
    }
}

#[test]
fn a_file_with_another_in_its_place() {
    let folder = Folder::new();
    let (path, other) = (folder.file("events.db"), folder.file("backup.db"));
    sample(&other, 3000);
    let before = ids(&SqliteStore::open(&other).unwrap(), "A-1");
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", events(1)).unwrap();
    // As one restores a backup.
    fs::rename(&other, &path).unwrap();
    answers_honestly(&store, &path, &before);
}

#[test]
fn a_file_that_is_deleted() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", events(1)).unwrap();
    for name in ["events.db", "events.db-wal", "events.db-shm"] {
        fs::remove_file(folder.file(name)).unwrap();
    }
    answers_honestly(&store, &path, &[]);
}

#[test]
fn a_file_that_is_cut() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 5000);
    let store = SqliteStore::open(&path).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(3 * 4096).unwrap();
    match block_on(collect(store.read_all(ReadAll::default()))) {
        Err(ReadError::Storage { source: error @ StorageError::Corrupt { .. }, .. }) => {
            assert_eq!(
                said(&error, &path),
                "`FILE` is not a readable plumberd store: database disk image is malformed; \
                 restore it from a backup or choose another file"
            );
        }
        other => panic!("{:?}", other.map(|events| events.len())),
    }
    // Appends fail too, or are whole: neither panics, and closing ends.
    if let Err(error) = put(&store, "A-1", events(1)) {
        assert!(!error.is_conflict(), "{error}");
    }
    let _ = store.close();
}

/// A reader may have mapped the file into memory: touching what is not there any more must not end the
/// process.
#[test]
fn a_file_that_is_cut_under_a_reader() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 20_000);
    let mut reader = Process::start(command("read", &path));
    assert_eq!(reader.hear("read ", |_| {}), "20000");
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(3 * 4096).unwrap();
    reader.go_on();
    let again = reader.hear("read ", |_| {});
    assert!(
        again.contains("`FILE` is not a readable plumberd store: ")
            || again.contains("`FILE`: disk I/O error"),
        "{again}"
    );
    reader.end(|_| {});
}

#[test]
fn a_file_that_came_back() {
    let folder = Folder::new();
    let (path, aside) = (folder.file("events.db"), folder.file("aside.db"));
    sample(&path, 3);
    fs::rename(&path, &aside).unwrap();
    sample(&path, 1);
    fs::rename(&aside, &path).unwrap();
    assert_eq!(ids(&SqliteStore::open(&path).unwrap(), "A-1").len(), 3);
}
