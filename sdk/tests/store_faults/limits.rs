//! Appends that are too large.

use plumberd::engine::sqlite::SqliteOptions;
use plumberd::store::{AppendError, NewEvent};
use plumberd::testing::event;

use super::checks::{ids, put};
use super::common::Folder;

#[test]
fn an_event_that_is_too_large() {
    let folder = Folder::new();
    let store = SqliteOptions::new().max_event_size(100).open(folder.file("events.db")).unwrap();
    let sized = |data: usize, metadata: usize| NewEvent {
        data: vec![b'x'; data].into(),
        metadata: vec![b'y'; metadata].into(),
        ..event("Big")
    };
    put(&store, "A-1", vec![sized(60, 40)]).unwrap();
    let error = put(&store, "A-1", vec![sized(1, 1), sized(60, 41)]).unwrap_err();
    assert!(matches!(error, AppendError::TooLarge { index: 1, size: 101, limit: 100, .. }));
    assert_eq!(
        error.to_string(),
        "event 1 (`Big`) for stream `A-1` has 101 bytes; the limit is 100"
    );
    assert!(!error.is_retryable() && !error.is_conflict());
    assert_eq!(ids(&store, "A-1").len(), 1, "nothing of it was written");
}

#[test]
fn an_event_as_large_as_the_limit() {
    const LIMIT: usize = 16 * 1024 * 1024;
    let folder = Folder::new();
    let store = SqliteOptions::new().open(folder.file("events.db")).unwrap();
    let sized = |data: usize| NewEvent { data: vec![b'x'; data].into(), ..event("Big") };
    put(&store, "A-1", vec![sized(LIMIT)]).unwrap();
    let error = put(&store, "A-1", vec![sized(LIMIT + 1)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 0 (`Big`) for stream `A-1` has 16777217 bytes; the limit is 16777216"
    );
    assert_eq!(ids(&store, "A-1").len(), 1);
}
