use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::codec::profile::{MicroPlumberd, ProfileId, Proto3, Py019};
use crate::codec::{EncodeError, Message};
use crate::event::{EncodeEvent, Event, encode_json, encode_message};
use crate::metadata::Context;
use crate::store::ContentType;

/// The id of samples that have none themselves.
const ID: Uuid = Uuid::from_u128(1);
/// 2025-01-01T00:00:00Z.
const CREATED: i64 = 1_735_689_600;

/// An event in its encodings.
///
/// ```
/// use plumberd::PlumberdEvent;
/// use plumberd::testing::golden::Sample;
///
/// #[derive(PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// let sample = Sample::of_event(&TaskCreated { title: "write".into() });
/// ```
#[derive(Debug, Clone)]
pub struct Sample {
    pub(super) event_type: String,
    pub(super) version: u32,
    pub(super) id: Uuid,
    /// As a store gets it: by this, two events are compared.
    pub(super) stored: Encoded,
    pub(super) json: Option<Encoded>,
    pub(super) protobuf: Option<Encoded>,
}

type Encoded = Result<Vec<u8>, EncodeError>;

impl Sample {
    /// An event whose type has tags: JSON and Protobuf.
    pub fn of_message<E: Event + Message>(event: &E) -> Self {
        let protobuf = encoded(|out| encode_message(event, out));
        Self { protobuf: Some(protobuf), ..Self::of_event(event) }
    }

    /// An event whose type has no tags: JSON.
    pub fn of_event<E: Event>(event: &E) -> Self {
        let sample = Self::of_any(event);
        let json = encoded(|out| match E::INFO.profile {
            ProfileId::MicroPlumberd => encode_json::<MicroPlumberd, E>(event, sample.id, out),
            ProfileId::Proto3 => encode_json::<Proto3, E>(event, sample.id, out),
            ProfileId::Py019 => encode_json::<Py019, E>(event, sample.id, out),
        });
        Self { json: Some(json), ..sample }
    }

    /// Anything that can be appended, in the encoding that a store gets: a value of a set.
    pub fn of_any<E: EncodeEvent>(event: &E) -> Self {
        let id = event.id().unwrap_or(ID);
        let stored = encoded(|out| event.encode(id, out));
        let (json, protobuf) = match event.content_type() {
            ContentType::Json => (Some(stored.clone()), None),
            ContentType::Binary => (None, Some(stored.clone())),
        };
        Self {
            event_type: event.event_type().into(),
            version: event.version(),
            id,
            stored,
            json,
            protobuf,
        }
    }

    /// The metadata, as an append with a fixed clock writes it.
    pub(super) fn metadata(&self) -> Encoded {
        let mut metadata = Context::new().metadata(self.id, self.version);
        metadata.created = DateTimeOffset::from_unix(CREATED, 0).ok();
        metadata.client_host_name = Some("golden".into());
        metadata.to_vec()
    }
}

fn encoded(encode: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>) -> Encoded {
    let mut out = Vec::new();
    encode(&mut out).map(|()| out)
}

/// Finds out what a sample is: method lookup takes the trait with the most references whose bounds
/// hold, and so the most that is known about the type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<'a, E>(pub &'a E);

#[doc(hidden)]
pub trait TaggedSample {
    fn sample(&self) -> Sample;
}

impl<E: Event + Message> TaggedSample for &&Probe<'_, E> {
    fn sample(&self) -> Sample {
        Sample::of_message(self.0)
    }
}

#[doc(hidden)]
pub trait UntaggedSample {
    fn sample(&self) -> Sample;
}

impl<E: Event> UntaggedSample for &Probe<'_, E> {
    fn sample(&self) -> Sample {
        Sample::of_event(self.0)
    }
}

#[doc(hidden)]
pub trait StoredSample {
    fn sample(&self) -> Sample;
}

impl<E: EncodeEvent> StoredSample for Probe<'_, E> {
    fn sample(&self) -> Sample {
        Sample::of_any(self.0)
    }
}
