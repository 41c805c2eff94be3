use std::sync::Arc;

use plumberd::ExpectedRevision;
use plumberd::store::{AppendError, Appended};
use plumberd::stream::Revision;
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::streams::append_req::Content;
use plumberd_wire::v1::streams::append_resp::wrong_expected_version::{
    CurrentRevisionOption, CurrentRevisionOption2060, ExpectedRevisionOption,
    ExpectedRevisionOption2060,
};
use plumberd_wire::v1::streams::append_resp::{
    Position, Result as Outcome, Success, WrongExpectedVersion, success,
};
use plumberd_wire::v1::streams::{AppendReq, AppendResp};
use tonic::{Request, Status, Streaming};

use super::expected;
use super::proposed::Proposed;
use crate::error;
use crate::node::Node;

pub(super) async fn append(
    node: &Arc<Node>,
    request: Request<Streaming<AppendReq>>,
) -> Result<AppendResp, Status> {
    let (_, extensions, mut messages) = request.into_parts();
    let Some(Content::Options(options)) = messages.message().await?.and_then(|first| first.content)
    else {
        return Err(Status::invalid_argument(
            "The first message of an append has to be its options",
        ));
    };
    let stream = error::stream_name(options.stream_identifier.as_ref())?;
    let expected = expected::of_append(options.expected_stream_revision)?;
    node.authorize_write(&extensions, &stream).await?;

    let limits = &node.config.limits;
    let mut events = Vec::new();
    let mut bytes = 0_usize;
    let mut share = node.pending.share();
    while let Some(message) = messages.message().await? {
        let Some(Content::ProposedMessage(proposed)) = message.content else {
            return Err(Status::invalid_argument(
                "After the options come events, and nothing else",
            ));
        };
        let (event, size) = Proposed::from(proposed).check(limits.event)?;
        bytes = bytes.saturating_add(size);
        if bytes > limits.append {
            return Err(error::append_too_large(limits.append));
        }
        share.take(size)?;
        events.push(event);
    }
    let count = events.len();
    let result = match node.store.append(stream, expected, events).await {
        Ok(appended) => {
            node.count_appended(count);
            Outcome::Success(success(appended))
        }
        Err(AppendError::WrongExpectedRevision { expected, actual, .. }) => {
            Outcome::WrongExpectedVersion(conflict(expected, actual))
        }
        Err(error) => return Err(error::append("Append", &error)),
    };
    Ok(AppendResp { result: Some(result) })
}

fn success(appended: Appended) -> Success {
    use success::{CurrentRevisionOption, PositionOption};
    Success {
        current_revision_option: Some(match appended.revision {
            Some(revision) => CurrentRevisionOption::CurrentRevision(revision),
            None => CurrentRevisionOption::NoStream(Empty {}),
        }),
        position_option: Some(match appended.position {
            Some(position) => PositionOption::Position(Position {
                commit_position: position.commit,
                prepare_position: position.prepare,
            }),
            None => PositionOption::NoPosition(Empty {}),
        }),
    }
}

/// A conflict is an answer, and no error. It says all twice, for old clients too.
fn conflict(expected: ExpectedRevision, actual: Option<Revision>) -> WrongExpectedVersion {
    use ExpectedRevision::{Any, Exact, Exists, NoStream};
    let none = Empty {};
    WrongExpectedVersion {
        current_revision_option_20_6_0: Some(match actual {
            Some(revision) => CurrentRevisionOption2060::CurrentRevision2060(revision),
            None => CurrentRevisionOption2060::NoStream2060(none),
        }),
        expected_revision_option_20_6_0: match expected {
            Exact(revision) => Some(ExpectedRevisionOption2060::ExpectedRevision2060(revision)),
            Any => Some(ExpectedRevisionOption2060::Any2060(none)),
            Exists => Some(ExpectedRevisionOption2060::StreamExists2060(none)),
            NoStream => None,
        },
        current_revision_option: Some(match actual {
            Some(revision) => CurrentRevisionOption::CurrentRevision(revision),
            None => CurrentRevisionOption::CurrentNoStream(none),
        }),
        expected_revision_option: Some(match expected {
            Exact(revision) => ExpectedRevisionOption::ExpectedRevision(revision),
            Any => ExpectedRevisionOption::ExpectedAny(none),
            Exists => ExpectedRevisionOption::ExpectedStreamExists(none),
            NoStream => ExpectedRevisionOption::ExpectedNoStream(none),
        }),
    }
}
