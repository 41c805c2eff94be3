use std::borrow::Cow;

use super::opened::{given, metadata};
use super::value::{
    check_protobuf, read, read_timestamp, read_version, require, write_timestamp, write_version,
};
use super::{Envelope, EnvelopeError, Header, Opened};
use crate::PlumberdData;
use crate::codec::proto;
use crate::event::Payload;
use crate::store::ContentType;

/// One message for all events, with the event in bytes: togather's `DomainEventExample`.
///
/// ```proto
/// message Bytes {
///   string event_name = 1;     // "user.account.created"
///   string event_version = 2;  // "v1"
///   string aggregate_id = 3;
///   bytes payload = 4;         // the event, in Protobuf
///   int64 timestamp = 5;       // milliseconds since 1970
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PlumberdData)]
pub struct Bytes<'a> {
    /// The event's name.
    #[event(tag = 1)]
    pub event_name: Cow<'a, str>,
    /// The version of its shape: `v1`.
    #[event(tag = 2)]
    pub event_version: Cow<'a, str>,
    /// What the event is about, for partitioning.
    #[event(tag = 3)]
    pub aggregate_id: Cow<'a, str>,
    /// The event, in Protobuf.
    #[event(tag = 4)]
    pub payload: Cow<'a, [u8]>,
    /// When the event was made, in milliseconds since 1970.
    #[event(tag = 5)]
    pub timestamp: i64,
}

impl Envelope for Bytes<'_> {
    const NAME: &'static str = "Bytes";

    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError> {
        let message: Bytes<'_> = read(Self::NAME, bytes)?;
        require(Self::NAME, "event_name", !message.event_name.is_empty())?;
        Ok(Opened {
            event_id: None,
            stream: None,
            aggregate_id: given(message.aggregate_id),
            trace_id: None,
            metadata: metadata(
                read_version(Self::NAME, &message.event_version)?,
                read_timestamp(Self::NAME, message.timestamp)?,
                None,
            ),
            content_type: ContentType::Binary,
            payload: message.payload,
            event_name: message.event_name,
        })
    }

    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError> {
        check_protobuf(Self::NAME, payload)?;
        Ok(proto::to_vec(&Bytes {
            event_name: payload.event_type.into(),
            event_version: write_version(payload.version).into(),
            aggregate_id: header.aggregate_id().into(),
            payload: payload.data.into(),
            timestamp: write_timestamp(Self::NAME, header.created())?,
        })?)
    }
}
