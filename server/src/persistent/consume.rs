use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use futures_core::Stream;
use plumberd::group::SubscriberOptions;
use plumberd::group::{GroupAcks, GroupId, GroupSource, GroupSubscription, NackAction};
use plumberd_wire::v1;
use plumberd_wire::v1::persistent_subscriptions::read_req::nack::Action as WireAction;
use plumberd_wire::v1::persistent_subscriptions::read_req::options::uuid_option;
use plumberd_wire::v1::persistent_subscriptions::read_req::{Content, Options};
use plumberd_wire::v1::persistent_subscriptions::read_resp::{self, SubscriptionConfirmation};
use plumberd_wire::v1::persistent_subscriptions::{ReadReq, ReadResp};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::{Request, Status, Streaming};
use uuid::Uuid;

use super::{Subsystem, event, fault, request};
use crate::auth::{Action, Caller};
use crate::connection::Peer;
use crate::error;
use crate::id::{self, UuidForm};
use crate::node::Node;

/// What a subscriber is called that has not said its name.
const UNNAMED: &str = "<unknown>";

/// Takes part in a group. What the client says comes first in the call, and its answers to events follow.
pub(super) async fn begin(
    node: &Arc<Node>,
    subsystem: &Subsystem,
    request: Request<Streaming<ReadReq>>,
) -> Result<Consuming, Status> {
    let (headers, extensions, mut requests) = request.into_parts();
    let Some(ReadReq { content: Some(Content::Options(options)) }) = requests.message().await?
    else {
        return Err(Status::invalid_argument("The first request has no options"));
    };
    let group = request::of_read(&options)?;
    let form = form(&options)?;
    if node.config.read_only {
        return Err(error::read_only());
    }
    let stream = match group.source() {
        GroupSource::All => None,
        GroupSource::Stream(stream) => Some(stream),
    };
    node.authorize(&extensions, Action::Consume(stream)).await?;
    let caller = extensions.get::<Caller>().and_then(Caller::name);
    let name = headers.get("connection-name").and_then(|name| name.to_str().ok());
    let from = extensions.get::<Peer>().map(|peer| peer.0.to_string()).unwrap_or_default();
    let subscriber = SubscriberOptions {
        from,
        buffer_size: u32::try_from(options.buffer_size).unwrap_or(0),
        connection_name: name.unwrap_or(UNNAMED).to_owned(),
        user: caller.unwrap_or("anonymous").to_owned(),
    };
    let groups = subsystem.groups();
    let failed = |error| fault::of(&group, error);
    let subscription = groups.subscribe(&group, subscriber).await.map_err(failed)?;
    // It lasts no longer than these settings.
    let resolve_links = groups.info(&group).await.map_err(failed)?.settings.resolve_links;
    let (tell, fault) = oneshot::channel();
    let acks = subscription.acks();
    let answers = tokio::spawn(async move {
        if let Err(status) = take_answers(&mut requests, &acks).await {
            // Nobody listens when the subscription has ended.
            let _ = tell.send(status);
        }
    });
    node.metrics.subscriptions.fetch_add(1, Ordering::Relaxed);
    Ok(Consuming {
        node: Arc::clone(node),
        group,
        subscription,
        answers: answers.abort_handle(),
        fault: Some(fault),
        stopping: Box::pin(node.stopping.clone().cancelled_owned()),
        form,
        resolve_links,
        is_confirmed: false,
        is_done: false,
    })
}

fn form(options: &Options) -> Result<UuidForm, Status> {
    match options.uuid_option.and_then(|option| option.content) {
        Some(uuid_option::Content::Structured(_)) => Ok(UuidForm::Structured),
        Some(uuid_option::Content::String(_)) => Ok(UuidForm::Text),
        None => Err(Status::invalid_argument("The options do not say how to write UUIDs")),
    }
}

/// Passes on what a subscriber says of its events, until it says no more.
async fn take_answers(requests: &mut Streaming<ReadReq>, acks: &GroupAcks) -> Result<(), Status> {
    while let Some(request) = requests.message().await? {
        let told = match request.content {
            Some(Content::Ack(ack)) => acks.ack(ids(&ack.ids)?),
            Some(Content::Nack(nack)) => {
                let action = match nack.action() {
                    WireAction::Park => NackAction::Park,
                    WireAction::Skip => NackAction::Skip,
                    WireAction::Stop => NackAction::Stop,
                    // It is up to the server.
                    WireAction::Retry | WireAction::Unknown => NackAction::Retry,
                };
                acks.nack(ids(&nack.ids)?, action, nack.reason)
            }
            Some(Content::Options(_)) => {
                return Err(Status::invalid_argument("The options came twice"));
            }
            None => return Err(Status::invalid_argument("A request has no content")),
        };
        if told.is_err() {
            // The subscription itself tells why it has ended.
            return Ok(());
        }
    }
    Ok(())
}

fn ids(ids: &[v1::Uuid]) -> Result<Vec<Uuid>, Status> {
    let ids: Option<_> = ids.iter().map(|it| id::parse(Some(it))).collect();
    ids.ok_or_else(|| Status::invalid_argument("An id of an event is no UUID"))
}

/// The events for a subscriber. As every subscription, it does not end with OK.
pub(super) struct Consuming {
    node: Arc<Node>,
    group: GroupId,
    subscription: GroupSubscription,
    answers: AbortHandle,
    /// What is wrong with what the subscriber said.
    fault: Option<oneshot::Receiver<Status>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    form: UuidForm,
    resolve_links: bool,
    is_confirmed: bool,
    is_done: bool,
}

impl Consuming {
    fn fail(&mut self, status: Status) -> Poll<Option<Result<ReadResp, Status>>> {
        self.is_done = true;
        Poll::Ready(Some(Err(status)))
    }

    /// What the subscriber did wrong.
    fn poll_fault(&mut self, context: &mut Context<'_>) -> Option<Status> {
        match Pin::new(self.fault.as_mut()?).poll(context) {
            Poll::Ready(Ok(status)) => Some(status),
            Poll::Ready(Err(_)) => {
                self.fault = None;
                None
            }
            Poll::Pending => None,
        }
    }
}

impl Stream for Consuming {
    type Item = Result<ReadResp, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_done {
            return Poll::Ready(None);
        }
        if !self.is_confirmed {
            self.is_confirmed = true;
            let subscription_id = self.group.to_string();
            let confirmed = SubscriptionConfirmation { subscription_id };
            let first = Some(read_resp::Content::SubscriptionConfirmation(confirmed));
            return Poll::Ready(Some(Ok(ReadResp { content: first })));
        }
        if let Some(status) = self.poll_fault(context) {
            return self.fail(status);
        }
        match Pin::new(&mut self.subscription).poll_next(context) {
            Poll::Ready(Some(Ok(delivery))) => {
                self.node.metrics.events_read.fetch_add(1, Ordering::Relaxed);
                let message = event::message(&delivery, self.form, self.resolve_links);
                Poll::Ready(Some(Ok(message)))
            }
            Poll::Ready(Some(Err(error))) => {
                let status = fault::of(&self.group, error);
                self.fail(status)
            }
            Poll::Ready(None) => self.fail(error::stopping()),
            Poll::Pending if self.stopping.as_mut().poll(context).is_ready() => {
                self.fail(error::stopping())
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Drop for Consuming {
    fn drop(&mut self) {
        self.answers.abort();
        self.node.metrics.subscriptions.fetch_sub(1, Ordering::Relaxed);
    }
}
