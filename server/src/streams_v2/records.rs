use std::sync::Arc;

use plumberd::ExpectedRevision;
use plumberd::store::{Appended, StreamAppend};
use plumberd::stream::StreamName;
use plumberd_wire::v2::streams::{AppendRecordsRequest, AppendRecordsResponse, StreamRevision};
use tonic::{Request, Status};

use super::check::{Check, tombstoned, violations};
use super::{fault, record};
use crate::error::revision_number;
use crate::node::Node;

/// A check and a write may meet again what failed for somebody else's sake.
const TRIES: usize = 3;

pub(super) async fn append(
    node: &Arc<Node>,
    request: Request<AppendRecordsRequest>,
) -> Result<AppendRecordsResponse, Status> {
    let (_, extensions, request) = request.into_parts();
    let limits = &node.config.limits;
    if request.records.is_empty() {
        return Err(Status::invalid_argument("There are no records to append"));
    }
    let checks = request.checks.into_iter().map(Check::parse).collect::<Result<Vec<_>, _>>()?;
    for check in &checks {
        node.authorize(&extensions, crate::auth::Action::Read(&check.stream)).await?;
    }
    // Records of one stream behind each other are written by one append, so that the log has their order.
    let mut writes: Vec<StreamAppend> = Vec::new();
    let mut bytes = 0_usize;
    let mut share = node.pending.share();
    let count = request.records.len();
    for record in request.records {
        let stream = record::stream_name(&record.stream)?;
        let (event, size) = record::event(&stream, record, limits.event)?;
        bytes = bytes.saturating_add(size);
        if bytes > limits.append {
            return Err(fault::too_large_together(bytes, limits.append));
        }
        share.take(size)?;
        match writes.last_mut() {
            Some(write) if write.stream == stream => write.events.push(event),
            _ => {
                node.authorize_write(&extensions, &stream).await?;
                writes.push(StreamAppend::new(stream, ExpectedRevision::Any, vec![event]));
            }
        }
    }
    let written = write(node, &checks, &writes).await?;
    node.count_appended(count);
    Ok(answer(&writes, &written))
}

/// Checks and writes, all at once.
async fn write(
    node: &Node,
    checks: &[Check],
    writes: &[StreamAppend],
) -> Result<Vec<Appended>, Status> {
    let mut tries = 1;
    loop {
        // What the store cannot check is looked at before: once it is so, a write does not change it.
        let violated = violations(node, checks, |check| !check.is_for_store()).await?;
        if !violated.is_empty() {
            return Err(fault::violated(violations(node, checks, |_| true).await?));
        }
        let beside = checks.iter().map(Check::as_append);
        let appends = beside.chain(writes.iter().cloned()).collect();
        let error = match node.store.append_many(appends).await {
            Ok(mut written) => return Ok(written.split_off(checks.len())),
            Err(error) => error,
        };
        // The store names one; clients want to know all.
        let violated = violations(node, checks, |_| true).await?;
        if !violated.is_empty() {
            return Err(fault::violated(violated));
        }
        if tries == TRIES || !error.is_conflict() {
            return Err(fault::append(&error, tombstoned(node, &error).await));
        }
        tries += 1;
    }
}

/// One revision for each stream.
fn answer(writes: &[StreamAppend], written: &[Appended]) -> AppendRecordsResponse {
    let mut revisions: Vec<(&StreamName, i64)> = Vec::new();
    for (write, appended) in writes.iter().zip(written) {
        let revision = revision_number(appended.revision);
        match revisions.iter_mut().find(|(stream, _)| **stream == write.stream) {
            Some(known) => known.1 = revision,
            None => revisions.push((&write.stream, revision)),
        }
    }
    let position = written.iter().filter_map(|one| one.position).max();
    AppendRecordsResponse {
        revisions: revisions
            .into_iter()
            .map(|(stream, revision)| StreamRevision { stream: stream.to_string(), revision })
            .collect(),
        position: position.map_or(-1, |position| position.commit.cast_signed()),
    }
}
