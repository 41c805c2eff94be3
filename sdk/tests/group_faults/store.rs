//! A store in memory that can be made to fail, and that counts what it is asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use futures_core::Stream;
use plumberd::engine::memory::MemoryStore;
use plumberd::group::{
    ConsumerGroups, GroupDelivery, GroupError, GroupId, GroupInfo, GroupSettings, GroupStart,
    GroupSubscription, SubscriberOptions,
};
use plumberd::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, EventStore, EventStream,
    GroupsLease, NewEvent, ReadAll, ReadError, ReadStream, StorageError, StreamAppend,
    SubscribeAll, SubscribeStream, Subscription,
};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::testing::{block_on, event};

#[derive(Debug, Default)]
pub(super) struct Faulty {
    pub(super) inner: MemoryStore,
    switches: Arc<Switches>,
}

/// What is wrong with the store at the moment.
#[derive(Debug, Default)]
pub(super) struct Switches {
    /// Appends to streams with this in their names fail.
    pub(super) full: AtomicBool,
    /// Subscriptions end with an error that may pass.
    pub(super) locked: AtomicBool,
    /// Subscriptions panic.
    pub(super) panics: AtomicBool,
    /// Another one hosts the groups.
    pub(super) hosted: AtomicBool,
    /// It cannot delete.
    pub(super) lacks: AtomicBool,
    /// How often a subscription was polled.
    pub(super) polls: AtomicUsize,
    /// How often something was read or appended.
    pub(super) calls: AtomicUsize,
    /// How many leases are held.
    pub(super) leases: Arc<()>,
}

impl Switches {
    pub(super) fn set(switch: &AtomicBool, on: bool) {
        switch.store(on, Ordering::SeqCst);
    }

    pub(super) fn activity(&self) -> (usize, usize) {
        (self.polls.load(Ordering::SeqCst), self.calls.load(Ordering::SeqCst))
    }
}

fn storage(full: bool) -> StorageError {
    let (place, reason) = ("test".into(), "it was told to".into());
    if full { StorageError::Full { place, reason } } else { StorageError::Locked { place, reason } }
}

impl Faulty {
    pub(super) fn shared() -> (Arc<Self>, Arc<Switches>) {
        let store = Self::default();
        let switches = Arc::clone(&store.switches);
        (Arc::new(store), switches)
    }

    fn called(&self) {
        self.switches.calls.fetch_add(1, Ordering::SeqCst);
    }

    fn watched(&self, inner: Subscription) -> Subscription {
        Box::pin(Watched { inner, switches: Arc::clone(&self.switches) })
    }
}

struct Watched {
    inner: Subscription,
    switches: Arc<Switches>,
}

impl Stream for Watched {
    type Item = Result<plumberd::store::Delivery, ReadError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        self.switches.polls.fetch_add(1, Ordering::SeqCst);
        assert!(!self.switches.panics.load(Ordering::SeqCst), "the engine has a bug");
        if self.switches.locked.load(Ordering::SeqCst) {
            let error = ReadError::Storage { what: "the stream".into(), source: storage(false) };
            return Poll::Ready(Some(Err(error)));
        }
        self.inner.as_mut().poll_next(context)
    }
}

impl EventStore for Faulty {
    fn capabilities(&self) -> Capabilities {
        let mut capabilities = self.inner.capabilities();
        capabilities.deletes = !self.switches.lacks.load(Ordering::SeqCst);
        capabilities
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        self.called();
        if stream.is_system() && self.switches.full.load(Ordering::SeqCst) {
            return Box::pin(
                async move { Err(AppendError::Storage { stream, source: storage(true) }) },
            );
        }
        self.inner.append(stream, expected, events)
    }

    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        self.inner.append_many(appends)
    }

    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        self.inner.delete(stream, expected, deletion)
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        self.called();
        self.inner.read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        self.called();
        self.inner.read_all(read)
    }

    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription {
        self.watched(self.inner.subscribe_stream(subscribe))
    }

    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription {
        self.watched(self.inner.subscribe_all(subscribe))
    }

    fn host_groups(&self) -> Result<GroupsLease, StorageError> {
        if self.switches.hosted.load(Ordering::SeqCst) {
            return Err(StorageError::Locked {
                place: "events.db".into(),
                reason: "process 7 has it".into(),
            });
        }
        Ok(GroupsLease::new(Arc::clone(&self.switches.leases)))
    }
}

pub(super) fn stream(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

pub(super) fn order() -> GroupId {
    GroupId::new(stream("Order-1"), "g").unwrap()
}

/// Settings that begin at the start and write a checkpoint for each event.
pub(super) fn settings() -> GroupSettings {
    GroupSettings {
        start: GroupStart::Start,
        min_checkpoint_count: 1,
        max_checkpoint_count: 1,
        ..GroupSettings::default()
    }
}

pub(super) fn put(store: &dyn EventStore, count: usize) {
    let events = (0..count).map(|_| event("SomethingHappened")).collect();
    block_on(store.append(stream("Order-1"), ExpectedRevision::Any, events)).unwrap();
}

pub(super) fn subscribe(groups: &ConsumerGroups) -> GroupSubscription {
    block_on(groups.subscribe(&order(), SubscriberOptions::default())).unwrap()
}

/// The next delivery, which comes sooner or later.
pub(super) fn next(subscription: &mut GroupSubscription) -> GroupDelivery {
    block_on(subscription.next()).unwrap().unwrap()
}

/// The error that ends a subscription.
pub(super) fn end(subscription: &mut GroupSubscription) -> GroupError {
    loop {
        if let Err(error) = block_on(subscription.next()).unwrap() {
            assert!(block_on(subscription.next()).is_none());
            return error;
        }
    }
}

pub(super) fn until(groups: &ConsumerGroups, is: impl Fn(&GroupInfo) -> bool) {
    let begun = Instant::now();
    loop {
        let info = block_on(groups.info(&order())).unwrap();
        if is(&info) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "still {info:?}");
        thread::sleep(Duration::from_millis(5));
    }
}
