use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use plumberd::clock::{Clock, SystemClock};
use plumberd::store::{
    Delivery, Progress, ReadError, ReadStream, SubscribeAll, SubscribeStream, Subscription,
};
use plumberd::stream::Position;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::Status;

use super::encode::Answer;
use super::read::next;
use super::response;
use crate::error;
use crate::id::UuidForm;
use crate::node::Node;

/// A subscription. It never ends with OK: a client would take that for the end of all events, or ask the
/// finished stream again and again.
pub(super) struct Live {
    node: Arc<Node>,
    deliveries: Subscription,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    form: UuidForm,
    resolve_links: bool,
    /// What comes before the next delivery.
    pending: VecDeque<Answer>,
    checkpoints: Option<Checkpoints>,
    done: bool,
}

/// Where a filtered subscription tells how far it has come.
struct Checkpoints {
    interval: u32,
    /// Events given since the last checkpoint.
    given: u32,
    /// Nothing at or before this place is told again.
    last: Option<Position>,
}

impl Checkpoints {
    fn tell(&mut self, position: Option<Position>) -> Option<Answer> {
        self.given = 0;
        let position = position.filter(|at| self.last.is_none_or(|last| last < *at))?;
        self.last = Some(position);
        Some(response::checkpoint(position, SystemClock.now()).into())
    }
}

impl Live {
    /// A tombstoned stream is refused before the answer begins.
    pub(super) async fn stream(
        node: &Arc<Node>,
        subscribe: SubscribeStream,
        form: UuidForm,
        resolve_links: bool,
    ) -> Result<Self, Status> {
        let read = ReadStream::backwards(subscribe.stream.clone()).limit(1);
        // Before the look, so that nothing is missed that is appended meanwhile.
        let deliveries = node.store.subscribe_stream(subscribe);
        match next(&mut node.store.read_stream(read)).await {
            Some(Err(ReadError::StreamNotFound { .. }) | Ok(_)) | None => {}
            Some(Err(error)) => return Err(error::read(&error)),
        }
        Ok(Self::new(node, deliveries, form, resolve_links, None))
    }

    pub(super) fn all(
        node: &Arc<Node>,
        subscribe: SubscribeAll,
        form: UuidForm,
        resolve_links: bool,
    ) -> Self {
        let checkpoints = subscribe.filter.as_ref().map(|_| Checkpoints {
            interval: subscribe.checkpoint_interval.map_or(1, std::num::NonZeroU32::get),
            given: 0,
            last: None,
        });
        let deliveries = node.store.subscribe_all(subscribe);
        Self::new(node, deliveries, form, resolve_links, checkpoints)
    }

    fn new(
        node: &Arc<Node>,
        deliveries: Subscription,
        form: UuidForm,
        resolve_links: bool,
        checkpoints: Option<Checkpoints>,
    ) -> Self {
        node.metrics.subscriptions.fetch_add(1, Ordering::Relaxed);
        let stopping = Box::pin(node.stopping.clone().cancelled_owned());
        let pending = VecDeque::from([response::confirmation().into()]);
        let (node, done) = (Arc::clone(node), false);
        Self { node, deliveries, stopping, form, resolve_links, pending, checkpoints, done }
    }

    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Answer, Status>>> {
        loop {
            if let Some(answer) = self.pending.pop_front() {
                return Poll::Ready(Some(Ok(answer)));
            }
            if self.done {
                return Poll::Ready(None);
            }
            match self.deliveries.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(delivery))) => self.take(delivery),
                Poll::Ready(Some(Err(error))) => return self.fail(error::read(&error)),
                Poll::Ready(None) => return self.fail(error::stopping()),
                Poll::Pending if self.stopping.as_mut().poll(context).is_ready() => {
                    return self.fail(error::stopping());
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn fail(&mut self, status: Status) -> Poll<Option<Result<Answer, Status>>> {
        self.done = true;
        Poll::Ready(Some(Err(status)))
    }

    fn take(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Event(event) => {
                self.node.metrics.events_read.fetch_add(1, Ordering::Relaxed);
                let (form, resolve_links) = (self.form, self.resolve_links);
                let position = event.read_position();
                self.pending.push_back(Answer::Event { event, form, resolve_links });
                if let Some(checkpoints) = &mut self.checkpoints {
                    checkpoints.given += 1;
                    if checkpoints.given >= checkpoints.interval {
                        self.pending.extend(checkpoints.tell(position));
                    }
                }
            }
            Delivery::Checkpoint(progress) => self.tell(&progress),
            Delivery::CaughtUp(progress) => {
                self.tell(&progress);
                self.pending.push_back(response::caught_up(&progress).into());
            }
            // KurrentDB has a message for it, and does not send it.
            _ => {}
        }
    }

    fn tell(&mut self, progress: &Progress) {
        if let Some(checkpoints) = &mut self.checkpoints {
            self.pending.extend(checkpoints.tell(progress.position));
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.node.metrics.subscriptions.fetch_sub(1, Ordering::Relaxed);
    }
}
