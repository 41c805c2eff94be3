use std::borrow::Cow;

use super::opened::{given, metadata};
use super::value::{
    check_protobuf, read, read_timestamp, read_version, require, write_timestamp, write_version,
};
use super::{Envelope, EnvelopeError, Header, Nested, Opened};
use crate::codec::proto;
use crate::event::Payload;
use crate::store::ContentType;
use crate::{Event, PlumberdData};

/// One message for each event, with the event as a nested message: the form that togather recommends.
///
/// ```proto
/// message AdminAccountCreated {
///   string event_name = 1;     // "admin.account.created"
///   string event_version = 2;  // "v1"
///   string aggregate_id = 3;
///   int64 timestamp = 4;       // milliseconds since 1970
///   string trace_id = 5;
///   Payload payload = 9;       // the event
/// }
/// ```
///
/// As an [`Envelope`] it takes any event: `Typed::wrap(&event, &header)`. Where the event is known, it
/// is a message like any other, with the event [`Nested`], or with data:
///
/// ```
/// use plumberd::PlumberdData;
/// use plumberd::codec::json;
/// use plumberd::codec::profile::Proto3;
/// use plumberd::envelope::Typed;
///
/// #[derive(PlumberdData)]
/// struct Account { #[event(tag = 10)] email: String }
///
/// let message = Typed {
///     event_name: "admin.account.created".into(),
///     event_version: "v1".into(),
///     aggregate_id: "7".into(),
///     timestamp: 5,
///     trace_id: "".into(),
///     payload: Account { email: "a@b.c".into() },
/// };
/// let json = json::to_vec_with::<Proto3, _>(&message)?;
/// assert_eq!(
///     String::from_utf8_lossy(&json),
///     r#"{"eventName":"admin.account.created","eventVersion":"v1","aggregateId":"7","timestamp":"5","payload":{"email":"a@b.c"}}"#
/// );
/// # Ok::<(), plumberd::codec::EncodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PlumberdData)]
#[event(name = "Typed")]
pub struct Typed<'a, P> {
    /// The event's name.
    #[event(tag = 1)]
    pub event_name: Cow<'a, str>,
    /// The version of its shape: `v1`.
    #[event(tag = 2)]
    pub event_version: Cow<'a, str>,
    /// What the event is about, for partitioning.
    #[event(tag = 3)]
    pub aggregate_id: Cow<'a, str>,
    /// When the event was made, in milliseconds since 1970.
    #[event(tag = 4)]
    pub timestamp: i64,
    /// What all events of one conversation share.
    #[event(tag = 5)]
    pub trace_id: Cow<'a, str>,
    /// The event.
    #[event(tag = 9)]
    pub payload: P,
}

/// The payload of a [`Typed`] envelope whose event is not known: the same bytes. A message that is
/// there and has no fields is not the same as none.
pub type RawPayload<'a> = Option<Cow<'a, [u8]>>;

impl Envelope for Typed<'_, RawPayload<'_>> {
    const NAME: &'static str = "Typed";

    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError> {
        let message: Typed<'_, RawPayload<'_>> = read(Self::NAME, bytes)?;
        require(Self::NAME, "event_name", !message.event_name.is_empty())?;
        let trace_id = given(message.trace_id);
        Ok(Opened {
            event_id: None,
            stream: None,
            aggregate_id: given(message.aggregate_id),
            metadata: metadata(
                read_version(Self::NAME, &message.event_version)?,
                read_timestamp(Self::NAME, message.timestamp)?,
                trace_id.as_deref(),
            ),
            trace_id,
            content_type: ContentType::Binary,
            payload: message
                .payload
                .ok_or(EnvelopeError::Missing { envelope: Self::NAME, field: "payload" })?,
            event_name: message.event_name,
        })
    }

    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError> {
        check_protobuf(Self::NAME, payload)?;
        Ok(proto::to_vec(&Typed {
            event_name: payload.event_type.into(),
            event_version: write_version(payload.version).into(),
            aggregate_id: header.aggregate_id().into(),
            timestamp: write_timestamp(Self::NAME, header.created())?,
            trace_id: header.trace_id().unwrap_or_default(),
            payload: Some(Cow::Borrowed(payload.data)),
        })?)
    }
}

/// A message that is an event and its envelope in one, as [`Typed`] is: code that is generated from
/// such a `.proto` implements it, and fills the fields whose values are fixed.
///
/// ```
/// use plumberd::PlumberdData;
/// use plumberd::envelope::{Header, TypedEnvelope};
///
/// #[derive(PlumberdData)]
/// struct Payload { #[event(tag = 10)] email: String }
///
/// #[derive(PlumberdData)]
/// struct AdminAccountCreated {
///     #[event(tag = 1)] event_name: String,
///     #[event(tag = 2)] event_version: String,
///     #[event(tag = 3)] aggregate_id: String,
///     #[event(tag = 4)] timestamp: i64,
///     #[event(tag = 5)] trace_id: String,
///     #[event(tag = 9)] payload: Payload,
/// }
///
/// impl TypedEnvelope for AdminAccountCreated {
///     type Payload = Payload;
///
///     fn seal(payload: Payload, header: &Header) -> Self {
///         Self {
///             event_name: "admin.account.created".into(),
///             event_version: "v1".into(),
///             aggregate_id: header.aggregate_id().into(),
///             timestamp: header.timestamp(),
///             trace_id: header.trace_id().unwrap_or_default().into_owned(),
///             payload,
///         }
///     }
/// }
/// ```
pub trait TypedEnvelope: Sized {
    /// What the event says.
    type Payload;

    /// Puts the payload into the message, and fills the rest.
    fn seal(payload: Self::Payload, header: &Header) -> Self;
}

impl<E: Event> TypedEnvelope for Typed<'_, Nested<E>> {
    type Payload = E;

    fn seal(payload: E, header: &Header) -> Self {
        Self {
            event_name: E::TYPE.into(),
            event_version: write_version(E::VERSION).into(),
            aggregate_id: header.aggregate_id().to_owned().into(),
            timestamp: header.timestamp(),
            trace_id: header.trace_id().unwrap_or_default().into_owned().into(),
            payload: Nested(payload),
        }
    }
}
