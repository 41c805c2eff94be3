use std::borrow::Cow;

use uuid::Uuid;

use super::{EnvelopeError, Naming};
use crate::clock::DateTimeOffset;
use crate::event::{Decoded, EventSet, Payload};
use crate::metadata::{Context, Metadata};
use crate::store::ContentType;
use crate::stream::StreamName;

/// An envelope that was opened: what stands around the payload, and the payload as it is. What a form
/// has no room for is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened<'a> {
    /// The name that the event travels under.
    pub event_name: Cow<'a, str>,
    /// The event's id. Only [`Plumberd`](super::Plumberd) has room for it.
    pub event_id: Option<Uuid>,
    /// The stream that the event stands in. Only [`Plumberd`](super::Plumberd) has room for it.
    pub stream: Option<StreamName>,
    /// What the event is about. [`Togather`](super::Togather) has no room for it.
    pub aggregate_id: Option<Cow<'a, str>>,
    /// What all events of one conversation share. [`Bytes`](super::Bytes) has no room for it.
    pub trace_id: Option<Cow<'a, str>>,
    /// The version of the payload's shape, when the event was made, and what else travels beside it. A
    /// trace id that is a GUID is the correlation id.
    pub metadata: Metadata,
    /// How the payload is encoded.
    pub content_type: ContentType,
    /// The payload.
    pub payload: Cow<'a, [u8]>,
}

impl Opened<'_> {
    /// Reads the payload through a set, whose types are known by a naming policy. Another type, or a
    /// newer version of one, is a value, not an error.
    ///
    /// # Errors
    /// When the type is known and the payload cannot be read.
    pub fn decode<S: EventSet>(&self, naming: Naming) -> Result<Decoded<S>, EnvelopeError> {
        let version = self.metadata.version;
        let payload = |event_type| Payload {
            event_type,
            version,
            content_type: self.content_type,
            data: &self.payload,
        };
        match naming.find(&self.event_name, S::EVENTS)? {
            Some(info) if version > info.version => Ok(Decoded::Unknown),
            Some(info) => Ok(S::decode(&payload(info.event_type))?),
            // The set may keep unknown events whole.
            None => Ok(S::decode(&payload(&self.event_name))?),
        }
    }

    /// A context for events that follow from this one.
    #[must_use]
    pub fn context(&self) -> Context {
        match (self.event_id, self.metadata.correlation_id) {
            (Some(id), _) => Context::following(id, &self.metadata),
            (None, Some(correlation)) => Context::new().correlation_id(correlation),
            (None, None) => Context::new(),
        }
    }
}

/// What a togather form says of the metadata. A trace that is a GUID is the correlation id.
pub(super) fn metadata(
    version: u32,
    created: Option<DateTimeOffset>,
    trace_id: Option<&str>,
) -> Metadata {
    let mut metadata = Metadata::default();
    metadata.version = version;
    metadata.created = created;
    metadata.correlation_id =
        trace_id.filter(|id| !id.starts_with("urn:")).and_then(|id| Uuid::try_parse(id).ok());
    metadata
}

/// Text that Protobuf does not tell from a missing one when it is empty.
pub(super) fn given(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(text)
}

/// An event out of its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Unwrapped<'a, S> {
    /// The event; usually one. See [`Decoded`].
    pub event: Decoded<S>,
    /// What stood around it, and the payload as it came.
    pub envelope: Opened<'a>,
}
