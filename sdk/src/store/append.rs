use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

use super::NewEvent;

/// What one append does to one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamAppend {
    /// The stream.
    pub stream: StreamName,
    /// What the writer expects of it.
    pub expected: ExpectedRevision,
    /// The events, in order.
    pub events: Vec<NewEvent>,
}

impl StreamAppend {
    /// Events for a stream.
    #[must_use]
    pub fn new(stream: StreamName, expected: ExpectedRevision, events: Vec<NewEvent>) -> Self {
        Self { stream, expected, events }
    }
}

/// The answer to an append, for each stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The revision of the last event; `None` when no event was given and the stream is empty.
    pub revision: Option<Revision>,
    /// The position of the last event in the log, where the engine tells it; `None` when no event
    /// was given.
    pub position: Option<Position>,
}

/// How to delete a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deletion {
    /// Hides all events. An append brings the stream back, without what was hidden, and its
    /// revisions go on where they were.
    Soft,
    /// Ends the stream for ever: it cannot be read or appended to again.
    Tombstone,
}

/// The answer to a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    /// Where the log holds the deletion, where the engine tells it.
    pub position: Option<Position>,
}
