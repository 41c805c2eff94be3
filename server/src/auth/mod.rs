//! Who is calling, and what they may do.

mod accounts;
mod acl;
mod basic;
mod guess;
mod open;

use std::fmt;
use std::sync::Arc;

use plumberd::StreamName;
use plumberd::store::BoxFuture;

pub use accounts::{Accounts, AccountsError};
pub use basic::Credentials;
pub(crate) use guess::Guess;
pub use open::Open;

/// Somebody who calls.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caller {
    /// Nobody has said who it is.
    Anonymous,
    /// A user, and the groups that it is in.
    User {
        /// The name.
        name: Arc<str>,
        /// The groups.
        groups: Arc<[Box<str>]>,
    },
}

impl Caller {
    /// A user, and the groups that it is in.
    pub fn user<G: Into<Box<str>>>(
        name: impl Into<Arc<str>>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        Self::User { name: name.into(), groups: groups.into_iter().map(Into::into).collect() }
    }

    /// The name of the user.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::User { name, .. } => Some(name),
        }
    }

    /// Whether it is a user of this group.
    pub(crate) fn is_in(&self, wanted: &str) -> bool {
        match self {
            Self::Anonymous => false,
            Self::User { groups, .. } => groups.iter().any(|group| &**group == wanted),
        }
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action<'a> {
    /// Reads a stream, or subscribes to it.
    Read(&'a StreamName),
    /// Appends to a stream.
    Write(&'a StreamName),
    /// Deletes or tombstones a stream.
    Delete(&'a StreamName),
    /// Reads the log, or subscribes to it.
    ReadAll,
    /// Creates, changes, lists or replays persistent subscriptions.
    ManageSubscriptions,
    /// Takes part in a persistent subscription to a stream; of the log without one.
    Consume(Option<&'a StreamName>),
    /// Creates, changes or removes users.
    ManageUsers,
    /// Looks at users, or changes the password of this one.
    SeeUser(&'a str),
    /// Scavenges, stops the server, and the like.
    Operate,
    /// Looks at measurements.
    Observe,
    /// Creates, changes or removes projections.
    ManageProjections,
    /// Looks at projections, their state and result.
    SeeProjections,
}

/// Why somebody is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The credentials are wrong, or there are none where some are needed.
    #[error("Authentication failed")]
    Unauthenticated,
    /// They are not enough.
    #[error("Access Denied")]
    Denied,
    /// Nobody can tell now.
    #[error("Server Is Not Ready")]
    NotReady,
}

/// Tells who is calling, and what they may do.
pub trait Auth: fmt::Debug + Send + Sync + 'static {
    /// Whether there is somebody who may not do everything. A server that others can reach demands it.
    fn demands_credentials(&self) -> bool;

    /// Who is calling with these credentials, or none.
    fn authenticate(
        &self,
        credentials: Option<Credentials>,
    ) -> BoxFuture<'_, Result<Caller, Refusal>>;

    /// Whether they may do that.
    fn authorize<'a>(
        &'a self,
        caller: &'a Caller,
        action: Action<'a>,
    ) -> BoxFuture<'a, Result<(), Refusal>>;
}
