use crate::codec::EncodeError;
use crate::codec::proto::ProtoError;
use crate::event::DecodeError;
use crate::metadata::MetadataError;
use crate::stream::StreamNameError;

/// Why an envelope could not be put around an event, or taken off.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The event, or a value of the envelope, cannot be written.
    #[error(transparent)]
    Encode(Box<EncodeError>),
    /// The bytes are not the envelope's message.
    #[error("cannot read a `{envelope}` envelope: {source}")]
    Malformed {
        /// The form of envelope.
        envelope: &'static str,
        /// What is wrong, with field and offset.
        source: Box<ProtoError>,
    },
    /// A field that says what the event is, is not there.
    #[error("a `{envelope}` envelope has no `{field}`; the sender has to write it")]
    Missing {
        /// The form of envelope.
        envelope: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The version is not one.
    #[error(
        "`event_version` of a `{envelope}` envelope is `{found}`, which is not a version; it is written like `{example}`"
    )]
    Version {
        /// The form of envelope.
        envelope: &'static str,
        /// What stands there, cut to 40 characters.
        found: String,
        /// A version as this form writes it.
        example: &'static str,
    },
    /// The timestamp is not a time in milliseconds.
    #[error(
        "`timestamp` of a `{envelope}` envelope is {found}, which is not a time from 1970 to 9999 in milliseconds; check the clock and the unit of the sender"
    )]
    Timestamp {
        /// The form of envelope.
        envelope: &'static str,
        /// What stands there, or would.
        found: i64,
    },
    /// The stream is not the name of one.
    #[error("`stream` of a `{envelope}` envelope: {source}")]
    Stream {
        /// The form of envelope.
        envelope: &'static str,
        /// What is wrong with it.
        source: StreamNameError,
    },
    /// The event has the nil id.
    #[error("the id of `{event_type}` is nil; give the event an id, or no field for it")]
    NilId {
        /// The event's name.
        event_type: String,
    },
    /// The envelope carries Protobuf, and the event is JSON.
    #[error(
        "`{event_type}` is written as JSON, and a `{envelope}` envelope carries Protobuf; add tags and `encoding = \"protobuf\"` to the event, or use a `Plumberd` envelope"
    )]
    JsonPayload {
        /// The form of envelope.
        envelope: &'static str,
        /// The event's name.
        event_type: String,
    },
    /// Two types of the set have one name under the naming policy.
    #[error(
        "the event name `{name}` is the one of `{first}` and of `{second}`; rename one with `#[event(name = \"…\")]`"
    )]
    AmbiguousName {
        /// The name in the envelope.
        name: String,
        /// A type that has it.
        first: &'static str,
        /// Another one.
        second: &'static str,
    },
    /// The metadata of a stored event, or the keys in an envelope, are not metadata.
    #[error("metadata of a `{envelope}` envelope: {source}")]
    Metadata {
        /// The form of envelope.
        envelope: &'static str,
        /// What is wrong.
        source: Box<MetadataError>,
    },
    /// The payload is not the event.
    #[error(transparent)]
    Decode(Box<DecodeError>),
}

impl From<EncodeError> for EnvelopeError {
    fn from(source: EncodeError) -> Self {
        Self::Encode(Box::new(source))
    }
}

impl From<DecodeError> for EnvelopeError {
    fn from(source: DecodeError) -> Self {
        Self::Decode(Box::new(source))
    }
}
