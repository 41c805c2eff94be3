//! Protobuf envelopes: an event and what stands around it in one message, for buses that carry
//! nothing but bytes.
//!
//! | form | written by | event name and version | payload |
//! |---|---|---|---|
//! | [`Plumberd`] | plumberd | `event_type`, `event_version` as a number | bytes, Protobuf or JSON |
//! | [`Typed`] | togather, one message for each event | `event_name`, `event_version` as `"v1"` | the event as a nested message |
//! | [`Bytes`] | togather, one message for all events | the same | Protobuf bytes |
//! | [`Togather`] | togather, the published `common.v1.EventEnvelope` | `event_type`, `event_version` as a number | Protobuf bytes |
//!
//! All of them are [`Envelope`]s; [`Dotted`] makes `admin.account.created` of `AdminAccountCreated`.
//!
//! ```
//! use plumberd::clock::{DateTimeOffset, ManualClock};
//! use plumberd::envelope::{Bytes, Dotted, Envelope, Header};
//! use plumberd::metadata::Context;
//! use plumberd::{Event, PlumberdEvent};
//!
//! #[derive(Debug, PartialEq, PlumberdEvent)]
//! #[event(category = "Account")]
//! struct AdminAccountCreated { #[event(tag = 10)] email: String }
//!
//! let clock = ManualClock::new(DateTimeOffset::from_unix(1_752_423_739, 219_000_000)?);
//! let header = Header::new(&Context::new(), &AdminAccountCreated::stream(7), &clock);
//! let event = AdminAccountCreated { email: "a@b.c".into() };
//! let bytes = Dotted::<Bytes>::wrap(&event, &header)?;
//!
//! let routed = Bytes::open(&bytes)?; // the payload is neither read nor copied
//! assert_eq!(routed.event_name, "admin.account.created");
//! assert_eq!(routed.aggregate_id.as_deref(), Some("7"));
//!
//! let read = Dotted::<Bytes>::unwrap::<AdminAccountCreated>(&bytes)?;
//! assert_eq!(read.event.into_one(), Some(event));
//! assert_eq!(read.envelope.metadata.created, Some(header.created()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bytes;
mod error;
mod header;
mod naming;
mod nested;
mod opened;
mod plumberd;
mod togather;
mod typed;
mod value;

pub use bytes::Bytes;
pub use error::EnvelopeError;
pub use header::Header;
pub use naming::{Dotted, Naming};
pub use nested::Nested;
pub use opened::{Opened, Unwrapped};
pub use plumberd::{PayloadEncoding, Plumberd};
pub use togather::Togather;
pub use typed::{RawPayload, Typed, TypedEnvelope};

use std::borrow::Cow;

use uuid::Uuid;

use crate::codec::{EncodeError, proto};
use crate::event::{EncodeEvent, EventSet, Payload};
use crate::metadata::Metadata;
use crate::store::{ContentType, RecordedEvent};

/// A form of envelope: it is put around an event, and taken off.
///
/// The forms differ in what they have room for. What one has no room for is not written, and is not
/// there when it is read.
pub trait Envelope: Sized {
    /// The name of the form, for messages.
    const NAME: &'static str;
    /// How event names are written and matched.
    const NAMING: Naming = Naming::Type;

    /// Reads what stands around the payload, to route an event or to drop it.
    ///
    /// # Errors
    /// When the bytes are not this envelope: the error names the field.
    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError>;

    /// Puts the envelope around a payload that is encoded already, under its type name as it is.
    ///
    /// # Errors
    /// When the form cannot hold the payload's encoding, its version, or a value of the header.
    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError>;

    /// Puts the envelope around an event. The togather forms carry Protobuf, so the event's type has
    /// tags there, or this does not compile; [`Plumberd`] takes every event.
    ///
    /// # Errors
    /// When a field's value cannot be written, or the header's time is before 1970.
    fn wrap<E: EncodeEvent>(event: &E, header: &Header) -> Result<Vec<u8>, EnvelopeError>
    where
        Self: Carries<E>,
    {
        seal::<Self, E>(event, header, |id, data| Self::encode(event, id, data))
    }

    /// Puts the envelope around an event in the encoding that a store gets: the way for a value of a
    /// set, of which only its events know whether they have tags.
    ///
    /// # Errors
    /// As [`wrap`](Self::wrap), and when the event is written as JSON and this form carries Protobuf.
    fn wrap_as_stored<E: EncodeEvent>(
        event: &E,
        header: &Header,
    ) -> Result<Vec<u8>, EnvelopeError> {
        seal::<Self, E>(event, header, |id, data| {
            event.encode(id, data)?;
            Ok(event.content_type())
        })
    }

    /// Puts the envelope around an event that comes out of a store, without decoding it. Its metadata
    /// travels with it, but for what stands under reserved keys and could not be read as what they say.
    ///
    /// # Errors
    /// As [`wrap_as_stored`](Self::wrap_as_stored), and when the metadata cannot be read.
    fn wrap_recorded(recorded: &RecordedEvent) -> Result<Vec<u8>, EnvelopeError> {
        let metadata = Metadata::parse(&recorded.metadata).map_err(|source| {
            EnvelopeError::Metadata { envelope: Self::NAME, source: source.into() }
        })?;
        let payload = Payload {
            event_type: &Self::NAMING.name(&recorded.event_type),
            version: metadata.version,
            content_type: recorded.content_type,
            data: &recorded.data,
        };
        Self::write(&payload, &Header::of_recorded(recorded, metadata))
    }

    /// Takes the envelope off, and reads the event through a set or as one event type. An event of
    /// another type, or of a version that is newer than the set knows, is
    /// [`Decoded::Unknown`](crate::Decoded::Unknown); its payload is in the opened envelope.
    ///
    /// # Errors
    /// When the bytes are not this envelope, or the payload is not the event.
    fn unwrap<S: EventSet>(bytes: &[u8]) -> Result<Unwrapped<'_, S>, EnvelopeError> {
        let envelope = Self::open(bytes)?;
        let event = envelope.decode(Self::NAMING)?;
        Ok(Unwrapped { event, envelope })
    }
}

/// That an envelope has room for an event: [`Plumberd`] for every one, the others for those whose
/// type has tags.
pub trait Carries<E: EncodeEvent>: Envelope {
    /// Appends the payload as it travels in the envelope, and tells its encoding.
    ///
    /// # Errors
    /// The field whose value cannot be written.
    fn encode(event: &E, id: Uuid, out: &mut Vec<u8>) -> Result<ContentType, EncodeError>;
}

/// The forms that carry Protobuf.
macro_rules! carries_protobuf {
    ($($envelope:ty),*) => { $(
        impl<E: crate::Event + crate::codec::Message> Carries<E> for $envelope {
            fn encode(event: &E, _: Uuid, out: &mut Vec<u8>) -> Result<ContentType, EncodeError> {
                proto::write_into(event, out)?;
                Ok(ContentType::Binary)
            }
        }
    )* };
}
carries_protobuf!(Typed<'_, RawPayload<'_>>, Bytes<'_>, Togather<'_>);

impl<E: EncodeEvent> Carries<E> for Plumberd<'_> {
    fn encode(event: &E, id: Uuid, out: &mut Vec<u8>) -> Result<ContentType, EncodeError> {
        event.encode(id, out)?;
        Ok(event.content_type())
    }
}

/// Encodes the event and writes the envelope. An id of the event's own goes before the header's.
fn seal<V: Envelope, E: EncodeEvent>(
    event: &E,
    header: &Header,
    encode: impl FnOnce(Uuid, &mut Vec<u8>) -> Result<ContentType, EncodeError>,
) -> Result<Vec<u8>, EnvelopeError> {
    let header = match event.id() {
        Some(id) => Cow::Owned(header.clone().with_event_id(id)),
        None => Cow::Borrowed(header),
    };
    let mut data = Vec::with_capacity(256);
    let content_type = encode(header.event_id(), &mut data)?;
    let payload = Payload {
        event_type: &V::NAMING.name(event.event_type()),
        version: event.version(),
        content_type,
        data: &data,
    };
    V::write(&payload, &header)
}
