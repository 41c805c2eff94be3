use std::fmt;

use crate::store::{AppendError, ReadError, StorageError};

use super::{GroupId, SettingsError};

/// What can go wrong with a consumer group.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// There is a group of that name.
    #[error("the group `{group}` exists already; update it, or choose another name")]
    Exists {
        /// The group.
        group: GroupId,
    },
    /// There is no group of that name.
    #[error("the group `{group}` does not exist; create it first")]
    DoesNotExist {
        /// The group.
        group: GroupId,
    },
    /// The group has all the subscribers that it may have.
    #[error(
        "the group `{group}` has its maximum of {max} subscribers; disconnect one, or raise `max_subscribers`"
    )]
    MaximumSubscribersReached {
        /// The group.
        group: GroupId,
        /// How many it may have.
        max: u32,
    },
    /// The subscription was ended. What it held goes to others.
    #[error("the subscription to the group `{group}` was dropped: {reason}")]
    Dropped {
        /// The group.
        group: GroupId,
        /// Why.
        reason: DropReason,
    },
    /// The group, or a subscriber, cannot work as it was told to.
    #[error("the group `{group}` cannot have this setting: {source}")]
    Settings {
        /// The group.
        group: GroupId,
        /// Which setting and what is allowed.
        source: SettingsError,
    },
    /// Another process, or another store object, hosts the groups of these events.
    #[error(
        "the groups of this store are hosted elsewhere: {reason}; use them there, or stop that host"
    )]
    HostedElsewhere {
        /// What tells so.
        reason: String,
    },
    /// What the store keeps of groups cannot be read.
    #[error("stream `{stream}` holds what is no state of groups: {place}: {reason}")]
    State {
        /// The stream.
        stream: String,
        /// The place in its last event.
        place: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The engine cannot do what groups need.
    #[error("consumer groups need {capability}, which this engine has not; use another engine")]
    NotSupported {
        /// What it lacks.
        capability: &'static str,
    },
    /// The state of groups could not be written.
    #[error("{doing}: {source}")]
    Append {
        /// What was being done.
        doing: String,
        /// What the store said.
        source: AppendError,
    },
    /// What a group reads, or its state, could not be read.
    #[error("{doing}: {source}")]
    Read {
        /// What was being done.
        doing: String,
        /// What the store said.
        source: ReadError,
    },
    /// The right to host the groups could not be had.
    #[error("the groups of this store cannot be hosted: {source}")]
    Storage {
        /// What the store said.
        source: StorageError,
    },
    /// The service of the groups has ended.
    #[error("the consumer groups of this store were shut down; open them again")]
    Closed,
    /// The system has no thread left for the service.
    #[error("no thread can be started for the consumer groups: {reason}")]
    Thread {
        /// The system's own words.
        reason: String,
    },
}

/// Why a subscription to a group was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DropReason {
    /// The group was deleted.
    Deleted,
    /// The settings of the group have changed.
    Updated,
    /// The subscriber answered an event with [`NackAction::Stop`](super::NackAction::Stop).
    Stopped,
    /// The subscription itself was dropped.
    Unsubscribed,
    /// The service of the groups was shut down.
    Closed,
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deleted => "the group was deleted",
            Self::Updated => "the group was updated; subscribe again",
            Self::Stopped => "the subscriber asked to stop",
            Self::Unsubscribed => "the subscriber has left",
            Self::Closed => "the consumer groups were shut down",
        })
    }
}

impl GroupError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Append { source, .. } => source.is_retryable(),
            Self::Read { source, .. } => source.is_retryable(),
            Self::Storage { source } => source.is_retryable(),
            Self::MaximumSubscribersReached { .. }
            | Self::HostedElsewhere { .. }
            | Self::Thread { .. } => true,
            Self::Dropped { reason, .. } => *reason == DropReason::Updated,
            _ => false,
        }
    }

    pub(super) fn dropped(group: &GroupId, reason: DropReason) -> Self {
        Self::Dropped { group: group.clone(), reason }
    }

    pub(super) fn append(doing: impl Into<String>, source: AppendError) -> Self {
        match source {
            AppendError::NotSupported { capability } => Self::NotSupported { capability },
            source => Self::Append { doing: doing.into(), source },
        }
    }

    pub(super) fn read(doing: impl Into<String>, source: ReadError) -> Self {
        match source {
            ReadError::NotSupported { capability } => Self::NotSupported { capability },
            source => Self::Read { doing: doing.into(), source },
        }
    }
}
