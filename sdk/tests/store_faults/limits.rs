//! Appends that are too large.

use plumberd::engine::sqlite::SqliteOptions;
use plumberd::store::{AppendError, EventStore, NewEvent, StreamAppend};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::{block_on, event};
use uuid::Uuid;

use super::checks::{ids, put};
use super::common::{Folder, read_all, stream};

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

/// The payloads share their bytes, so that this takes memory for one.
#[test]
fn an_append_that_is_too_large() {
    const LIMIT: usize = 256 * 1024 * 1024;
    let folder = Folder::new();
    let store = SqliteOptions::new().open(folder.file("events.db")).unwrap();
    let sixteenth = NewEvent { data: vec![b'x'; LIMIT / 16].into(), ..event("Big") };
    let mut batch: Vec<NewEvent> =
        (0..16).map(|_| NewEvent { id: Uuid::now_v7(), ..sixteenth.clone() }).collect();
    batch.push(NewEvent { data: b"x".as_slice().into(), ..event("Small") });
    let text =
        "the append to stream `A-1` has 268435457 bytes; the limit is 268435456, so split it";
    let error = put(&store, "A-1", batch.clone()).unwrap_err();
    assert!(matches!(error, AppendError::AppendTooLarge { limit: LIMIT, .. }));
    assert_eq!(error.to_string(), text);
    assert!(!error.is_retryable() && !error.is_conflict());
    if store.capabilities().multi_stream_append {
        // Streams count together.
        let last = batch.split_off(16);
        let many = [("A-1", batch), ("B-1", last)]
            .map(|(name, events)| StreamAppend::new(stream(name), ExpectedRevision::Any, events));
        let error = block_on(store.append_many(many.into())).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
    assert!(read_all(&store).is_empty(), "nothing of it was written");
    put(&store, "A-1", vec![event("Small")]).unwrap();
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
