//! What clients are told of groups. They read the trailers, and some the texts.

use plumberd::group::{DropReason, GroupError, GroupId};
use tonic::{Code, Status};

use crate::error::{self, status};

/// Why a call about a group failed.
pub(super) fn of(group: &GroupId, error: GroupError) -> Status {
    let (stream, name) = (group.source().as_str(), group.name());
    match error {
        GroupError::Exists { .. } => about(
            Code::AlreadyExists,
            format!("Subscription group {name} on stream {stream} exists."),
            "persistent-subscription-exists",
            stream,
            name,
        ),
        GroupError::DoesNotExist { .. }
        | GroupError::Dropped { reason: DropReason::Deleted, .. } => does_not_exist(stream, name),
        GroupError::MaximumSubscribersReached { .. } => about(
            Code::FailedPrecondition,
            format!(
                "Maximum subscriptions reached for subscription group {name} on stream {stream}."
            ),
            "maximum-subscribers-reached",
            stream,
            name,
        ),
        GroupError::Dropped { reason: DropReason::Closed, .. } => error::stopping(),
        GroupError::Dropped { .. } => about(
            Code::Cancelled,
            format!("Subscription group {name} on stream {stream} was dropped."),
            "persistent-subscription-dropped",
            stream,
            name,
        ),
        GroupError::Settings { source, .. } => failed(stream, name, &source.to_string()),
        error => of_all(error),
    }
}

/// Why a call about all groups failed.
pub(super) fn of_all(error: GroupError) -> Status {
    match error {
        GroupError::Append { source, .. } => error::append("Append", &source),
        GroupError::Read { source, .. } => error::read(&source),
        GroupError::Storage { source } => error::storage(&source),
        GroupError::NotSupported { .. } => Status::unimplemented(error.to_string()),
        GroupError::Closed => error::stopping(),
        GroupError::HostedElsewhere { reason } => {
            tracing::error!(%reason, "another process hosts the persistent subscriptions");
            Status::unavailable(
                "Server Is Not Ready: another process hosts the persistent subscriptions of this store",
            )
        }
        error => {
            tracing::error!(%error, "persistent subscriptions failed");
            Status::internal("The persistent subscriptions failed; the server's log says why")
        }
    }
}

pub(super) fn does_not_exist(stream: &str, name: &str) -> Status {
    about(
        Code::NotFound,
        format!("Subscription group {name} on stream {stream} does not exist."),
        "persistent-subscription-does-not-exist",
        stream,
        name,
    )
}

/// The group cannot be as it was asked to.
pub(super) fn failed(stream: &str, name: &str, reason: &str) -> Status {
    let message = format!("Subscription group {name} on stream {stream} failed: '{reason}'");
    status(
        Code::Internal,
        message,
        &[
            ("exception", "persistent-subscription-failed"),
            ("stream-name", stream),
            ("group-name", name),
            ("reason", reason),
        ],
    )
}

fn about(code: Code, message: String, exception: &str, stream: &str, name: &str) -> Status {
    let trailers = [("exception", exception), ("stream-name", stream), ("group-name", name)];
    status(code, message, &trailers)
}
