use uuid::Uuid;

use crate::store::RecordedEvent;

/// An event on its way to a subscriber, who answers with its [`id`](Self::id).
#[derive(Debug, Clone, PartialEq)]
pub struct GroupDelivery {
    /// The event; of a replayed one, `link` is the link in the stream of parked events.
    pub event: RecordedEvent,
    /// How often it was tried before.
    pub retry_count: u32,
}

impl GroupDelivery {
    /// What to ack or nack: the id of the link, if one led to the event, else that of the event.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id_of(&self.event)
    }
}

pub(super) fn id_of(event: &RecordedEvent) -> Uuid {
    event.link.as_ref().map_or(event.id, |link| link.id)
}

/// What to do with an event that a subscriber could not handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NackAction {
    /// Put it aside, in the stream of parked events, until somebody replays it.
    Park,
    /// Try it again; with another subscriber, if one has room. When it was tried often enough, it is
    /// parked.
    Retry,
    /// Forget it.
    Skip,
    /// Try it again, and end this subscription.
    Stop,
}
