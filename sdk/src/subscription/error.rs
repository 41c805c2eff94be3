use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::{CheckpointError, Place};
use super::dead_letter::DeadLetterError;
use crate::error::Error;
use crate::store::ReadError;
use crate::stream::{Revision, StreamName};

/// Why a subscription has stopped. `E` is the error of its handler.
///
/// The checkpoint is behind the last event that was handled, unless storing it is what failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubscriptionError<E> {
    /// The handler has failed, and the policy is to stop.
    #[error(
        "subscription `{subscription}` stopped at event {revision} of stream `{stream}` (`{event_type}`) after {attempts} attempt(s): {failure}"
    )]
    Handler {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// The stream of the event.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
        /// The event's type.
        event_type: Arc<str>,
        /// How often the handler was called with it.
        attempts: u32,
        /// What the handler said.
        failure: HandlerFailure<E>,
    },
    /// An event cannot be read as its type, and the policy is to stop.
    #[error(
        "subscription `{subscription}` stopped: {source}; mend the type, or choose another policy with `on_undecodable`"
    )]
    Undecodable {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// The event and what is wrong with it.
        source: Box<Error>,
    },
    /// The set does not know the type of an event, and the policy is to stop.
    #[error(
        "subscription `{subscription}` stopped: event {revision} of stream `{stream}` has the type `{event_type}`, which the set does not know; add it, or choose another policy with `on_unknown`"
    )]
    Unknown {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// The stream of the event.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
        /// The event's type.
        event_type: Arc<str>,
    },
    /// The store cannot be read, or was not there again in time.
    #[error("subscription `{subscription}` stopped: {source}")]
    Read {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<ReadError>,
    },
    /// The store ended the subscription again and again, and gave no reason.
    #[error("subscription `{subscription}` stopped: the store ended it without a reason")]
    Ended {
        /// The name of the subscription.
        subscription: Arc<str>,
    },
    /// The checkpoint cannot be loaded or stored.
    #[error("subscription `{subscription}` stopped: {source}")]
    Checkpoint {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<CheckpointError>,
    },
    /// The checkpoint is not one of this source or store.
    #[error(
        "subscription `{subscription}` cannot go on at {place}: {reason}; use the store that it was made with, or remove the checkpoint to begin anew"
    )]
    ForeignCheckpoint {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// The place of the checkpoint.
        place: Box<Place>,
        /// What shows that it is not.
        reason: String,
    },
    /// An event cannot be set aside.
    #[error("subscription `{subscription}` stopped: {source}")]
    DeadLetter {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<DeadLetterError>,
    },
    /// Too many events were set aside: more likely the handler is broken than the events.
    #[error(
        "subscription `{subscription}` stopped: {limit} dead letters wait; replay or drop them, or raise `dead_letter_limit`"
    )]
    TooManyDeadLetters {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// How many may wait.
        limit: usize,
    },
    /// An event of the log came without a position, so there is no place to go on behind.
    #[error(
        "subscription `{subscription}` stopped: the engine tells no position of event {revision} of stream `{stream}`; subscribe to streams instead"
    )]
    NoPosition {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// The stream of the event.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
    },
}

impl<E> SubscriptionError<E> {
    /// Whether to run the subscription again may help, without a change of anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Read { source, .. } => source.is_retryable(),
            Self::Checkpoint { source, .. } => source.is_retryable(),
            Self::DeadLetter { source, .. } => source.is_retryable(),
            Self::Ended { .. } => true,
            _ => false,
        }
    }
}

/// How a handler has failed.
#[derive(Debug)]
pub enum HandlerFailure<E> {
    /// With this error.
    Error(E),
    /// It took longer than it may.
    TimedOut(Duration),
    /// It panicked with this message. That is never tried again, and always stops the subscription:
    /// what the handler holds may be half changed.
    Panicked(String),
}

impl<E: fmt::Display> fmt::Display for HandlerFailure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::TimedOut(after) => write!(f, "the handler took longer than {after:?}"),
            Self::Panicked(message) => write!(f, "the handler panicked: {message}"),
        }
    }
}
