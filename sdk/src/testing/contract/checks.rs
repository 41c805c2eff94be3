//! Short words for what the cases do over and over.

use crate::store::{
    AppendError, Appended, EventStore, NewEvent, ReadAll, ReadStream, RecordedEvent,
};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::{block_on, collect, event};

pub(super) fn append(
    store: &dyn EventStore,
    stream: &StreamName,
    expected: ExpectedRevision,
    events: &[NewEvent],
) -> Result<Appended, AppendError> {
    block_on(store.append(stream.clone(), expected, events.to_vec()))
}

/// Appends without an expectation.
pub(super) fn put(store: &dyn EventStore, stream: &StreamName, events: &[NewEvent]) -> Appended {
    append(store, stream, ExpectedRevision::Any, events).unwrap()
}

pub(super) fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|_| event("SomethingHappened")).collect()
}

pub(super) fn read(store: &dyn EventStore, stream: &StreamName) -> Vec<RecordedEvent> {
    block_on(collect(store.read_stream(ReadStream::forwards(stream.clone())))).unwrap()
}

pub(super) fn read_all(store: &dyn EventStore, read: ReadAll) -> Vec<RecordedEvent> {
    block_on(collect(store.read_all(read))).unwrap()
}

/// Asserts that a stream holds exactly these events, in order, from revision 0.
pub(super) fn assert_holds(store: &dyn EventStore, stream: &StreamName, expected: &[NewEvent]) {
    let found = read(store, stream);
    let ids = |events: &[RecordedEvent]| events.iter().map(|event| event.id).collect::<Vec<_>>();
    let expected: Vec<_> = expected.iter().map(|event| event.id).collect();
    assert_eq!(ids(&found), expected, "the ids in `{stream}`");
    for (revision, event) in (0..).zip(&found) {
        assert_eq!(event.revision, revision, "a revision in `{stream}`");
        assert_eq!(&event.stream, stream);
    }
}

pub(super) fn assert_conflict(result: Result<Appended, AppendError>) {
    match result {
        Err(error) => assert!(error.is_conflict(), "a conflict was expected, not: {error}"),
        Ok(done) => panic!("a conflict was expected, not: {done:?}"),
    }
}

/// Asserts that positions, where the engine tells them, strictly increase.
pub(super) fn assert_increasing<'a>(events: impl IntoIterator<Item = &'a RecordedEvent>) {
    let mut last = None;
    for event in events {
        if event.position.is_some() {
            assert!(last < event.position, "{last:?} comes before {:?}", event.position);
            last = event.position;
        }
    }
}
