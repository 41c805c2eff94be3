use std::sync::Arc;

use crate::store::ReadError;
use crate::subscription::checkpoint::CheckpointError;
use crate::subscription::dead_letter::DeadLetterError;
use crate::subscription::error::SubscriptionError;

/// What ends the work on an event before it is done.
pub(super) enum Interrupt<E> {
    /// The subscription is to stop.
    Stop,
    /// The store, or what was not committed, is lost for the moment. The error is for the case that
    /// it does not come back.
    Lost(SubscriptionError<E>),
    /// The subscription fails.
    Fail(SubscriptionError<E>),
}

impl<E> Interrupt<E> {
    /// Lost, if the error may go away.
    fn of(error: SubscriptionError<E>) -> Self {
        if error.is_retryable() { Self::Lost(error) } else { Self::Fail(error) }
    }

    pub(super) fn read(subscription: &Arc<str>, source: ReadError) -> Self {
        let subscription = Arc::clone(subscription);
        Self::of(SubscriptionError::Read { subscription, source: source.into() })
    }

    pub(super) fn checkpoint(subscription: &Arc<str>, source: CheckpointError) -> Self {
        let subscription = Arc::clone(subscription);
        Self::of(SubscriptionError::Checkpoint { subscription, source: source.into() })
    }

    pub(super) fn dead_letter(subscription: &Arc<str>, source: DeadLetterError) -> Self {
        let subscription = Arc::clone(subscription);
        Self::of(SubscriptionError::DeadLetter { subscription, source: source.into() })
    }

    pub(super) fn ended(subscription: &Arc<str>) -> Self {
        Self::of(SubscriptionError::Ended { subscription: Arc::clone(subscription) })
    }
}
