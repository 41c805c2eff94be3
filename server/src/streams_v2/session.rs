use std::collections::HashSet;
use std::sync::Arc;

use plumberd::ExpectedRevision;
use plumberd::store::StreamAppend;
use plumberd_wire::v2::streams::{AppendRequest, AppendResponse, AppendSessionResponse};
use tonic::{Request, Status, Streaming};

use super::check::tombstoned;
use super::{fault, record};
use crate::error::revision_number;
use crate::node::Node;

pub(super) async fn append(
    node: &Arc<Node>,
    request: Request<Streaming<AppendRequest>>,
) -> Result<AppendSessionResponse, Status> {
    let (_, extensions, mut requests) = request.into_parts();
    let limits = &node.config.limits;
    let (mut appends, mut streams) = (Vec::new(), HashSet::new());
    let (mut bytes, mut count) = (0_usize, 0);
    let mut share = node.pending.share();
    while let Some(request) = requests.message().await? {
        let stream = record::stream_name(&request.stream)?;
        if !streams.insert(stream.clone()) {
            return Err(fault::stream_twice(&stream));
        }
        node.authorize_write(&extensions, &stream).await?;
        let expected =
            request.expected_revision.map_or(Ok(ExpectedRevision::Any), record::expected)?;
        let mut events = Vec::with_capacity(request.records.len());
        for record in request.records {
            let (event, size) = record::event(&stream, record, limits.event)?;
            bytes = bytes.saturating_add(size);
            if bytes > limits.append {
                return Err(fault::too_large_together(bytes, limits.append));
            }
            share.take(size)?;
            events.push(event);
        }
        count += events.len();
        appends.push(StreamAppend::new(stream, expected, events));
    }
    if appends.is_empty() {
        return Err(fault::no_requests());
    }
    let names: Vec<_> = appends.iter().map(|append| append.stream.clone()).collect();
    let written = match node.store.append_many(appends).await {
        Ok(written) => written,
        Err(error) => return Err(fault::append(&error, tombstoned(node, &error).await)),
    };
    node.count_appended(count);
    let position = |at: plumberd::stream::Position| at.commit.cast_signed();
    Ok(AppendSessionResponse {
        position: written.iter().filter_map(|one| one.position).max().map_or(-1, position),
        output: names
            .iter()
            .zip(written)
            .map(|(stream, appended)| AppendResponse {
                stream: stream.to_string(),
                stream_revision: revision_number(appended.revision),
                position: appended.position.map(position),
            })
            .collect(),
    })
}
