use std::sync::Arc;

use plumberd::store::Deletion;
use plumberd::stream::{ExpectedRevision, Position, StreamName};
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::streams::{
    DeleteReq, DeleteResp, TombstoneReq, TombstoneResp, delete_resp, tombstone_resp,
};
use tonic::{Extensions, Request, Status};

use super::expected;
use crate::auth::Action;
use crate::error;
use crate::node::Node;

pub(super) async fn delete(
    node: &Arc<Node>,
    request: Request<DeleteReq>,
) -> Result<DeleteResp, Status> {
    use delete_resp::PositionOption;
    let (_, extensions, request) = request.into_parts();
    let options = request.options.ok_or_else(no_options)?;
    let stream = error::stream_name(options.stream_identifier.as_ref())?;
    let expected = expected::of_delete(options.expected_stream_revision)?;
    let position = end(node, &extensions, stream, expected, Deletion::Soft).await?;
    let position_option = Some(match position {
        Some(Position { commit: commit_position, prepare: prepare_position }) => {
            PositionOption::Position(delete_resp::Position { commit_position, prepare_position })
        }
        None => PositionOption::NoPosition(Empty {}),
    });
    Ok(DeleteResp { position_option })
}

pub(super) async fn tombstone(
    node: &Arc<Node>,
    request: Request<TombstoneReq>,
) -> Result<TombstoneResp, Status> {
    use tombstone_resp::PositionOption;
    let (_, extensions, request) = request.into_parts();
    let options = request.options.ok_or_else(no_options)?;
    let stream = error::stream_name(options.stream_identifier.as_ref())?;
    let expected = expected::of_tombstone(options.expected_stream_revision)?;
    let position = end(node, &extensions, stream, expected, Deletion::Tombstone).await?;
    let position_option = Some(match position {
        Some(Position { commit: commit_position, prepare: prepare_position }) => {
            PositionOption::Position(tombstone_resp::Position { commit_position, prepare_position })
        }
        None => PositionOption::NoPosition(Empty {}),
    });
    Ok(TombstoneResp { position_option })
}

async fn end(
    node: &Node,
    extensions: &Extensions,
    stream: StreamName,
    expected: ExpectedRevision,
    deletion: Deletion,
) -> Result<Option<Position>, Status> {
    if node.config.read_only {
        return Err(error::read_only());
    }
    node.authorize(extensions, Action::Delete(&stream)).await?;
    let operation = match deletion {
        Deletion::Soft => "Delete",
        Deletion::Tombstone => "Tombstone",
    };
    match node.store.delete(stream, expected, deletion).await {
        Ok(deleted) => Ok(deleted.position),
        Err(error) => Err(error::append(operation, &error)),
    }
}

fn no_options() -> Status {
    Status::invalid_argument("The request has no options")
}
