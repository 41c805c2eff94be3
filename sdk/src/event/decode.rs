use std::marker::PhantomData;

use uuid::Uuid;

use super::{DecodeEvent, Event, JsonStage, Payload, Upcast, UpcastError, Upcasted};
use crate::codec::json::{JsonError, ReadLimits};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::ProtoError;
use crate::codec::{EncodeError, FieldRead, Message, MessageRead, json, proto};
use crate::store::ContentType;

/// Why a stored event could not be read as its type.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The JSON is not the event.
    #[error("cannot read `{event_type}` (version {version}) from JSON: {source}")]
    Json {
        /// The type name that it is stored under.
        event_type: String,
        /// Its version.
        version: u32,
        /// What is wrong, with path and position.
        source: Box<JsonError>,
    },
    /// The Protobuf is not the event.
    #[error("cannot read `{event_type}` (version {version}) from Protobuf: {source}")]
    Proto {
        /// The type name that it is stored under.
        event_type: String,
        /// Its version.
        version: u32,
        /// What is wrong, with field and offset.
        source: Box<ProtoError>,
    },
    /// A newer program wrote the event.
    #[error(
        "`{event_type}` has version {version}, and this program knows up to {known}; update it before it reads on"
    )]
    NewerVersion {
        /// The type name that it is stored under.
        event_type: String,
        /// Its version.
        version: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// No upcaster reaches back that far.
    #[error(
        "`{event_type}` has version {version}, and this program reads from {oldest} on; add an upcaster for it"
    )]
    OlderVersion {
        /// The type name that it is stored under.
        event_type: String,
        /// Its version.
        version: u32,
        /// The oldest version that can be read.
        oldest: u32,
    },
    /// The type has no field numbers, and the payload is Protobuf.
    #[error(
        "`{event_type}` is stored as Protobuf, and the type has no tags; add `#[event(tag = …)]` to its fields"
    )]
    NoProtobuf {
        /// The type name that it is stored under.
        event_type: String,
    },
    /// An upcaster refused the event.
    #[error("cannot turn `{event_type}` version {from} into version {to}: {source}")]
    Upcast {
        /// The type name that it is stored under.
        event_type: String,
        /// Its version.
        from: u32,
        /// The version that the upcaster makes.
        to: u32,
        /// The upcaster's reason.
        source: UpcastError,
    },
}

/// Whether the payload has the version of the type itself.
fn check_version<E: Event>(payload: &Payload<'_>) -> Result<(), DecodeError> {
    let event_type = || payload.event_type.to_owned();
    if payload.version > E::VERSION {
        return Err(DecodeError::NewerVersion {
            event_type: event_type(),
            version: payload.version,
            known: E::VERSION,
        });
    }
    if payload.version < E::VERSION {
        return Err(DecodeError::OlderVersion {
            event_type: event_type(),
            version: payload.version,
            oldest: E::INFO.oldest,
        });
    }
    Ok(())
}

fn read_json<'de, E: Event + FieldRead<'de>>(payload: &Payload<'de>) -> Result<E, DecodeError> {
    json::from_slice_with(payload.data, E::INFO.profile, ReadLimits::default()).map_err(|source| {
        DecodeError::Json {
            event_type: payload.event_type.into(),
            version: payload.version,
            source: source.into(),
        }
    })
}

/// Reads an event that has no field numbers.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_json<'de, E: Event + FieldRead<'de>>(
    payload: &Payload<'de>,
) -> Result<Upcasted<E>, DecodeError> {
    check_version::<E>(payload)?;
    match payload.content_type {
        ContentType::Json => read_json(payload).map(Upcasted::One),
        ContentType::Binary => {
            Err(DecodeError::NoProtobuf { event_type: payload.event_type.into() })
        }
    }
}

/// Reads an event that has field numbers.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_message<'de, E: Event + MessageRead<'de>>(
    payload: &Payload<'de>,
) -> Result<Upcasted<E>, DecodeError> {
    check_version::<E>(payload)?;
    match payload.content_type {
        ContentType::Json => read_json(payload).map(Upcasted::One),
        ContentType::Binary => match proto::from_slice(payload.data) {
            Ok(event) => Ok(Upcasted::One(event)),
            Err(source) => Err(DecodeError::Proto {
                event_type: payload.event_type.into(),
                version: payload.version,
                source: source.into(),
            }),
        },
    }
}

/// Reads an event of an older version and converts it.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_superseded<'de, Old, New>(
    payload: &Payload<'de>,
) -> Result<Upcasted<New>, DecodeError>
where
    Old: DecodeEvent<'de>,
    New: Upcast<Old>,
{
    Old::decode(payload)?.and_then(|old| {
        New::upcast(old).map_err(|source| DecodeError::Upcast {
            event_type: payload.event_type.into(),
            from: Old::VERSION,
            to: New::VERSION,
            source,
        })
    })
}

/// Reads an event whose older structs are gone: JSON goes through the stages, one a version.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_json_stages<E>(
    payload: &Payload<'_>,
    stages: &[JsonStage],
) -> Result<Upcasted<E>, DecodeError>
where
    E: Event + for<'any> FieldRead<'any>,
{
    let event_type = || payload.event_type.to_owned();
    let missing = usize::try_from(E::VERSION.saturating_sub(payload.version)).unwrap_or(usize::MAX);
    let Some(first) = stages.len().checked_sub(missing) else {
        return Err(DecodeError::OlderVersion {
            event_type: event_type(),
            version: payload.version,
            oldest: E::INFO.oldest,
        });
    };
    if payload.content_type == ContentType::Binary {
        return Err(DecodeError::NoProtobuf { event_type: event_type() });
    }
    let not_json = |source: JsonError| DecodeError::Json {
        event_type: payload.event_type.into(),
        version: payload.version,
        source: source.into(),
    };
    let mut value = json::from_slice(payload.data).map_err(not_json)?;
    for (version, stage) in (payload.version..).zip(&stages[first..]) {
        value = stage(value).map_err(|source| DecodeError::Upcast {
            event_type: event_type(),
            from: version,
            to: version + 1,
            source,
        })?;
    }
    let text = value.to_string();
    let event = json::from_slice_with(text.as_bytes(), E::INFO.profile, ReadLimits::default())
        .map_err(not_json)?;
    Ok(Upcasted::One(event))
}

/// Appends an event as JSON; one without an id of its own gets `id` as its first key.
///
/// # Errors
/// The field whose value cannot be written. `out` is then as before.
#[inline]
pub fn encode_json<P: Profile, E: Event>(
    event: &E,
    id: Uuid,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    // Readers of canonical Protobuf JSON refuse keys that the message does not have.
    // A field of the event's own that has the key is not joined by a second one.
    if Event::id(event).is_some() || P::ID == ProfileId::Proto3 || OwnKey::<E>::IS_ID {
        return json::write_into_with::<P, E>(event, out);
    }
    let start = out.len();
    let spaced = P::ID == ProfileId::Py019;
    out.extend_from_slice(if spaced { b"{\"Id\": \"" } else { b"{\"Id\":\"" });
    out.extend_from_slice(id.hyphenated().encode_lower(&mut [0; 36]).as_bytes());
    out.push(b'"');
    let body = out.len();
    if let Err(error) = json::write_into_with::<P, E>(event, out) {
        out.truncate(start);
        return Err(error);
    }
    // What follows is an object of its own: its brace becomes the comma, unless it is empty.
    if out.len() == body + 2 {
        out.remove(body);
    } else {
        out[body] = b',';
        if spaced {
            out.insert(body + 1, b' ');
        }
    }
    Ok(())
}

/// Whether a field that is not the event's id has its key.
struct OwnKey<E>(PhantomData<E>);

impl<E: Event> OwnKey<E> {
    const IS_ID: bool = {
        let mut found = false;
        let mut i = 0;
        while i < E::FIELDS.len() {
            found |= !E::FIELDS[i].id && matches!(E::FIELDS[i].json_key.as_bytes(), b",\"Id\":");
            i += 1;
        }
        found
    };
}

/// Appends an event as Protobuf.
///
/// # Errors
/// The field whose value cannot be written. `out` is then as before.
pub fn encode_message<E: Event + Message>(event: &E, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    proto::write_into(event, out)
}
