//! The errors of v2: statuses with one detail that says what is wrong.

use plumberd::store::AppendError;
use plumberd::stream::StreamName;
use plumberd_wire::v2::streams::errors::{
    AppendConsistencyViolationErrorDetails, AppendRecordSizeExceededErrorDetails,
    AppendTransactionSizeExceededErrorDetails, ConsistencyViolation,
    StreamAlreadyInAppendSessionErrorDetails, StreamDeletedErrorDetails,
    StreamRevisionConflictErrorDetails, StreamTombstonedErrorDetails,
};
use plumberd_wire::{Detail, rpc};
use prost::Message;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::error;
use crate::error::{expected_number, revision_number};

/// A status with a detail. Clients compare code and message of both.
fn rich(code: Code, message: impl Into<String>, detail: &impl Detail) -> Status {
    let message = message.into();
    let status =
        rpc::Status { code: code.into(), message: message.clone(), details: vec![detail.to_any()] };
    Status::with_details(code, message, status.encode_to_vec().into())
}

fn clamp(bytes: usize) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

pub(super) fn record_too_large(stream: &StreamName, id: Uuid, size: usize, limit: usize) -> Status {
    let detail = AppendRecordSizeExceededErrorDetails {
        stream: stream.to_string(),
        record_id: id.to_string(),
        size: clamp(size),
        max_size: clamp(limit),
    };
    let message = format!(
        "The size of record {id} for stream '{stream}' ({size} bytes) exceeds the maximum allowed size of {limit} bytes."
    );
    rich(Code::InvalidArgument, message, &detail)
}

pub(super) fn too_large_together(size: usize, limit: usize) -> Status {
    let detail =
        AppendTransactionSizeExceededErrorDetails { size: clamp(size), max_size: clamp(limit) };
    let message = format!(
        "The total size of the append transaction ({size} bytes) exceeds the maximum allowed size of {limit} bytes."
    );
    rich(Code::Aborted, message, &detail)
}

pub(super) fn stream_twice(stream: &StreamName) -> Status {
    let detail = StreamAlreadyInAppendSessionErrorDetails { stream: stream.to_string() };
    let message = format!(
        "Stream '{stream}' is already part of this append session. Appending to the same stream multiple times is currently not supported."
    );
    rich(Code::Aborted, message, &detail)
}

pub(super) fn no_requests() -> Status {
    Status::failed_precondition(
        "Append session started but no append requests were sent before completing the stream.",
    )
}

pub(super) fn violated(violations: Vec<ConsistencyViolation>) -> Status {
    let message =
        format!("{} of the consistency checks failed; nothing was written.", violations.len());
    let detail = AppendConsistencyViolationErrorDetails { violations };
    rich(Code::FailedPrecondition, message, &detail)
}

/// Why an append to many streams failed. The store says of a deleted stream only that it is.
pub(super) fn append(error: &AppendError, tombstoned: bool) -> Status {
    match error {
        AppendError::WrongExpectedRevision { stream, expected, actual } => {
            let (expected, actual) = (expected_number(*expected), revision_number(*actual));
            let detail = StreamRevisionConflictErrorDetails {
                stream: stream.to_string(),
                expected_revision: expected,
                actual_revision: actual,
            };
            let message = format!(
                "Append failed due to a revision conflict on stream '{stream}'. Expected revision: {expected}. Actual revision: {actual}."
            );
            rich(Code::FailedPrecondition, message, &detail)
        }
        AppendError::StreamDeleted { stream } if tombstoned => {
            let detail = StreamTombstonedErrorDetails { stream: stream.to_string() };
            rich(
                Code::FailedPrecondition,
                format!("Stream '{stream}' has been tombstoned."),
                &detail,
            )
        }
        AppendError::StreamDeleted { stream } => {
            let detail = StreamDeletedErrorDetails { stream: stream.to_string() };
            rich(Code::FailedPrecondition, format!("Stream '{stream}' has been deleted."), &detail)
        }
        AppendError::AppendTooLarge { size, limit, .. } => too_large_together(*size, *limit),
        error => error::append("Append", error),
    }
}
