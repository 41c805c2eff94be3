//! Stores that are closed.

use std::thread;
use std::time::Duration;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, ReadAll, ReadError, ReadStream, StorageError};
use plumberd::testing::{block_on, collect, event, next};

use super::checks::{put, said, storage};
use super::common::{Folder, events, read_all, stream};

#[test]
fn a_closed_store() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", events(2000)).unwrap();
    let mut under_way = store.read_stream(ReadStream::forwards(stream("A-1")));
    block_on(next(&mut under_way)).unwrap().unwrap();
    store.close().unwrap();
    store.close().unwrap();
    assert!(!folder.file("events.db-wal").exists(), "the log is copied and removed");
    let error = storage(put(&store, "A-1", events(1)));
    assert!(matches!(error, StorageError::Closed { .. }), "{error:?}");
    assert_eq!(said(&error, &path), "the store `FILE` is closed");
    let closed =
        |error| matches!(error, ReadError::Storage { source: StorageError::Closed { .. }, .. });
    assert!(closed(block_on(collect(under_way)).unwrap_err()));
    let read = store.read_all(ReadAll::default());
    drop(store);
    assert!(closed(block_on(collect(read)).unwrap_err()));
}

#[test]
fn closing_answers_everybody() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let written: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let store = &store;
                scope.spawn(move || {
                    let mut written = Vec::new();
                    loop {
                        let event = event("E");
                        let id = event.id;
                        match put(store, &format!("A-{n}"), vec![event]) {
                            Ok(_) => written.push(id),
                            Err(error) => {
                                let error = storage(Err(error));
                                assert!(matches!(error, StorageError::Closed { .. }), "{error:?}");
                                return written;
                            }
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(100));
        store.close().unwrap();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(!written.is_empty());
    let store = SqliteStore::open(&path).unwrap();
    let found: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
    assert!(written.iter().all(|id| found.contains(id)));
}
