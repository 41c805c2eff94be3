//! One place that makes statuses and their trailers: clients read both.

use std::fmt::Write as _;

use plumberd::ExpectedRevision;
use plumberd::store::{AppendError, ReadError, StorageError};
use plumberd::stream::{Revision, StreamName};
use plumberd_wire::v1;
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::auth::Refusal;

/// A status, and the trailers that go with it.
pub(crate) fn status(
    code: Code,
    message: impl Into<String>,
    trailers: &[(&'static str, &str)],
) -> Status {
    let mut metadata = MetadataMap::with_capacity(trailers.len());
    for (key, value) in trailers {
        metadata.insert(*key, trailer(value));
    }
    Status::with_metadata(code, message, metadata)
}

/// Trailers are ASCII; what is not is written in percents.
fn trailer(value: &str) -> MetadataValue<tonic::metadata::Ascii> {
    if let Some(value) = printable(value).then(|| MetadataValue::try_from(value).ok()).flatten() {
        return value;
    }
    let mut escaped = String::with_capacity(value.len() * 3);
    for byte in value.bytes() {
        match byte {
            b' '..=b'$' | b'&'..=b'~' => escaped.push(char::from(byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    MetadataValue::try_from(escaped).unwrap_or_else(|_| MetadataValue::from_static(""))
}

fn printable(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// An expectation as `KurrentDB` numbers it.
pub(crate) fn expected_number(expected: ExpectedRevision) -> i64 {
    match expected {
        ExpectedRevision::Any => -2,
        ExpectedRevision::NoStream => -1,
        ExpectedRevision::Exists => -4,
        ExpectedRevision::Exact(revision) => revision.cast_signed(),
    }
}

/// A revision as `KurrentDB` numbers it.
pub(crate) fn revision_number(revision: Option<Revision>) -> i64 {
    revision.map_or(-1, u64::cast_signed)
}

pub(crate) fn wrong_expected_version(
    operation: &str,
    stream: &StreamName,
    expected: ExpectedRevision,
    actual: Option<Revision>,
) -> Status {
    let (expected, number) = (expected_number(expected), revision_number(actual));
    let message = format!(
        "{operation} failed due to WrongExpectedVersion. Stream: {stream}, Expected version: {expected}, Actual version: {number}"
    );
    let actual = actual.map_or_else(String::new, |actual| actual.to_string());
    status(
        Code::FailedPrecondition,
        message,
        &[
            ("exception", "wrong-expected-version"),
            ("stream-name", stream.as_str()),
            ("expected-version", &expected.to_string()),
            ("actual-version", &actual),
        ],
    )
}

pub(crate) fn stream_deleted(stream: &StreamName) -> Status {
    let message = format!("Event stream '{stream}' is deleted.");
    status(
        Code::FailedPrecondition,
        message,
        &[("exception", "stream-deleted"), ("stream-name", stream.as_str())],
    )
}

pub(crate) fn access_denied() -> Status {
    status(Code::PermissionDenied, "Access Denied", &[("exception", "access-denied")])
}

pub(crate) fn read_only() -> Status {
    let message = "Access Denied: this server is read-only; start it without --read-only to write";
    status(Code::PermissionDenied, message, &[("exception", "access-denied")])
}

pub(crate) fn refused(refusal: Refusal) -> Status {
    match refusal {
        Refusal::Unauthenticated => Status::unauthenticated(refusal.to_string()),
        Refusal::NotReady => Status::unavailable(refusal.to_string()),
        Refusal::Denied => access_denied(),
    }
}

pub(crate) fn append_too_large(limit: usize) -> Status {
    let message = format!("Maximum Append Size of {limit} Exceeded.");
    status(
        Code::InvalidArgument,
        message,
        &[
            ("exception", "maximum-append-size-exceeded"),
            ("maximum-append-size", &limit.to_string()),
        ],
    )
}

pub(crate) fn event_too_large(id: Uuid, size: usize, limit: usize) -> Status {
    let message =
        format!("Event with Id: {id}, Size: {size}, exceeds Maximum Append Event Size of {limit}.");
    status(
        Code::InvalidArgument,
        message,
        &[
            ("exception", "maximum-append-event-size-exceeded"),
            ("event-id", &id.to_string()),
            ("event-size", &size.to_string()),
            ("maximum-append-event-size", &limit.to_string()),
        ],
    )
}

/// The metadata that every proposed event has to have.
const REQUIRED_METADATA: &str = "type,content-type";

pub(crate) fn metadata_missing(property: &str) -> Status {
    let message = format!("Required Metadata Property '{property}' is missing");
    status(
        Code::InvalidArgument,
        message,
        &[
            ("exception", "missing-required-metadata-property"),
            ("required-metadata-properties", REQUIRED_METADATA),
        ],
    )
}

/// The server stops, and will be back.
pub(crate) fn stopping() -> Status {
    Status::unavailable("Server Is Not Ready: it is stopping")
}

/// What storage said. The log has the details, which hold paths of this machine.
pub(crate) fn storage(error: &StorageError) -> Status {
    tracing::error!(%error, "the store failed");
    match error {
        StorageError::Locked { .. } => Status::unavailable("Server Is Too Busy"),
        StorageError::Full { .. } => Status::resource_exhausted("No space is left on the server"),
        StorageError::ReadOnly { .. } => read_only(),
        StorageError::Closed { .. } => stopping(),
        _ => Status::internal("The store failed; the server's log says why"),
    }
}

/// Why an append or a deletion failed.
pub(crate) fn append(operation: &str, error: &AppendError) -> Status {
    match error {
        AppendError::WrongExpectedRevision { stream, expected, actual } => {
            wrong_expected_version(operation, stream, *expected, *actual)
        }
        AppendError::StreamDeleted { stream } => stream_deleted(stream),
        AppendError::AppendTooLarge { limit, .. } => append_too_large(*limit),
        AppendError::Storage { source, .. } => storage(source),
        AppendError::NotSupported { .. } => Status::unimplemented(error.to_string()),
        // Nil ids, sizes, reserved names: the text says which and what to do.
        _ => Status::invalid_argument(error.to_string()),
    }
}

/// Why a read or a subscription failed.
pub(crate) fn read(error: &ReadError) -> Status {
    match error {
        ReadError::StreamNotFound { stream } => status(
            Code::NotFound,
            format!("Event stream '{stream}' is not found."),
            &[("exception", "stream-not-found"), ("stream-name", stream.as_str())],
        ),
        ReadError::StreamDeleted { stream } => stream_deleted(stream),
        ReadError::InvalidPlace { .. } => {
            Status::invalid_argument("Trying to read from an invalid position.")
        }
        ReadError::Storage { source, .. } => storage(source),
        ReadError::NotSupported { .. } => Status::unimplemented(error.to_string()),
        _ => Status::invalid_argument(error.to_string()),
    }
}

/// The name of a stream in a request.
pub(crate) fn stream_name(identifier: Option<&v1::StreamIdentifier>) -> Result<StreamName, Status> {
    let Some(identifier) = identifier else {
        return Err(Status::invalid_argument("The request has no stream_identifier"));
    };
    let name = std::str::from_utf8(&identifier.stream_name)
        .map_err(|_| Status::invalid_argument("The stream_identifier is not UTF-8"))?;
    StreamName::parse(name).map_err(|error| Status::invalid_argument(error.to_string()))
}

pub(crate) fn identifier(stream: &StreamName) -> v1::StreamIdentifier {
    v1::StreamIdentifier { stream_name: bytes::Bytes::copy_from_slice(stream.as_str().as_bytes()) }
}
