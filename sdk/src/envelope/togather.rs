use std::borrow::Cow;

use super::opened::{given, metadata};
use super::value::{check_protobuf, not_a_version, read, read_timestamp, require, write_timestamp};
use super::{Envelope, EnvelopeError, Header, Opened};
use crate::PlumberdData;
use crate::codec::proto;
use crate::event::Payload;
use crate::store::ContentType;

/// The envelope that the togather packages publish, `common.v1.EventEnvelope`.
///
/// ```proto
/// message EventEnvelope {
///   string event_type = 1;
///   int32 event_version = 2;
///   int64 timestamp = 3;           // milliseconds since 1970
///   optional string trace_id = 4;
///   bytes payload = 5;             // the event, in Protobuf
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PlumberdData)]
#[event(name = "EventEnvelope")]
pub struct Togather<'a> {
    /// The event's name.
    #[event(tag = 1)]
    pub event_type: Cow<'a, str>,
    /// The version of its shape, from 1.
    #[event(tag = 2)]
    pub event_version: i32,
    /// When the event was made, in milliseconds since 1970.
    #[event(tag = 3)]
    pub timestamp: i64,
    /// What all events of one conversation share.
    #[event(tag = 4)]
    pub trace_id: Option<Cow<'a, str>>,
    /// The event, in Protobuf.
    #[event(tag = 5)]
    pub payload: Cow<'a, [u8]>,
}

impl Envelope for Togather<'_> {
    const NAME: &'static str = "Togather";

    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError> {
        let message: Togather<'_> = read(Self::NAME, bytes)?;
        require(Self::NAME, "event_type", !message.event_type.is_empty())?;
        require(Self::NAME, "event_version", message.event_version != 0)?;
        let version = u32::try_from(message.event_version)
            .map_err(|_| not_a_version(Self::NAME, &message.event_version.to_string(), "1"))?;
        let trace_id = message.trace_id.and_then(given);
        Ok(Opened {
            event_id: None,
            stream: None,
            aggregate_id: None,
            metadata: metadata(
                version,
                read_timestamp(Self::NAME, message.timestamp)?,
                trace_id.as_deref(),
            ),
            trace_id,
            content_type: ContentType::Binary,
            payload: message.payload,
            event_name: message.event_type,
        })
    }

    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError> {
        check_protobuf(Self::NAME, payload)?;
        let event_version = i32::try_from(payload.version)
            .map_err(|_| not_a_version(Self::NAME, &payload.version.to_string(), "1"))?;
        Ok(proto::to_vec(&Togather {
            event_type: payload.event_type.into(),
            event_version,
            timestamp: write_timestamp(Self::NAME, header.created())?,
            trace_id: header.trace_id(),
            payload: payload.data.into(),
        })?)
    }
}
