use std::sync::Arc;

use super::Filter;
use crate::stream::{Category, Position, Revision, StreamName};

/// Which way to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Oldest first.
    #[default]
    Forwards,
    /// Newest first.
    Backwards,
}

/// Where to begin. A read is inclusive: the event at the given place comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReadFrom<T> {
    /// At the oldest event.
    #[default]
    Start,
    /// At the newest event. Forwards from here there is nothing to read.
    End,
    /// At this place, or at the next one in the direction of the read.
    At(T),
}

/// A read of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadStream {
    /// The stream.
    pub stream: StreamName,
    /// Which way.
    pub direction: Direction,
    /// Where to begin.
    pub from: ReadFrom<Revision>,
    /// How many events at most; `None` for all.
    pub limit: Option<u64>,
    /// Whether to give the events that links point to, in place of the links.
    pub resolve_links: bool,
}

impl ReadStream {
    /// All events of a stream, oldest first.
    #[must_use]
    pub fn forwards(stream: StreamName) -> Self {
        Self {
            stream,
            direction: Direction::Forwards,
            from: ReadFrom::Start,
            limit: None,
            resolve_links: false,
        }
    }

    /// All events of a stream, newest first.
    #[must_use]
    pub fn backwards(stream: StreamName) -> Self {
        Self {
            stream,
            direction: Direction::Backwards,
            from: ReadFrom::End,
            limit: None,
            resolve_links: false,
        }
    }

    /// Begins at a revision.
    #[must_use]
    pub fn from_revision(mut self, revision: Revision) -> Self {
        self.from = ReadFrom::At(revision);
        self
    }

    /// Ends after this many events.
    #[must_use]
    pub fn limit(mut self, events: u64) -> Self {
        self.limit = Some(events);
        self
    }

    /// Gives the events that links point to.
    #[must_use]
    pub fn resolve_links(mut self) -> Self {
        self.resolve_links = true;
        self
    }
}

/// Which events of the log to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Selection {
    /// All of them, system events (`$…`) included.
    #[default]
    All,
    /// Those in streams of this category.
    Category(Category),
    /// Those of this type.
    EventType(Arc<str>),
    /// Those whose metadata has this `$correlationId`.
    Correlation(Arc<str>),
    /// The first event of each stream.
    Streams,
}

/// A read of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadAll {
    /// Which events.
    pub selection: Selection,
    /// Which of those.
    pub filter: Option<Filter>,
    /// Which way.
    pub direction: Direction,
    /// Where to begin.
    pub from: ReadFrom<Position>,
    /// How many events at most; `None` for all.
    pub limit: Option<u64>,
    /// Whether to give the events that links point to, in place of the links.
    pub resolve_links: bool,
}

impl ReadAll {
    /// The selected events, oldest first.
    #[must_use]
    pub fn forwards(selection: Selection) -> Self {
        Self {
            selection,
            filter: None,
            direction: Direction::Forwards,
            from: ReadFrom::Start,
            limit: None,
            resolve_links: false,
        }
    }

    /// The selected events, newest first.
    #[must_use]
    pub fn backwards(selection: Selection) -> Self {
        Self {
            selection,
            filter: None,
            direction: Direction::Backwards,
            from: ReadFrom::End,
            limit: None,
            resolve_links: false,
        }
    }

    /// Begins at a position.
    #[must_use]
    pub fn from_position(mut self, position: Position) -> Self {
        self.from = ReadFrom::At(position);
        self
    }

    /// Ends after this many events.
    #[must_use]
    pub fn limit(mut self, events: u64) -> Self {
        self.limit = Some(events);
        self
    }

    /// Gives the events that links point to.
    #[must_use]
    pub fn resolve_links(mut self) -> Self {
        self.resolve_links = true;
        self
    }

    /// Takes some of the events only; the limit counts those.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }
}
