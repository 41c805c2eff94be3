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
use crate::budget::Share;
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
    /// Those that are not complete. Of one that was refused, the rest is still to come.
    open: HashMap<Uuid, Option<Open>>,
    /// The one that is complete, until it is known whether it may be written. Those behind it wait, so
    /// that all come to the store in their order.
    asking: Option<BoxFuture<'static, Asked>>,
    under_way: FuturesUnordered<BoxFuture<'static, BatchAppendResp>>,
}

/// An append that may be written or not.
type Asked = (Uuid, Open, Result<(), Failure>);

/// An append whose last events are still to come.
struct Open {
    stream: StreamName,
    expected: ExpectedRevision,
    within: Duration,
    events: Vec<NewEvent>,
    bytes: usize,
    share: Share,
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
            asking: None,
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
        let collected = self.collect(correlation, request);
        let append = if is_final || collected.is_err() {
            self.open.remove(&correlation).flatten()
        } else {
            None
        };
        match (collected, append) {
            (Ok(()), Some(append)) => {
                self.ask(correlation, append);
                Ok(None)
            }
            (Ok(()), None) => Ok(None),
            (Err(failure), append) => {
                if !is_final {
                    self.open.insert(correlation, None);
                }
                if self.open.len() > self.node.config.limits.batches {
                    let text = "Too many appends are begun and not ended; end some with is_final";
                    return Err(Status::resource_exhausted(text));
                }
                let identifier =
                    append.map(|append| error::identifier(&append.stream)).or(identifier);
                Ok(Some(batch_answer::failed(correlation, identifier, failure)))
            }
        }
    }

    fn collect(&mut self, correlation: Uuid, request: BatchAppendReq) -> Result<(), Failure> {
        if let (Some(options), None | Some(None)) = (&request.options, self.open.get(&correlation))
        {
            if self.open.len() >= self.node.config.limits.batches {
                return Err(Failure::bad(
                    "Too many appends are begun and not ended; end some with is_final",
                ));
            }
            let append = self.parse(options)?;
            self.open.insert(correlation, Some(append));
        }
        let append = match self.open.get_mut(&correlation) {
            Some(Some(append)) => append,
            // The answer was given.
            Some(None) => return Ok(()),
            None => return Err(Failure::bad("The first message of a batch has to have options")),
        };
        let limits = &self.node.config.limits;
        for proposed in request.proposed_messages {
            let (event, size) = Proposed::from(proposed).check(limits.event)?;
            append.share.take(size)?;
            append.bytes += size;
            append.events.push(event);
            if append.bytes > limits.append {
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
        let share = self.node.pending.share();
        Ok(Open { stream, expected, within, events: Vec::new(), bytes: 0, share })
    }

    /// Asks whether an append may be written.
    fn ask(&mut self, correlation: Uuid, append: Open) {
        let (node, extensions) = (Arc::clone(&self.node), Arc::clone(&self.extensions));
        self.asking = Some(Box::pin(async move {
            let may = if append.within.is_zero() {
                Err(Failure::Timeout)
            } else {
                node.authorize_write(&extensions, &append.stream).await.map_err(Failure::from)
            };
            (correlation, append, may)
        }));
    }

    /// Hands an append to the store.
    fn begin(&mut self, (correlation, append, may): Asked) -> Option<BatchAppendResp> {
        let Open { stream, expected, within, events, share, .. } = append;
        let identifier = error::identifier(&stream);
        if let Err(failure) = may {
            return Some(batch_answer::failed(correlation, Some(identifier), failure));
        }
        let node = Arc::clone(&self.node);
        self.under_way.push(Box::pin(async move {
            let count = events.len();
            let writing = node.store.append(stream, expected, events);
            let written = match tokio::time::timeout(within, writing).await {
                Ok(result) => result.map_err(Failure::from),
                Err(_) => Err(Failure::Timeout),
            };
            drop(share);
            match written {
                Ok(appended) => {
                    node.count_appended(count);
                    batch_answer::written(correlation, identifier, expected, appended)
                }
                Err(failure) => batch_answer::failed(correlation, Some(identifier), failure),
            }
        }));
        None
    }
}

/// How long an append may take. Some clients send the time of day in place of a duration.
fn within(deadline: Option<&DeadlineOption>, at_most: Duration) -> Duration {
    let asked = match deadline {
        None => return at_most,
        Some(DeadlineOption::Deadline(within)) => duration(within.seconds, within.nanos),
        Some(DeadlineOption::Deadline21100(at)) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            duration(at.seconds, at.nanos).saturating_sub(now)
        }
    };
    asked.min(at_most)
}

/// Nothing where it is negative. The conversion that comes with the message overflows on the least one.
fn duration(seconds: i64, nanos: i32) -> Duration {
    match (u64::try_from(seconds), u32::try_from(nanos)) {
        (Ok(seconds), Ok(nanos)) => Duration::new(seconds, nanos.min(999_999_999)),
        _ => Duration::ZERO,
    }
}

impl Stream for Batches {
    type Item = Result<BatchAppendResp, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let most = this.node.config.limits.batches;
        // First what has come, so that it is written together; then what has been written.
        while this.under_way.len() < most {
            if let Some(asking) = &mut this.asking {
                let Poll::Ready(asked) = asking.as_mut().poll(context) else { break };
                this.asking = None;
                if let Some(answer) = this.begin(asked) {
                    return Poll::Ready(Some(Ok(answer)));
                }
            }
            if this.closed {
                break;
            }
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
            Poll::Ready(None) if this.closed && this.asking.is_none() => Poll::Ready(None),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}
