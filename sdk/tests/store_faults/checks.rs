//! Short words for what the tests do over and over.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{AppendError, Appended, EventStore, NewEvent, StorageError};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::{block_on, event};
use uuid::Uuid;

use super::common::{events, read, stream};

pub(crate) fn put(
    store: &dyn EventStore,
    name: &str,
    events: Vec<NewEvent>,
) -> Result<Appended, AppendError> {
    block_on(store.append(stream(name), ExpectedRevision::Any, events))
}

pub(crate) fn storage(result: Result<Appended, AppendError>) -> StorageError {
    match result {
        Err(AppendError::Storage { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}

/// An event with a payload of so many bytes.
pub(crate) fn sized(bytes: usize) -> NewEvent {
    NewEvent { data: vec![b'x'; bytes].into(), ..event("Sized") }
}

/// The ids of a stream, in order.
pub(crate) fn ids(store: &dyn EventStore, name: &str) -> Vec<Uuid> {
    read(store, name).iter().map(|event| event.id).collect()
}

/// A closed store with some events in it.
pub(crate) fn sample(path: &Path, count: usize) {
    let store = SqliteStore::open(path).unwrap();
    put(&store, "A-1", events(count)).unwrap();
    store.close().unwrap();
}

/// What an error says, with `FILE` in place of the path.
pub(crate) fn said(error: &impl Display, path: &Path) -> String {
    error.to_string().replace(path.to_str().unwrap(), "FILE")
}

/// Opens what cannot be opened, and may not be touched.
pub(crate) fn refused(path: &Path) -> StorageError {
    let before = fs::read(path).ok();
    let error = SqliteStore::open(path).unwrap_err();
    assert_eq!(fs::read(path).ok(), before, "a refused file was changed");
    error
}

/// An append fails with an error of the disk, which names the file, and is nobody's fault.
pub(crate) fn failed_on_disk(error: &AppendError, path: &Path) {
    let text = said(error, path);
    assert!(matches!(error, AppendError::Storage { .. }), "{error:?}");
    assert!(text.starts_with("cannot append to stream `"), "{text}");
    assert!(text.contains("`: `FILE`: disk I/O error"), "{text}");
    assert!(!error.is_conflict());
}
