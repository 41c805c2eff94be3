//! The answers to the appends of a batch, and the details of their errors.

use plumberd::store::{AppendError, Appended};
use plumberd::stream::{ExpectedRevision, Revision, StreamName};
use plumberd_wire::Detail;
use plumberd_wire::rpc;
use plumberd_wire::types::Any;
use plumberd_wire::v1::streams::BatchAppendResp;
use plumberd_wire::v1::streams::batch_append_resp::success::{
    CurrentRevisionOption, PositionOption,
};
use plumberd_wire::v1::streams::batch_append_resp::{
    ExpectedStreamPosition, Result as Outcome, Success,
};
use plumberd_wire::v1::wrong_expected_version::{
    CurrentStreamRevisionOption, ExpectedStreamPositionOption,
};
use plumberd_wire::v1::{
    AccessDenied, AllStreamPosition, BadRequest, MaximumAppendEventSizeExceeded,
    MaximumAppendSizeExceeded, StreamDeleted, StreamIdentifier, Timeout, Unknown,
    WrongExpectedVersion,
};
use tonic::{Code, Status};
use uuid::Uuid;

use super::proposed::Fault;
use crate::error::identifier;
use crate::id::{UuidForm, write};

/// Why one append failed. The others of its batch go on.
#[derive(Debug)]
pub(super) enum Failure {
    WrongExpectedVersion { expected: ExpectedRevision, actual: Option<Revision> },
    StreamDeleted(StreamName),
    AccessDenied,
    Timeout,
    AppendTooLarge(usize),
    EventTooLarge { id: Uuid, size: usize, limit: usize },
    BadRequest(String),
    Unknown(String),
}

impl Failure {
    pub(super) fn bad(message: &str) -> Self {
        Self::BadRequest(message.to_owned())
    }

    /// The code, the name and the details.
    fn status(self) -> rpc::Status {
        let (code, message, details) = match self {
            Self::WrongExpectedVersion { expected, actual } => {
                let details = wrong_expected_version(expected, actual).to_any();
                (Code::AlreadyExists, "WrongExpectedVersion", details)
            }
            Self::StreamDeleted(stream) => {
                let details = StreamDeleted { stream_identifier: Some(identifier(&stream)) };
                (Code::NotFound, "StreamDeleted", details.to_any())
            }
            Self::AccessDenied => {
                (Code::PermissionDenied, "AccessDenied", AccessDenied {}.to_any())
            }
            Self::Timeout => (Code::DeadlineExceeded, "Timeout", Timeout {}.to_any()),
            Self::AppendTooLarge(limit) => {
                let details = MaximumAppendSizeExceeded { max_append_size: clamp(limit) };
                (Code::InvalidArgument, "MaximumAppendSizeExceeded", details.to_any())
            }
            Self::EventTooLarge { id, size, limit } => {
                let details = MaximumAppendEventSizeExceeded {
                    event_id: id.to_string(),
                    proposed_event_size: clamp(size),
                    max_append_event_size: clamp(limit),
                };
                (Code::InvalidArgument, "MaximumAppendEventSizeExceeded", details.to_any())
            }
            Self::BadRequest(message) => {
                (Code::InvalidArgument, "BadRequest", BadRequest { message }.to_any())
            }
            Self::Unknown(message) => return status(Code::Unknown, message, Unknown {}.to_any()),
        };
        status(code, message.to_owned(), details)
    }
}

fn status(code: Code, message: String, details: Any) -> rpc::Status {
    rpc::Status { code: code.into(), message, details: vec![details] }
}

fn clamp(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::WrongExpectedRevision { expected, actual, .. } => {
                Self::WrongExpectedVersion { expected, actual }
            }
            AppendError::StreamDeleted { stream } => Self::StreamDeleted(stream),
            AppendError::AppendTooLarge { limit, .. } => Self::AppendTooLarge(limit),
            error => crate::error::append("Append", &error).into(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooLarge { id, size, limit } => Self::EventTooLarge { id, size, limit },
            fault => Self::BadRequest(Status::from(fault).message().to_owned()),
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::PermissionDenied | Code::Unauthenticated => Self::AccessDenied,
            Code::InvalidArgument => Self::BadRequest(status.message().to_owned()),
            _ => Self::Unknown(status.message().to_owned()),
        }
    }
}

fn wrong_expected_version(
    expected: ExpectedRevision,
    actual: Option<Revision>,
) -> WrongExpectedVersion {
    use ExpectedStreamPositionOption::{
        ExpectedAny, ExpectedNoStream, ExpectedStreamExists, ExpectedStreamPosition,
    };
    WrongExpectedVersion {
        current_stream_revision_option: Some(match actual {
            Some(revision) => CurrentStreamRevisionOption::CurrentStreamRevision(revision),
            None => CurrentStreamRevisionOption::CurrentNoStream(()),
        }),
        expected_stream_position_option: Some(match expected {
            ExpectedRevision::Any => ExpectedAny(()),
            ExpectedRevision::NoStream => ExpectedNoStream(()),
            ExpectedRevision::Exists => ExpectedStreamExists(()),
            ExpectedRevision::Exact(revision) => ExpectedStreamPosition(revision),
        }),
    }
}

pub(super) fn failed(
    correlation: Uuid,
    stream: Option<StreamIdentifier>,
    failure: Failure,
) -> BatchAppendResp {
    BatchAppendResp {
        correlation_id: Some(write(correlation, UuidForm::Text)),
        stream_identifier: stream,
        result: Some(Outcome::Error(failure.status())),
        expected_stream_position: None,
    }
}

pub(super) fn written(
    correlation: Uuid,
    stream: StreamIdentifier,
    expected: ExpectedRevision,
    appended: Appended,
) -> BatchAppendResp {
    let success = Success {
        current_revision_option: Some(match appended.revision {
            Some(revision) => CurrentRevisionOption::CurrentRevision(revision),
            None => CurrentRevisionOption::NoStream(()),
        }),
        position_option: Some(match appended.position {
            Some(position) => PositionOption::Position(AllStreamPosition {
                commit_position: position.commit,
                prepare_position: position.prepare,
            }),
            None => PositionOption::NoPosition(()),
        }),
    };
    BatchAppendResp {
        correlation_id: Some(write(correlation, UuidForm::Text)),
        stream_identifier: Some(stream),
        result: Some(Outcome::Success(success)),
        expected_stream_position: Some(match expected {
            ExpectedRevision::Any => ExpectedStreamPosition::Any(()),
            ExpectedRevision::NoStream => ExpectedStreamPosition::NoStream(()),
            ExpectedRevision::Exists => ExpectedStreamPosition::StreamExists(()),
            ExpectedRevision::Exact(revision) => ExpectedStreamPosition::StreamPosition(revision),
        }),
    }
}
