use std::sync::Arc;

use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::error::Error;
use crate::event::{Decoded, EventSet, Payload};
use crate::metadata::{Context, Metadata};
use crate::store::{Link, RecordedEvent};
use crate::stream::{Position, Revision, StreamName};

/// A stored event, read through a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<S> {
    /// The event; usually one. See [`Decoded`].
    pub event: Decoded<S>,
    /// The type name that it is stored under.
    pub event_type: Arc<str>,
    /// Its id.
    pub id: Uuid,
    /// The stream that it stands in.
    pub stream: StreamName,
    /// Its place in that stream.
    pub revision: Revision,
    /// Its place in the log, where the engine tells it.
    pub position: Option<Position>,
    /// When the store took it.
    pub recorded_at: DateTimeOffset,
    /// What travelled beside it.
    pub metadata: Metadata,
    /// The link that led here, when the read resolves links.
    pub link: Option<Box<Link>>,
}

impl<S> Recorded<S> {
    /// A context for events that follow from this one.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::following(self.id, &self.metadata)
    }
}

impl<S: EventSet> TryFrom<RecordedEvent> for Recorded<S> {
    type Error = Error;

    fn try_from(stored: RecordedEvent) -> Result<Self, Error> {
        let metadata = Metadata::parse(&stored.metadata).map_err(|source| Error::Metadata {
            stream: stored.stream.clone(),
            revision: stored.revision,
            source: Box::new(source),
        })?;
        let payload = Payload {
            event_type: &stored.event_type,
            version: metadata.version,
            content_type: stored.content_type,
            data: &stored.data,
        };
        let event = S::decode(&payload).map_err(|source| Error::Decode {
            stream: stored.stream.clone(),
            revision: stored.revision,
            source: Box::new(source),
        })?;
        Ok(Self {
            event,
            event_type: stored.event_type,
            id: stored.id,
            stream: stored.stream,
            revision: stored.revision,
            position: stored.position,
            recorded_at: stored.recorded_at,
            metadata,
            link: stored.link,
        })
    }
}
