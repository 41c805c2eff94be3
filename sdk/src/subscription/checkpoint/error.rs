use std::sync::Arc;

use super::Place;
use crate::store::{AppendError, ReadError, StorageError};
use crate::stream::StreamNameError;

/// Why a checkpoint could not be loaded or stored.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// Somebody else has stored one.
    #[error(
        "the checkpoint of subscription `{subscription}` is {}, and not {}: another program runs a subscription of that name; stop it, or rename this one",
        place_text(found.as_deref()),
        place_text(expected.as_deref())
    )]
    Conflict {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What this subscription has stored last.
        expected: Option<Box<Place>>,
        /// What was found.
        found: Option<Box<Place>>,
    },
    /// What is stored cannot be read.
    #[error(
        "the checkpoint of subscription `{subscription}` in {place} cannot be read: {reason}; remove it to begin anew"
    )]
    Malformed {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// Where it stands: a file, a stream.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No stream can have that name.
    #[error("subscription `{subscription}` has a name for which there is no stream: {source}")]
    Name {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What is wrong with it.
        source: StreamNameError,
    },
    /// The stream of the checkpoint cannot be read.
    #[error("the checkpoint of subscription `{subscription}` cannot be read: {source}")]
    Read {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<ReadError>,
    },
    /// The stream of the checkpoint cannot be written.
    #[error("the checkpoint of subscription `{subscription}` cannot be stored: {source}")]
    Append {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<AppendError>,
    },
    /// The file of the checkpoint cannot be read or written.
    #[error("the checkpoint of subscription `{subscription}` cannot be kept: {source}")]
    Storage {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed.
        source: Box<StorageError>,
    },
    /// Anything else, for those who keep checkpoints elsewhere.
    #[error("the checkpoint of subscription `{subscription}` cannot be kept: {reason}")]
    Other {
        /// The name of the subscription.
        subscription: Arc<str>,
        /// What failed, and what to do.
        reason: String,
        /// Whether another attempt may succeed.
        retryable: bool,
    },
}

fn place_text(place: Option<&Place>) -> String {
    place.map_or_else(|| "missing".into(), |place| format!("at {place}"))
}

impl CheckpointError {
    /// Whether the same may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Read { source, .. } => source.is_retryable(),
            Self::Append { source, .. } => source.is_retryable(),
            Self::Storage { source, .. } => source.is_retryable(),
            Self::Other { retryable, .. } => *retryable,
            Self::Conflict { .. } | Self::Malformed { .. } | Self::Name { .. } => false,
        }
    }

    /// Whether another subscription of the same name is at work.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}
