use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use uuid::Uuid;

use super::command::{Command, GroupKey};
use super::dispatcher::SubscriberId;
use super::inbox::Inbox;
use super::outbox::Outbox;
use super::service::Service;
use super::{GroupDelivery, GroupError, GroupId, NackAction};

/// What ties a subscriber to its group. Dropping it disconnects.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) inbox: Arc<Inbox>,
    pub(super) group: GroupKey,
    pub(super) subscriber: SubscriberId,
    pub(super) outbox: Arc<Outbox>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let (group, subscriber) = (self.group, self.subscriber);
        // If the service has ended, so has the connection.
        let _ = self.inbox.send(Command::Disconnect { group, subscriber });
    }
}

/// A subscription to a group: a [`Stream`] of events, which ends only with an error, and the answers
/// to them. Dropping it gives back what it has: to others, or to whoever subscribes next.
///
/// The stream gives no more events than the subscriber has room for; each answer makes room.
///
/// ```
/// use plumberd::engine::memory::MemoryStore;
/// # use plumberd::store::EventStore;
/// use plumberd::StreamName;
/// use plumberd::group::{ConsumerGroups, GroupId, GroupSettings, NackAction, SubscriberOptions};
/// use plumberd::testing::event;
/// use std::sync::Arc;
///
/// # plumberd::testing::block_on(async {
/// let store = Arc::new(MemoryStore::new());
/// let groups = ConsumerGroups::new(store.clone());
/// let orders = StreamName::parse("Order-1").unwrap();
/// let billing = GroupId::new(orders.clone(), "billing").unwrap();
/// groups.create(&billing, GroupSettings::default()).await?;
///
/// let mut subscription = groups.subscribe(&billing, SubscriberOptions::default()).await?;
/// let events = vec![event("OrderPlaced"), event("OrderPaid")];
/// store.append(orders, plumberd::ExpectedRevision::Any, events).await.unwrap();
///
/// let placed = subscription.next().await.unwrap()?;
/// subscription.ack([placed.id()])?;
/// let paid = subscription.next().await.unwrap()?;
/// subscription.nack([paid.id()], NackAction::Retry, "the bank does not answer")?;
/// assert_eq!(subscription.next().await.unwrap()?.retry_count, 1);
/// # Ok::<(), plumberd::group::GroupError>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct GroupSubscription {
    acks: GroupAcks,
    /// In this order: first the connection ends, then perhaps the service.
    _connection: Connection,
    _service: Arc<Service>,
}

/// The answers of a subscriber, for whoever handles its events elsewhere than where they are taken.
#[derive(Debug, Clone)]
pub struct GroupAcks {
    inbox: Arc<Inbox>,
    group: GroupId,
    key: GroupKey,
    subscriber: SubscriberId,
    outbox: Arc<Outbox>,
}

impl GroupSubscription {
    pub(super) fn new(group: GroupId, connection: Connection, service: Arc<Service>) -> Self {
        let acks = GroupAcks {
            inbox: Arc::clone(&connection.inbox),
            group,
            key: connection.group,
            subscriber: connection.subscriber,
            outbox: Arc::clone(&connection.outbox),
        };
        Self { acks, _connection: connection, _service: service }
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &GroupId {
        &self.acks.group
    }

    /// The next event; nothing after the error that ended the subscription.
    pub async fn next(&mut self) -> Option<Result<GroupDelivery, GroupError>> {
        std::future::poll_fn(|context| self.acks.outbox.poll(context)).await
    }

    /// Tells that events were handled. An id that the subscriber does not have, or no longer, is
    /// passed over: the event has timed out, and is another's.
    ///
    /// # Errors
    /// When the subscription has ended. The events go to somebody else.
    pub fn ack(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<(), GroupError> {
        self.acks.ack(ids)
    }

    /// Tells that events could not be handled, and what to do with them. The reason is kept with
    /// events that are parked.
    ///
    /// # Errors
    /// As [`ack`](Self::ack).
    pub fn nack(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
        action: NackAction,
        reason: impl Into<Arc<str>>,
    ) -> Result<(), GroupError> {
        self.acks.nack(ids, action, reason)
    }

    /// The answers, to be given elsewhere. They do not keep the subscription.
    #[must_use]
    pub fn acks(&self) -> GroupAcks {
        self.acks.clone()
    }
}

impl GroupAcks {
    /// As [`GroupSubscription::ack`].
    ///
    /// # Errors
    /// When the subscription has ended.
    pub fn ack(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<(), GroupError> {
        let (group, subscriber) = (self.key, self.subscriber);
        self.answer(Command::Ack { group, subscriber, ids: ids.into_iter().collect() })
    }

    /// As [`GroupSubscription::nack`].
    ///
    /// # Errors
    /// When the subscription has ended.
    pub fn nack(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
        action: NackAction,
        reason: impl Into<Arc<str>>,
    ) -> Result<(), GroupError> {
        let (group, subscriber, reason) = (self.key, self.subscriber, reason.into());
        let ids = ids.into_iter().collect();
        self.answer(Command::Nack { group, subscriber, ids, action, reason })
    }

    fn answer(&self, command: Command) -> Result<(), GroupError> {
        match self.outbox.end() {
            Some(end) => Err(end),
            None => self.inbox.send(command),
        }
    }
}

impl Stream for GroupSubscription {
    type Item = Result<GroupDelivery, GroupError>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<GroupDelivery, GroupError>>> {
        self.acks.outbox.poll(context)
    }
}
