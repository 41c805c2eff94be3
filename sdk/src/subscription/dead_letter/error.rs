use std::sync::Arc;

use crate::store::{AppendError, ReadError};
use crate::stream::{Revision, StreamName, StreamNameError};

/// Why dead letters cannot be read or written.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum DeadLetterError {
    /// No stream can have that name.
    #[error("subscription `{subscription}` has a name for which there is no stream: {source}")]
    Name {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What is wrong with it.
        source: StreamNameError,
    },
    /// The stream cannot be read.
    #[error("the dead letters of subscription `{subscription}` cannot be read: {source}")]
    Read {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<ReadError>,
    },
    /// The stream cannot be written.
    #[error("the dead letters of subscription `{subscription}` cannot be written: {source}")]
    Append {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<AppendError>,
    },
    /// An event of the stream is no dead letter.
    #[error(
        "event {revision} of stream `{stream}` is no dead letter: {reason}; nothing but plumberd may write there, so move or delete the stream"
    )]
    Malformed {
        /// The stream of the dead letters.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no dead letter of that number, or it waits no more.
    #[error("stream `{stream}` holds no dead letter {number} that waits; list them again")]
    NotWaiting {
        /// The stream of the dead letters.
        stream: StreamName,
        /// The number that was given.
        number: Revision,
    },
}

impl DeadLetterError {
    /// Whether the same may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Read { source, .. } => source.is_retryable(),
            Self::Append { source, .. } => source.is_retryable(),
            _ => false,
        }
    }
}
