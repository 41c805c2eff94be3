use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::store::{ContentType, Link, NewEvent, RecordedEvent};
use crate::stream::{Revision, StreamName};
use crate::subscription::checkpoint::{Checkpoint, Place};

/// The type of the events that say what became of a dead letter.
pub(super) const RELEASED: &str = "$plumberd-dead-letter-released";
/// The longest message that is kept, in bytes.
const LONGEST_MESSAGE: usize = 1024;

/// An event that was set aside.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// Its place in the stream of dead letters.
    pub number: Revision,
    /// The stream of the event.
    pub stream: StreamName,
    /// The event's place in it.
    pub revision: Revision,
    /// The event's type.
    pub event_type: Arc<str>,
    /// Its key: later events with the same one wait behind it.
    pub key: Arc<str>,
    /// Why it was set aside.
    pub reason: DeadLetterReason,
    /// What the handler or the decoder said, up to a kilobyte of it.
    pub message: String,
    /// How often the handler was called with it.
    pub attempts: u32,
    /// Where the subscription read it.
    pub place: Place,
    /// When it was set aside.
    pub parked_at: DateTimeOffset,
}

/// Why an event was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeadLetterReason {
    /// The handler has failed.
    HandlerFailed,
    /// It cannot be read as its type.
    Undecodable,
    /// The set does not know its type.
    UnknownType,
    /// An earlier event with its key waits.
    BehindAnother,
}

impl DeadLetterReason {
    const ALL: [Self; 4] =
        [Self::HandlerFailed, Self::Undecodable, Self::UnknownType, Self::BehindAnother];

    /// The word that is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HandlerFailed => "handler failed",
            Self::Undecodable => "undecodable",
            Self::UnknownType => "unknown type",
            Self::BehindAnother => "behind another",
        }
    }
}

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::subscription) enum Outcome {
    /// The handler has handled it.
    Replayed,
    /// It was given up.
    Discarded,
    /// The subscription went back to before it, so that the event comes again.
    ComesAgain,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Replayed => "replayed",
            Self::Discarded => "discarded",
            Self::ComesAgain => "comes again",
        }
    }

    /// The event that says so.
    pub(super) fn event(self, number: Revision) -> NewEvent {
        NewEvent {
            id: Uuid::now_v7(),
            event_type: RELEASED.into(),
            content_type: ContentType::Json,
            data: json!({ "Number": number, "Outcome": self.as_str() }).to_string().into(),
            metadata: bytes::Bytes::new(),
        }
    }
}

/// The number in an event of type [`RELEASED`].
pub(super) fn released_number(event: &RecordedEvent) -> Result<Revision, String> {
    let data: Value = serde_json::from_slice(&event.data).map_err(|error| error.to_string())?;
    data["Number"].as_u64().ok_or_else(|| "`Number` is not a whole number from 0".into())
}

/// A dead letter that is not yet written.
#[derive(Debug, Clone)]
pub(in crate::subscription) struct Draft {
    pub(in crate::subscription) id: Uuid,
    pub(in crate::subscription) stream: StreamName,
    pub(in crate::subscription) revision: Revision,
    pub(in crate::subscription) event_type: Arc<str>,
    pub(in crate::subscription) key: Arc<str>,
    pub(in crate::subscription) reason: DeadLetterReason,
    pub(in crate::subscription) message: String,
    pub(in crate::subscription) attempts: u32,
    pub(in crate::subscription) place: Place,
    pub(in crate::subscription) parked_at: DateTimeOffset,
}

impl Draft {
    /// The link to the event.
    pub(super) fn event(&self) -> NewEvent {
        let checkpoint = Checkpoint { place: self.place.clone(), event: None }.to_json();
        let metadata = json!({
            "Created": self.parked_at.to_string(),
            "EventType": &*self.event_type,
            "Key": &*self.key,
            "Reason": self.reason.as_str(),
            "Message": shortened(&self.message),
            "Attempts": self.attempts,
            "Place": serde_json::from_str::<Value>(&checkpoint).unwrap_or_default(),
        });
        NewEvent {
            id: self.id,
            event_type: Link::EVENT_TYPE.into(),
            content_type: ContentType::Binary,
            data: format!("{}@{}", self.revision, self.stream).into(),
            metadata: metadata.to_string().into(),
        }
    }

    /// As it will be read.
    pub(super) fn into_letter(self, number: Revision) -> DeadLetter {
        DeadLetter {
            number,
            stream: self.stream,
            revision: self.revision,
            event_type: self.event_type,
            key: self.key,
            reason: self.reason,
            message: shortened(&self.message).into(),
            attempts: self.attempts,
            place: self.place,
            parked_at: self.parked_at,
        }
    }
}

fn shortened(message: &str) -> &str {
    let mut end = message.len().min(LONGEST_MESSAGE);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

impl DeadLetter {
    /// Reads the link to an event.
    pub(super) fn parse(event: &RecordedEvent) -> Result<Self, String> {
        let (revision, stream) = Link::target(&event.data)
            .ok_or_else(|| "it does not point to an event (`3@Recording-1`)".to_owned())?;
        let metadata: Map<String, Value> = serde_json::from_slice(&event.metadata)
            .map_err(|error| format!("its metadata: {error}"))?;
        let text = |key: &str| {
            let text = metadata.get(key).and_then(Value::as_str);
            text.ok_or_else(|| format!("its metadata has no text `{key}`"))
        };
        let reason = text("Reason")?;
        let reason = DeadLetterReason::ALL
            .into_iter()
            .find(|known| known.as_str() == reason)
            .ok_or_else(|| format!("`{reason}` is not a reason that is known"))?;
        let attempts = metadata.get("Attempts").and_then(Value::as_u64).unwrap_or(0);
        let place = metadata.get("Place").map(Value::to_string).unwrap_or_default();
        let place = Checkpoint::parse(&place).map_err(|error| format!("its place: {error}"))?.place;
        Ok(Self {
            number: event.revision,
            stream,
            revision,
            event_type: text("EventType")?.into(),
            key: text("Key")?.into(),
            reason,
            message: text("Message")?.into(),
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            place,
            parked_at: text("Created")?.parse().map_err(|error| format!("its time: {error}"))?,
        })
    }
}
