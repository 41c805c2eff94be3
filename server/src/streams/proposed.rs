use std::collections::BTreeMap;

use bytes::Bytes;
use plumberd::store::{ContentType, NewEvent};
use plumberd_wire::v1;
use plumberd_wire::v1::streams::{append_req, batch_append_req};
use tonic::Status;
use uuid::Uuid;

use crate::{error, id};

/// An event that somebody wants to append.
pub(super) struct Proposed {
    id: Option<v1::Uuid>,
    metadata: BTreeMap<String, String>,
    custom_metadata: Bytes,
    data: Bytes,
}

/// What makes it no event.
pub(super) enum Fault {
    /// The id is missing, malformed or nil.
    Id,
    /// A property is missing.
    Metadata(&'static str),
    /// It is too large.
    TooLarge { id: Uuid, size: usize, limit: usize },
}

impl From<append_req::ProposedMessage> for Proposed {
    fn from(message: append_req::ProposedMessage) -> Self {
        let append_req::ProposedMessage { id, metadata, custom_metadata, data } = message;
        Self { id, metadata, custom_metadata, data }
    }
}

impl From<batch_append_req::ProposedMessage> for Proposed {
    fn from(message: batch_append_req::ProposedMessage) -> Self {
        let batch_append_req::ProposedMessage { id, metadata, custom_metadata, data } = message;
        Self { id, metadata, custom_metadata, data }
    }
}

impl Proposed {
    /// The event, and its size as `KurrentDB` counts it.
    pub(super) fn check(self, limit: usize) -> Result<(NewEvent, usize), Fault> {
        let id = id::parse(self.id.as_ref()).filter(|id| !id.is_nil()).ok_or(Fault::Id)?;
        let property = |name: &'static str| self.metadata.get(name).ok_or(Fault::Metadata(name));
        let event_type = property("type")?;
        let content_type = match property("content-type")?.as_str() {
            "application/json" => ContentType::Json,
            _ => ContentType::Binary,
        };
        if event_type.is_empty() {
            return Err(Fault::Metadata("type"));
        }
        let size = self.data.len() + self.custom_metadata.len() + 2 * event_type.len();
        if size > limit {
            return Err(Fault::TooLarge { id, size, limit });
        }
        let event = NewEvent {
            id,
            event_type: event_type.as_str().into(),
            content_type,
            data: self.data,
            metadata: self.custom_metadata,
        };
        Ok((event, size))
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Id => Self::invalid_argument(
                "The id of an event is missing, malformed or nil; give each a UUID of its own",
            ),
            Fault::Metadata(property) => error::metadata_missing(property),
            Fault::TooLarge { id, size, limit } => error::event_too_large(id, size, limit),
        }
    }
}
