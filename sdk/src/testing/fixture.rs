use uuid::Uuid;

use crate::store::{ContentType, EventStore, NewEvent};
use crate::stream::{Category, StreamId, StreamName};

/// A store under test, and whatever has to live as long as it does: a folder, a server.
///
/// Every store is a fixture, and so is a pair of a store and anything else.
pub trait Fixture {
    /// The store.
    fn store(&self) -> &dyn EventStore;
}

impl<S: EventStore> Fixture for S {
    fn store(&self) -> &dyn EventStore {
        self
    }
}

impl<S: EventStore, Rest> Fixture for (S, Rest) {
    fn store(&self) -> &dyn EventStore {
        &self.0
    }
}

/// A JSON event with a fresh id, no metadata, and a small payload.
pub fn event(event_type: &str) -> NewEvent {
    json_event(event_type, "{}")
}

/// A JSON event with a fresh id and no metadata.
pub fn json_event(event_type: &str, json: &str) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        event_type: event_type.into(),
        content_type: ContentType::Json,
        data: json.as_bytes().to_vec().into(),
        metadata: bytes::Bytes::new(),
    }
}

/// A stream that no other test uses, in a category that no other test uses.
pub fn unique_stream() -> StreamName {
    let id = StreamId::from(Uuid::new_v4());
    StreamName::new(&unique_category(), &id)
}

/// A category that no other test uses.
pub(crate) fn unique_category() -> Category {
    let name = format!("Contract{}", Uuid::new_v4().simple());
    Category::parse(name).unwrap_or(const { Category::from_static("Contract") })
}
