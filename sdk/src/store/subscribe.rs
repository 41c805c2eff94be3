use std::pin::Pin;

use futures_core::Stream;

use crate::clock::DateTimeOffset;
use crate::stream::{Position, Revision, StreamName};

use super::{Filter, ReadError, RecordedEvent, Selection};

/// What a subscription gives, at the pace of the subscriber. It ends only with an error.
pub type Subscription = Pin<Box<dyn Stream<Item = Result<Delivery, ReadError>> + Send>>;

/// Where a subscription begins. Exclusive, as in `KurrentDB`: the event at the given place is not
/// given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SubscribeFrom<T> {
    /// With the oldest event.
    #[default]
    Start,
    /// With the next event that is appended.
    End,
    /// Behind this place.
    After(T),
}

/// A subscription to one stream. It may exist or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscribeStream {
    /// The stream.
    pub stream: StreamName,
    /// Where to begin.
    pub from: SubscribeFrom<Revision>,
    /// Whether to give the events that links point to, in place of the links.
    pub resolve_links: bool,
}

impl SubscribeStream {
    /// All events of a stream, and those to come.
    #[must_use]
    pub fn from_start(stream: StreamName) -> Self {
        Self { stream, from: SubscribeFrom::Start, resolve_links: false }
    }

    /// Begins elsewhere.
    #[must_use]
    pub fn from(mut self, from: SubscribeFrom<Revision>) -> Self {
        self.from = from;
        self
    }

    /// Gives the events that links point to.
    #[must_use]
    pub fn resolve_links(mut self) -> Self {
        self.resolve_links = true;
        self
    }
}

/// A subscription to the log, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubscribeAll {
    /// Which events.
    pub selection: Selection,
    /// Which of those.
    pub filter: Option<Filter>,
    /// Where to begin.
    pub from: SubscribeFrom<Position>,
    /// Whether to give the events that links point to, in place of the links.
    pub resolve_links: bool,
    /// After how many events that a filter has dropped to give a [`Delivery::Checkpoint`]; `None`
    /// for 1000, never 0.
    pub checkpoint_interval: Option<std::num::NonZeroU32>,
}

impl SubscribeAll {
    /// The selected events, and those to come.
    #[must_use]
    pub fn from_start(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }

    /// Takes some of the events only.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Begins elsewhere.
    #[must_use]
    pub fn from(mut self, from: SubscribeFrom<Position>) -> Self {
        self.from = from;
        self
    }

    /// Gives the events that links point to.
    #[must_use]
    pub fn resolve_links(mut self) -> Self {
        self.resolve_links = true;
        self
    }
}

/// What a subscription gives.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Delivery {
    /// An event.
    Event(RecordedEvent),
    /// Everything that there was has been given; what comes now is new. It can come again, after
    /// [`FellBehind`](Self::FellBehind).
    CaughtUp(Progress),
    /// More was appended than the subscriber took, and it is catching up again.
    FellBehind(Progress),
    /// The filter has dropped everything up to here: a place to resume behind. It never runs ahead
    /// of an event that was not given yet.
    Checkpoint(Progress),
}

/// How far a subscription has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last revision that was looked at, in a subscription to a stream.
    pub revision: Option<Revision>,
    /// The last position that was looked at, in a subscription to the log.
    pub position: Option<Position>,
    /// When.
    pub at: DateTimeOffset,
}
