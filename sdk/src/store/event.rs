use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::stream::{Position, Revision, StreamName};

/// How the payload of an event is encoded. Metadata is always JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentType {
    /// `application/json`.
    Json,
    /// `application/octet-stream`: Protobuf, as micro-plumberd marks it.
    Binary,
}

impl ContentType {
    /// The MIME type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Binary => "application/octet-stream",
        }
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An event on its way into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Unique among the events of its stream; the key of idempotency. Never nil.
    pub id: Uuid,
    /// The type name: `RecordingFinished`.
    pub event_type: Arc<str>,
    /// How `data` is encoded.
    pub content_type: ContentType,
    /// The payload.
    pub data: Bytes,
    /// A JSON object, or nothing at all.
    pub metadata: Bytes,
}

/// An event as a store gives it back.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// The id that it was appended with.
    pub id: Uuid,
    /// The stream that it stands in.
    pub stream: StreamName,
    /// Its place in that stream.
    pub revision: Revision,
    /// Its place in the log, where the engine tells it.
    pub position: Option<Position>,
    /// The type name.
    pub event_type: Arc<str>,
    /// How `data` is encoded.
    pub content_type: ContentType,
    /// The payload.
    pub data: Bytes,
    /// A JSON object, or nothing at all.
    pub metadata: Bytes,
    /// When the store took it, in UTC, to 100 ns.
    pub recorded_at: DateTimeOffset,
}
