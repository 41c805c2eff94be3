//! Short words for what the cases do over and over.

use std::time::Duration;

use uuid::Uuid;

use crate::store::{
    AppendError, Appended, Deleted, Deletion, Delivery, EventStore, Link, METADATA_TYPE, NewEvent,
    ReadAll, ReadError, ReadStream, RecordedEvent, StreamMetadata, Subscription,
};
use crate::stream::{ExpectedRevision, Revision, StreamName};
use crate::testing::{block_on, block_on_for, collect, event, json_event, next};

/// How long a subscriber waits for what has to come. Long, for a test machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a subscriber waits for what must not come.
const QUIET: Duration = Duration::from_millis(30);

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

pub(super) fn ids<'a>(events: impl IntoIterator<Item = &'a RecordedEvent>) -> Vec<Uuid> {
    events.into_iter().map(|event| event.id).collect()
}

/// Those of the events among deliveries.
pub(super) fn event_ids(deliveries: &[Delivery]) -> Vec<Uuid> {
    let events = deliveries.iter().filter_map(|delivery| match delivery {
        Delivery::Event(event) => Some(event),
        _ => None,
    });
    ids(events)
}

pub(super) fn new_ids(events: &[NewEvent]) -> Vec<Uuid> {
    events.iter().map(|event| event.id).collect()
}

/// The revisions of a read of one stream.
pub(super) fn revisions(store: &dyn EventStore, read: ReadStream) -> Vec<Revision> {
    try_read(store, read).unwrap().iter().map(RecordedEvent::read_revision).collect()
}

pub(super) fn try_read(
    store: &dyn EventStore,
    read: ReadStream,
) -> Result<Vec<RecordedEvent>, ReadError> {
    block_on(collect(store.read_stream(read)))
}

pub(super) fn assert_not_found(store: &dyn EventStore, stream: &StreamName) {
    match try_read(store, ReadStream::forwards(stream.clone())) {
        Err(ReadError::StreamNotFound { stream: named }) => assert_eq!(&named, stream),
        other => panic!("`{stream}` is not there, but: {other:?}"),
    }
}

pub(super) fn metadata_of(stream: &StreamName) -> StreamName {
    StreamMetadata::stream_of(stream).unwrap()
}

/// Sets the metadata of a stream.
pub(super) fn set_metadata(store: &dyn EventStore, stream: &StreamName, json: &str) -> Appended {
    put(store, &metadata_of(stream), &[json_event(METADATA_TYPE, json)])
}

pub(super) fn delete(
    store: &dyn EventStore,
    stream: &StreamName,
    expected: ExpectedRevision,
    deletion: Deletion,
) -> Result<Deleted, AppendError> {
    block_on(store.delete(stream.clone(), expected, deletion))
}

/// A link to an event of a stream.
pub(super) fn link(revision: Revision, stream: &StreamName) -> NewEvent {
    let data = format!("{revision}@{stream}").into_bytes().into();
    NewEvent { data, ..event(Link::EVENT_TYPE) }
}

/// What a subscription gives next.
pub(super) fn delivery(subscription: &mut Subscription) -> Result<Delivery, ReadError> {
    block_on_for(PATIENCE, next(subscription))
        .expect("a delivery within a minute")
        .expect("a subscription ends with an error only")
}

/// The events that a subscription gives before it is up to date, or up to date again.
pub(super) fn until_caught_up(subscription: &mut Subscription) -> Vec<RecordedEvent> {
    let mut events = Vec::new();
    loop {
        match delivery(subscription).unwrap() {
            Delivery::Event(event) => events.push(event),
            Delivery::CaughtUp(_) => return events,
            Delivery::FellBehind(_) | Delivery::Checkpoint(_) => {}
        }
    }
}

/// The next events of a subscription, whatever else it says.
pub(super) fn take(subscription: &mut Subscription, count: usize) -> Vec<RecordedEvent> {
    let mut events = Vec::new();
    while events.len() < count {
        if let Delivery::Event(event) = delivery(subscription).unwrap() {
            events.push(event);
        }
    }
    events
}

/// Asserts that a subscription has no event to give.
pub(super) fn assert_quiet(subscription: &mut Subscription) {
    loop {
        match block_on_for(QUIET, next(subscription)) {
            None => return,
            Some(Some(Ok(Delivery::Checkpoint(_)))) => {}
            Some(other) => panic!("nothing was to come, but: {other:?}"),
        }
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
