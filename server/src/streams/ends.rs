use std::sync::Arc;

use plumberd::store::{BoxFuture, Direction, ReadError, ReadFrom, ReadStream, RecordedEvent};
use plumberd::stream::{Revision, StreamName};
use plumberd_wire::v1::streams::ReadResp;
use plumberd_wire::v1::streams::read_resp::Content;
use tonic::Status;

use super::read::next;
use super::response;
use crate::error;
use crate::node::Node;

/// Where a stream begins and ends: what old clients ask for beside of events.
#[derive(Debug)]
pub(super) struct Ends {
    stream: StreamName,
    direction: Direction,
    from: ReadFrom<Revision>,
    limit: Option<u64>,
    given: u64,
    first: Option<Revision>,
    last: Option<Revision>,
}

impl Ends {
    pub(super) fn of(read: &ReadStream) -> Self {
        Self {
            stream: read.stream.clone(),
            direction: read.direction,
            from: read.from,
            limit: read.limit,
            given: 0,
            first: None,
            last: None,
        }
    }

    pub(super) fn look_at(&mut self, event: &RecordedEvent) {
        self.given += 1;
        let revision = Some(event.read_revision());
        self.first = self.first.or(revision);
        self.last = revision;
    }

    /// The end of the stream, if the read has seen it.
    fn seen(&self) -> Option<Revision> {
        match self.direction {
            Direction::Forwards if self.limit.is_some_and(|limit| self.given >= limit) => None,
            Direction::Forwards => self.last,
            Direction::Backwards if self.from == ReadFrom::End => self.first,
            Direction::Backwards => None,
        }
    }

    /// The answers behind the events.
    pub(super) fn tell(self, node: Arc<Node>) -> BoxFuture<'static, Result<Vec<ReadResp>, Status>> {
        Box::pin(async move {
            let mut answers = Vec::new();
            if self.given == 0 && self.from != ReadFrom::Start {
                let first = ReadStream::forwards(self.stream.clone()).limit(1);
                let first = revision(&node, first).await?;
                answers.extend(first.map(Content::FirstStreamPosition));
            }
            let last = match self.seen() {
                Some(seen) => Some(seen),
                None => revision(&node, ReadStream::backwards(self.stream).limit(1)).await?,
            };
            answers.extend(last.map(Content::LastStreamPosition));
            Ok(answers.into_iter().map(response::of).collect())
        })
    }
}

async fn revision(node: &Node, read: ReadStream) -> Result<Option<Revision>, Status> {
    match next(&mut node.store.read_stream(read)).await {
        Some(Ok(event)) => Ok(Some(event.read_revision())),
        None | Some(Err(ReadError::StreamNotFound { .. })) => Ok(None),
        Some(Err(error)) => Err(error::read(&error)),
    }
}
