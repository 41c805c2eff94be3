use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use plumberd::store::{BoxFuture, NewEvent};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd_wire::v1::streams::batch_append_req::Options;
use plumberd_wire::v1::streams::batch_append_req::options::DeadlineOption;
use plumberd_wire::v1::streams::{BatchAppendReq, BatchAppendResp};
use tonic::{Extensions, Request, Status, Streaming};
use uuid::Uuid;

use super::batch_answer::{self, Failure};
use super::expected;
use super::proposed::Proposed;
use crate::node::Node;
use crate::{error, id};

/// The appends of one batch stream, and their answers. They are written in the order in which they are
/// complete, and answered when they are.
pub(super) struct Batches {
    node: Arc<Node>,
    extensions: Arc<Extensions>,
    requests: Streaming<BatchAppendReq>,
    /// Whether no more requests come.
    closed: bool,
    /// Those that are not complete.
    open: HashMap<Uuid, Open>,
    /// The size of all those.
    bytes: usize,
    under_way: FuturesUnordered<BoxFuture<'static, BatchAppendResp>>,
}

/// An append whose last events are still to come.
struct Open {
    stream: StreamName,
    expected: ExpectedRevision,
    within: Duration,
    events: Vec<NewEvent>,
    bytes: usize,
}

impl Batches {
    pub(super) fn new(node: Arc<Node>, request: Request<Streaming<BatchAppendReq>>) -> Self {
        let (_, extensions, requests) = request.into_parts();
        Self {
            node,
            extensions: Arc::new(extensions),
            requests,
            closed: false,
            open: HashMap::new(),
            bytes: 0,
            under_way: FuturesUnordered::new(),
        }
    }

    /// Takes a part of an append. Gives an answer if there is one already.
    fn take(&mut self, request: BatchAppendReq) -> Result<Option<BatchAppendResp>, Status> {
        let Some(correlation) = id::parse(request.correlation_id.as_ref()) else {
            return Err(Status::invalid_argument(
                "A batch has no correlation_id, or a malformed one",
            ));
        };
        let identifier = request.options.as_ref().and_then(|it| it.stream_identifier.clone());
        let is_final = request.is_final;
        match self.collect(correlation, request) {
            Ok(()) if !is_final => Ok(None),
            Ok(()) => {
                if let Some(append) = self.open.remove(&correlation) {
                    self.bytes -= append.bytes;
                    self.begin(correlation, append);
                }
                Ok(None)
            }
            Err(failure) => {
                let append = self.open.remove(&correlation);
                self.bytes -= append.as_ref().map_or(0, |append| append.bytes);
                let identifier =
                    append.map(|append| error::identifier(&append.stream)).or(identifier);
                Ok(Some(batch_answer::failed(correlation, identifier, failure)))
            }
        }
    }

    fn collect(&mut self, correlation: Uuid, request: BatchAppendReq) -> Result<(), Failure> {
        if let Some(options) = request.options {
            let append = self.parse(&options)?;
            if self.open.insert(correlation, append).is_some() {
                return Err(Failure::bad("The correlation_id is in use by an append under way"));
            }
        }
        let Some(append) = self.open.get_mut(&correlation) else {
            return Err(Failure::bad("The first message of a batch has to have options"));
        };
        let limits = &self.node.config.limits;
        for proposed in request.proposed_messages {
            let (event, size) = Proposed::from(proposed).check(limits.event)?;
            append.bytes += size;
            self.bytes += size;
            append.events.push(event);
            // All appends that are not complete count together.
            if self.bytes > limits.append {
                return Err(Failure::AppendTooLarge(limits.append));
            }
        }
        Ok(())
    }

    fn parse(&self, options: &Options) -> Result<Open, Failure> {
        let stream = error::stream_name(options.stream_identifier.as_ref())?;
        let expected = expected::of_batch(options.expected_stream_position)?;
        let within =
            within(options.deadline_option.as_ref(), self.node.config.limits.write_timeout);
        Ok(Open { stream, expected, within, events: Vec::new(), bytes: 0 })
    }

    /// Hands an append to the store.
    fn begin(&mut self, correlation: Uuid, append: Open) {
        let Open { stream, expected, within, events, .. } = append;
        let (node, extensions) = (Arc::clone(&self.node), Arc::clone(&self.extensions));
        self.under_way.push(Box::pin(async move {
            let identifier = error::identifier(&stream);
            let count = events.len();
            let writing = async {
                if within.is_zero() {
                    return Err(Failure::Timeout);
                }
                node.authorize_write(&extensions, &stream).await?;
                let writing = node.store.append(stream, expected, events);
                match tokio::time::timeout(within, writing).await {
                    Ok(result) => result.map_err(Failure::from),
                    Err(_) => Err(Failure::Timeout),
                }
            };
            match writing.await {
                Ok(appended) => {
                    node.count_appended(count);
                    batch_answer::written(correlation, identifier, expected, appended)
                }
                Err(failure) => batch_answer::failed(correlation, Some(identifier), failure),
            }
        }));
    }
}

/// How long an append may take. Some clients send the time of day in place of a duration.
fn within(deadline: Option<&DeadlineOption>, at_most: Duration) -> Duration {
    let asked = match deadline {
        None => return at_most,
        Some(DeadlineOption::Deadline(within)) => Duration::try_from(*within).unwrap_or_default(),
        Some(DeadlineOption::Deadline21100(at)) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let seconds = u64::try_from(at.seconds).unwrap_or_default();
            let nanos = u32::try_from(at.nanos).unwrap_or_default();
            Duration::new(seconds, nanos.min(999_999_999)).saturating_sub(now)
        }
    };
    asked.min(at_most)
}

impl Stream for Batches {
    type Item = Result<BatchAppendResp, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let most = this.node.config.limits.batches;
        // First what has come, so that it is written together; then what has been written.
        while !this.closed && this.under_way.len() < most {
            match Pin::new(&mut this.requests).poll_next(context) {
                Poll::Pending => break,
                Poll::Ready(None) => this.closed = true,
                Poll::Ready(Some(Err(status))) => {
                    this.closed = true;
                    return Poll::Ready(Some(Err(status)));
                }
                Poll::Ready(Some(Ok(request))) => match this.take(request) {
                    Ok(None) => {}
                    Ok(Some(answer)) => return Poll::Ready(Some(Ok(answer))),
                    Err(status) => {
                        this.closed = true;
                        return Poll::Ready(Some(Err(status)));
                    }
                },
            }
        }
        match Pin::new(&mut this.under_way).poll_next(context) {
            Poll::Ready(Some(answer)) => Poll::Ready(Some(Ok(answer))),
            Poll::Ready(None) if this.closed => Poll::Ready(None),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}
