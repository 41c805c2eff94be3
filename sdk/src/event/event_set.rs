use bytes::Bytes;
use uuid::Uuid;

use super::{DecodeError, DecodeEvent, Event, EventInfo, Payload, Upcasted};
use crate::codec::EncodeError;
use crate::store::ContentType;

/// Something that can be appended: an event, or a value of a set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an event nor a set of events",
    label = "missing `#[derive(PlumberdEvent)]` or `#[derive(PlumberdEvents)]`"
)]
pub trait EncodeEvent {
    /// The type name on the wire.
    fn event_type(&self) -> &str;

    /// The version of the shape, from 1.
    fn version(&self) -> u32;

    /// The encoding of the payload.
    fn content_type(&self) -> ContentType;

    /// The event's own id, if it has one.
    fn id(&self) -> Option<Uuid>;

    /// Appends the payload to `out`; see [`Event::encode`].
    ///
    /// # Errors
    /// The field whose value cannot be written.
    fn encode(&self, id: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError>;
}

impl<E: Event> EncodeEvent for E {
    fn event_type(&self) -> &str {
        E::TYPE
    }

    fn version(&self) -> u32 {
        E::VERSION
    }

    fn content_type(&self) -> ContentType {
        E::INFO.content_type
    }

    fn id(&self) -> Option<Uuid> {
        Event::id(self)
    }

    fn encode(&self, id: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        Event::encode(self, id, out)
    }
}

/// The events that one reader understands. Derive it on an enum with `PlumberdEvents`; a single
/// event type is a set of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an event nor a set of events",
    label = "missing `#[derive(PlumberdEvent)]` or `#[derive(PlumberdEvents)]`"
)]
pub trait EventSet: Sized {
    /// The types of the set.
    const EVENTS: &'static [&'static EventInfo];

    /// Reads an event of one of the set's types. Another type is a value, not an error.
    ///
    /// # Errors
    /// When the type is known and the payload cannot be read.
    fn decode(payload: &Payload<'_>) -> Result<Decoded<Self>, DecodeError>;
}

impl<E> EventSet for E
where
    E: Event + for<'de> DecodeEvent<'de>,
{
    const EVENTS: &'static [&'static EventInfo] = &[E::INFO];

    fn decode(payload: &Payload<'_>) -> Result<Decoded<Self>, DecodeError> {
        if E::INFO.matches(payload.event_type) {
            <E as DecodeEvent>::decode(payload).map(Decoded::Known)
        } else {
            Ok(Decoded::Unknown)
        }
    }
}

/// The outcome of reading an event through a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded<S> {
    /// The set knows the type. An upcaster may have made none or several events of an old one.
    Known(Upcasted<S>),
    /// The set does not know the type.
    Unknown,
}

impl<S> Decoded<S> {
    /// Applies a function to every event.
    pub fn map<T>(self, f: impl FnMut(S) -> T) -> Decoded<T> {
        match self {
            Self::Known(events) => Decoded::Known(events.map(f)),
            Self::Unknown => Decoded::Unknown,
        }
    }

    /// The event, when the type is known and there is exactly one.
    pub fn into_one(self) -> Option<S> {
        match self {
            Self::Known(events) => events.into_one(),
            Self::Unknown => None,
        }
    }
}

/// An event of a type that the set does not know, kept whole: the payload of a variant marked
/// `#[event(unknown)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEvent {
    /// The type name that it is stored under.
    pub event_type: String,
    /// The version from its metadata.
    pub version: u32,
    /// How the data is encoded.
    pub content_type: ContentType,
    /// The data.
    pub data: Bytes,
}

impl From<&Payload<'_>> for UnknownEvent {
    fn from(payload: &Payload<'_>) -> Self {
        Self {
            event_type: payload.event_type.into(),
            version: payload.version,
            content_type: payload.content_type,
            data: Bytes::copy_from_slice(payload.data),
        }
    }
}

impl EncodeEvent for UnknownEvent {
    fn event_type(&self) -> &str {
        &self.event_type
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn content_type(&self) -> ContentType {
        self.content_type
    }

    fn id(&self) -> Option<Uuid> {
        None
    }

    fn encode(&self, _: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        out.extend_from_slice(&self.data);
        Ok(())
    }
}
