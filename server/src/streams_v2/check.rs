use plumberd::store::{AppendError, ReadError, ReadStream, StreamAppend};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd_wire::v2::streams::ConsistencyCheck;
use plumberd_wire::v2::streams::consistency_check::{StreamStateCheck, Type};
use plumberd_wire::v2::streams::errors::ConsistencyViolation;
use plumberd_wire::v2::streams::errors::consistency_violation::{
    StreamStateViolation, Type as Violated,
};
use tonic::Status;

use super::record;
use crate::error;
use crate::error::revision_number;
use crate::node::Node;
use crate::streams::next;

/// The stream is softly deleted.
const DELETED: i64 = -5;
/// The stream has ended for ever.
const TOMBSTONED: i64 = -6;

/// What has to be so of a stream.
pub(super) struct Check {
    pub(super) stream: StreamName,
    number: i64,
    expected: ExpectedRevision,
}

impl Check {
    pub(super) fn parse(check: ConsistencyCheck) -> Result<Self, Status> {
        let Some(Type::StreamState(StreamStateCheck { stream, expected_state: number })) =
            check.r#type
        else {
            return Err(Status::invalid_argument(
                "A consistency check is of no kind that is known",
            ));
        };
        let expected = match number {
            // A deleted stream counts as none; whether it is deleted is looked at beside.
            DELETED => ExpectedRevision::NoStream,
            TOMBSTONED => ExpectedRevision::Any,
            number => record::expected(number)?,
        };
        Ok(Self { stream: record::stream_name(&stream)?, number, expected })
    }

    /// Whether the store can check it.
    pub(super) fn is_for_store(&self) -> bool {
        !matches!(self.number, DELETED | TOMBSTONED)
    }

    /// An append that writes nothing, and so checks only.
    pub(super) fn as_append(&self) -> StreamAppend {
        StreamAppend::new(self.stream.clone(), self.expected, Vec::new())
    }
}

/// Those of the checks that are not met now.
pub(super) async fn violations(
    node: &Node,
    checks: &[Check],
    wanted: impl Fn(&Check) -> bool,
) -> Result<Vec<ConsistencyViolation>, Status> {
    let mut violations = Vec::new();
    for (index, check) in checks.iter().enumerate().filter(|(_, check)| wanted(check)) {
        let Some(actual_state) = actual(node, check).await? else { continue };
        violations.push(ConsistencyViolation {
            check_index: i32::try_from(index).unwrap_or(i32::MAX),
            r#type: Some(Violated::StreamState(StreamStateViolation {
                stream: check.stream.to_string(),
                expected_state: check.number,
                actual_state,
            })),
        });
    }
    Ok(violations)
}

/// How the stream is, if not as it has to be.
async fn actual(node: &Node, check: &Check) -> Result<Option<i64>, Status> {
    let expected = if check.is_for_store() { check.expected } else { ExpectedRevision::Exists };
    let state = match node.store.append(check.stream.clone(), expected, Vec::new()).await {
        Ok(_) if check.is_for_store() => return Ok(None),
        Ok(appended) => revision_number(appended.revision),
        Err(AppendError::StreamDeleted { stream }) => {
            if is_tombstoned(node, &stream).await {
                TOMBSTONED
            } else {
                DELETED
            }
        }
        Err(AppendError::WrongExpectedRevision { actual, .. }) => revision_number(actual),
        Err(error) => return Err(error::append("Append", &error)),
    };
    Ok((check.is_for_store() || state != check.number).then_some(state))
}

async fn is_tombstoned(node: &Node, stream: &StreamName) -> bool {
    let read = ReadStream::backwards(stream.clone()).limit(1);
    let first = next(&mut node.store.read_stream(read)).await;
    matches!(first, Some(Err(ReadError::StreamDeleted { .. })))
}

/// Whether the stream that an error calls deleted has ended for ever.
pub(super) async fn tombstoned(node: &Node, error: &AppendError) -> bool {
    match error {
        AppendError::StreamDeleted { stream } => is_tombstoned(node, stream).await,
        _ => false,
    }
}
