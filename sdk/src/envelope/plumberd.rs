use std::borrow::Cow;

use serde_json::Value;
use uuid::Uuid;

use super::value::{check_payload, read, require};
use super::{Envelope, EnvelopeError, Header, Opened};
use crate::clock::DateTimeOffset;
use crate::codec::proto;
use crate::event::Payload;
use crate::metadata::Metadata;
use crate::store::ContentType;
use crate::stream::StreamName;
use crate::{Entries, PlumberdData};

/// Plumberd's own envelope, `plumberd.v1.Envelope`: all that a store keeps beside an event, so that it
/// can be appended elsewhere as it was.
///
/// `proto/plumberd/v1/envelope.proto` of the repository describes it for other languages.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
#[event(name = "Envelope")]
pub struct Plumberd<'a> {
    /// Unique; by it a receiver knows an event that it had already.
    #[event(tag = 1)]
    pub event_id: Uuid,
    /// The event's type name.
    #[event(tag = 2)]
    pub event_type: Cow<'a, str>,
    /// The version of its shape, from 1.
    #[event(tag = 3)]
    pub event_version: u32,
    /// The stream that the event stands in: `Recording-7`.
    #[event(tag = 4)]
    pub stream: Cow<'a, str>,
    /// When the writer made the event, by the writer's clock.
    #[event(tag = 5)]
    pub created: Option<DateTimeOffset>,
    /// What all events of one conversation share.
    #[event(tag = 6)]
    pub correlation_id: Option<Uuid>,
    /// The event or command that led to this event.
    #[event(tag = 7)]
    pub causation_id: Option<Uuid>,
    /// How the payload is encoded.
    #[event(tag = 8)]
    pub payload_encoding: PayloadEncoding,
    /// The event.
    #[event(tag = 9)]
    pub payload: Cow<'a, [u8]>,
    /// The machine that the writer ran on.
    #[event(tag = 10)]
    pub client_host_name: Option<Cow<'a, str>>,
    /// The writer's own metadata.
    #[event(tag = 11)]
    pub metadata: Entries<Cow<'a, str>, Value>,
}

/// How the payload of a [`Plumberd`] envelope is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PlumberdData)]
pub enum PayloadEncoding {
    /// Nobody said it.
    Unspecified = 0,
    /// JSON in UTF-8.
    Json = 1,
    /// Protobuf.
    Protobuf = 2,
}

impl Envelope for Plumberd<'_> {
    const NAME: &'static str = "Plumberd";

    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError> {
        let message: Plumberd<'_> = read(Self::NAME, bytes)?;
        require(Self::NAME, "event_id", !message.event_id.is_nil())?;
        require(Self::NAME, "event_type", !message.event_type.is_empty())?;
        require(Self::NAME, "event_version", message.event_version != 0)?;
        require(Self::NAME, "stream", !message.stream.is_empty())?;
        let content_type = match message.payload_encoding {
            PayloadEncoding::Json => ContentType::Json,
            PayloadEncoding::Protobuf => ContentType::Binary,
            PayloadEncoding::Unspecified => {
                return Err(EnvelopeError::Missing {
                    envelope: Self::NAME,
                    field: "payload_encoding",
                });
            }
        };
        let stream = StreamName::parse(&message.stream)
            .map_err(|source| EnvelopeError::Stream { envelope: Self::NAME, source })?;
        let mut metadata = Metadata::default();
        metadata.version = message.event_version;
        metadata.created = message.created;
        metadata.correlation_id = message.correlation_id;
        metadata.causation_id = message.causation_id;
        metadata.client_host_name = message.client_host_name.map(Cow::into_owned);
        for (key, value) in message.metadata {
            metadata = metadata.with(key, value).map_err(|source| EnvelopeError::Metadata {
                envelope: Self::NAME,
                source: source.into(),
            })?;
        }
        Ok(Opened {
            event_name: message.event_type,
            event_id: Some(message.event_id),
            aggregate_id: stream.id().map(|id| id.to_owned().into()),
            stream: Some(stream),
            trace_id: message.correlation_id.map(|id| id.to_string().into()),
            metadata,
            content_type,
            payload: message.payload,
        })
    }

    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError> {
        check_payload(Self::NAME, payload)?;
        if header.event_id().is_nil() {
            return Err(EnvelopeError::NilId { event_type: payload.event_type.into() });
        }
        let metadata = header.metadata(payload.version);
        Ok(proto::to_vec(&Plumberd {
            event_id: header.event_id(),
            event_type: payload.event_type.into(),
            event_version: payload.version,
            stream: header.stream().as_str().into(),
            created: metadata.created,
            correlation_id: metadata.correlation_id,
            causation_id: metadata.causation_id,
            payload_encoding: match payload.content_type {
                ContentType::Json => PayloadEncoding::Json,
                ContentType::Binary => PayloadEncoding::Protobuf,
            },
            payload: payload.data.into(),
            client_host_name: metadata.client_host_name.as_deref().map(Cow::Borrowed),
            metadata: metadata
                .custom_entries()
                // A stored event may have a `Created` that is no time, or what only its server knows.
                .filter(|(key, _)| Metadata::default().with(*key, Value::Null).is_ok())
                .map(|(key, value)| (Cow::Borrowed(key), value.clone()))
                .collect(),
        })?)
    }
}
