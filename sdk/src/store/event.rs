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
    /// The link that led here, when the read resolves links. A link that leads nowhere is given as it
    /// is: an event of type [`Link::EVENT_TYPE`].
    pub link: Option<Box<Link>>,
}

impl RecordedEvent {
    /// The revision in the stream that was read: the link's, if one led here.
    #[must_use]
    pub fn read_revision(&self) -> Revision {
        self.link.as_ref().map_or(self.revision, |link| link.revision)
    }

    /// The position in the log of what was read: the link's, if one led here.
    #[must_use]
    pub fn read_position(&self) -> Option<Position> {
        self.link.as_ref().map_or(self.position, |link| link.position)
    }
}

/// A link: an event that stands for another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The id of the link.
    pub id: Uuid,
    /// The stream that the link stands in.
    pub stream: StreamName,
    /// Its place in that stream.
    pub revision: Revision,
    /// Its place in the log, where the engine tells it.
    pub position: Option<Position>,
    /// A JSON object, or nothing at all.
    pub metadata: Bytes,
    /// When the store took the link.
    pub recorded_at: DateTimeOffset,
}

impl Link {
    /// The type of links.
    pub const EVENT_TYPE: &'static str = "$>";

    /// What the payload of a link points to: `3@Recording-1`.
    #[must_use]
    pub fn target(data: &[u8]) -> Option<(Revision, StreamName)> {
        let (revision, stream) = std::str::from_utf8(data).ok()?.split_once('@')?;
        Some((revision.parse().ok()?, StreamName::parse(stream).ok()?))
    }
}
