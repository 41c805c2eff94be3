use std::time::Duration;

use super::checkpoint::Place;

/// What a subscription is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum State {
    /// It was not run yet, or is loading its checkpoint.
    #[default]
    Starting,
    /// It handles events that were there before.
    CatchingUp,
    /// It handles events as they come.
    Live,
    /// The handler has failed, and is called again after a wait.
    Retrying,
    /// The store was lost, and is asked again after a wait.
    Reconnecting,
    /// It was stopped, or what ran it was dropped.
    Stopped,
    /// It ended with an error.
    Failed,
}

impl State {
    /// Whether it is over.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed)
    }
}

/// How a subscription is doing; see
/// [`SubscriptionHandle::stats`](super::SubscriptionHandle::stats). The numbers count from its
/// start, and count events again that come again.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// What it is doing.
    pub state: State,
    /// Events that the handler has handled.
    pub processed: u64,
    /// Events that were given up on and left out, whatever was wrong with them.
    pub skipped: u64,
    /// Events that were set aside as dead letters.
    pub parked: u64,
    /// Events of a type that the set does not know, whatever became of them.
    pub unknown: u64,
    /// Events that could not be read, whatever became of them.
    pub undecodable: u64,
    /// Events of the store's own (their type begins with `$`, and the set does not know them) that
    /// were passed over.
    pub system: u64,
    /// Calls of the handler beyond the first for an event.
    pub retried: u64,
    /// How often the store was lost and asked again.
    pub reconnected: u64,
    /// Checkpoints that were stored.
    pub checkpoints: u64,
    /// Dead letters that wait.
    pub dead_letters: usize,
    /// Events a second, over the last second or so.
    pub rate: f64,
    /// Up to where events are done.
    pub place: Option<Place>,
    /// The place of the last checkpoint that was stored.
    pub checkpoint: Option<Place>,
    /// How far the newest event is ahead: in revisions of the stream, or in positions of the log.
    /// While the subscription catches up, as of its last look, which it takes with each checkpoint.
    pub behind: Option<u64>,
    /// How old the last event was when it was done: what a reader of a projection may miss.
    pub delay: Option<Duration>,
}
