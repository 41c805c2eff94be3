use std::sync::Arc;

use crate::plumber::Plumber;
use crate::store::EventStore;

use super::command::{Answered, Command, Snapshot};
use super::reply::reply;
use super::service::Service;
use super::storage::Storage;
use super::{
    GroupError, GroupId, GroupInfo, GroupSettings, GroupSource, GroupSubscription,
    SubscriberOptions, begin,
};

/// The consumer groups of a store: `KurrentDB`'s persistent subscriptions.
///
/// All values for one store, clones or not, stand for the same groups. A thread of its own looks
/// after them while there is such a value or a [`GroupSubscription`]; it begins with the first call.
/// Keep a value, for beginning anew costs the reading of all state.
///
/// A store has one host of its groups at a time; see
/// [`EventStore::host_groups`](crate::store::EventStore::host_groups).
///
/// ```
/// use plumberd::group::{GroupId, GroupSettings, GroupStart, SubscriberOptions};
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Order", version = "v1")]
/// struct OrderPlaced { total: u32 }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let stream = OrderPlaced::stream(7);
/// plumber.append(&stream, ExpectedRevision::Any, [OrderPlaced { total: 3 }]).await?;
///
/// let groups = plumber.groups();
/// let billing = GroupId::new(stream, "billing")?;
/// let settings = GroupSettings { start: GroupStart::Start, ..GroupSettings::default() };
/// groups.create(&billing, settings).await?;
///
/// let mut subscription = groups.subscribe(&billing, SubscriberOptions::default()).await?;
/// if let Some(delivery) = subscription.next().await {
///     let delivery = delivery?;
///     assert_eq!(&*delivery.event.event_type, "OrderPlaced");
///     subscription.ack([delivery.id()])?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct ConsumerGroups(Arc<Service>);

impl ConsumerGroups {
    /// The groups of a store.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self(Service::of(store))
    }

    async fn ask<T>(&self, command: impl FnOnce(Answered<T>) -> Command) -> Result<T, GroupError> {
        let (reply, answer) = reply();
        self.0.send(command(reply))?;
        answer.await.unwrap_or(Err(GroupError::Closed))
    }

    /// Creates a group.
    ///
    /// # Errors
    /// [`GroupError::Exists`]; [`GroupError::Settings`] when it cannot work so; or what the store says.
    pub async fn create(&self, group: &GroupId, settings: GroupSettings) -> Result<(), GroupError> {
        let group = group.clone();
        self.ask(|reply| Command::Create { group, settings, reply }).await
    }

    /// Changes how a group works; its filter stays. Its subscribers are dropped
    /// ([`DropReason::Updated`](super::DropReason::Updated)) and subscribe again. Where it begins
    /// counts only as long as the group has read nothing.
    ///
    /// # Errors
    /// [`GroupError::DoesNotExist`]; [`GroupError::Settings`]; or what the store says.
    pub async fn update(&self, group: &GroupId, settings: GroupSettings) -> Result<(), GroupError> {
        let group = group.clone();
        self.ask(|reply| Command::Update { group, settings, reply }).await
    }

    /// Deletes a group with its checkpoint and its parked events. Its subscribers are dropped
    /// ([`DropReason::Deleted`](super::DropReason::Deleted)).
    ///
    /// # Errors
    /// [`GroupError::DoesNotExist`]; or what the store says.
    pub async fn delete(&self, group: &GroupId) -> Result<(), GroupError> {
        let group = group.clone();
        self.ask(|reply| Command::Delete { group, reply }).await
    }

    /// What a group is doing.
    ///
    /// # Errors
    /// [`GroupError::DoesNotExist`]; or what the store says.
    pub async fn info(&self, group: &GroupId) -> Result<GroupInfo, GroupError> {
        let group = group.clone();
        let snapshot = self.ask(|reply| Command::Info { group, reply }).await?;
        self.complete(snapshot).await
    }

    /// What all groups are doing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn list(&self) -> Result<Vec<GroupInfo>, GroupError> {
        self.list_of(None).await
    }

    /// What the groups that read a stream, or the log, are doing. There may be none.
    ///
    /// # Errors
    /// What the store says.
    pub async fn list_from(&self, source: GroupSource) -> Result<Vec<GroupInfo>, GroupError> {
        self.list_of(Some(source)).await
    }

    async fn list_of(&self, of: Option<GroupSource>) -> Result<Vec<GroupInfo>, GroupError> {
        let mut list = Vec::new();
        for snapshot in self.ask(|reply| Command::List { of, reply }).await? {
            list.push(self.complete(snapshot).await?);
        }
        Ok(list)
    }

    /// Looks up what the service does not keep in memory.
    async fn complete(&self, snapshot: Snapshot) -> Result<GroupInfo, GroupError> {
        let Snapshot { mut info, first_parked } = snapshot;
        let store = self.0.store();
        // The last event that a filter takes may be far from the end.
        if info.settings.filter.is_none() {
            info.last_known = info.last_known.max(begin::last(&info.group, store).await?);
        }
        if info.parked_count > 0 {
            let storage = Storage(Arc::clone(store));
            info.oldest_parked = storage.parked_at(&info.group, first_parked).await?;
        }
        Ok(info)
    }

    /// Gives parked events to the subscribers again, as new ones: the oldest `limit` of them, or all.
    /// It is done when the answer comes that the replay has begun; events stay parked, on disk, until
    /// they are handled.
    ///
    /// # Errors
    /// [`GroupError::DoesNotExist`]; or what the store says.
    pub async fn replay_parked(
        &self,
        group: &GroupId,
        limit: Option<u64>,
    ) -> Result<(), GroupError> {
        let group = group.clone();
        self.ask(|reply| Command::Replay { group, limit, reply }).await
    }

    /// Connects a subscriber to a group.
    ///
    /// # Errors
    /// [`GroupError::DoesNotExist`]; [`GroupError::MaximumSubscribersReached`];
    /// [`GroupError::Settings`] for a buffer without room; or what the store says.
    pub async fn subscribe(
        &self,
        group: &GroupId,
        options: SubscriberOptions,
    ) -> Result<GroupSubscription, GroupError> {
        let of = group.clone();
        let connection = self.ask(|reply| Command::Connect { group: of, options, reply }).await?;
        Ok(GroupSubscription::new(group.clone(), connection, Arc::clone(&self.0)))
    }

    /// Writes down how far all groups are, drops their subscribers
    /// ([`DropReason::Closed`](super::DropReason::Closed)), and ends the service. Without this, some
    /// events that were handled since the last checkpoint are given out again by the next host.
    ///
    /// # Errors
    /// When a checkpoint could not be written. The service has ended all the same.
    pub async fn shutdown(&self) -> Result<(), GroupError> {
        self.ask(|reply| Command::Shutdown { reply }).await
    }
}

impl Plumber {
    /// The consumer groups of the store.
    #[must_use]
    pub fn groups(&self) -> ConsumerGroups {
        ConsumerGroups::new(Arc::clone(self.store()))
    }
}
