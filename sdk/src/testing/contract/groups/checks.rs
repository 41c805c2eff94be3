//! Short words for what the cases do over and over.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_core::Stream;
use serde_json::Value;

use crate::group::{
    ConsumerGroups, GroupDelivery, GroupError, GroupId, GroupInfo, GroupSettings, GroupStart,
    GroupSubscription, SubscriberOptions,
};
use crate::store::{EventStore, NewEvent, ReadStream, RecordedEvent};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::{block_on, collect, event};

/// How long to wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn stream(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

/// The group `g` of a stream, or of the log.
pub(super) fn group(source: &str) -> GroupId {
    GroupId::new(stream(source), "g").unwrap()
}

pub(super) fn groups(store: &Arc<dyn EventStore>) -> ConsumerGroups {
    ConsumerGroups::new(store.clone())
}

/// Settings that begin at the start.
pub(super) fn from_start() -> GroupSettings {
    GroupSettings { start: GroupStart::Start, ..GroupSettings::default() }
}

/// The groups of a store, one of which is new.
pub(super) fn create(
    store: &Arc<dyn EventStore>,
    group: &GroupId,
    settings: GroupSettings,
) -> ConsumerGroups {
    let groups = groups(store);
    block_on(groups.create(group, settings)).unwrap();
    groups
}

pub(super) fn subscribe(
    groups: &ConsumerGroups,
    group: &GroupId,
    buffer_size: u32,
) -> GroupSubscription {
    let options = SubscriberOptions { buffer_size, ..SubscriberOptions::default() };
    block_on(groups.subscribe(group, options)).unwrap()
}

pub(super) fn put(store: &Arc<dyn EventStore>, name: &str, events: Vec<NewEvent>) {
    block_on(store.append(stream(name), ExpectedRevision::Any, events)).unwrap();
}

/// Appends events of some type.
pub(super) fn put_some(store: &Arc<dyn EventStore>, name: &str, count: usize) {
    put(store, name, (0..count).map(|_| event("SomethingHappened")).collect());
}

pub(super) fn info(groups: &ConsumerGroups, group: &GroupId) -> GroupInfo {
    block_on(groups.info(group)).unwrap()
}

/// Waits until the group tells what is wanted.
pub(super) fn until(groups: &ConsumerGroups, group: &GroupId, is: impl Fn(&GroupInfo) -> bool) {
    let begun = Instant::now();
    loop {
        let info = info(groups, group);
        if is(&info) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "still {info:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// What comes within a time; pending when nothing does.
pub(super) fn within(
    subscription: &mut GroupSubscription,
    time: Duration,
) -> Poll<Option<Result<GroupDelivery, GroupError>>> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let begun = Instant::now();
    loop {
        let polled = Pin::new(&mut *subscription).poll_next(&mut Context::from_waker(&waker));
        match time.checked_sub(begun.elapsed()) {
            Some(left) if polled.is_pending() => thread::park_timeout(left),
            _ => return polled,
        }
    }
}

/// What has to come.
fn come(subscription: &mut GroupSubscription) -> Option<Result<GroupDelivery, GroupError>> {
    match within(subscription, PATIENCE) {
        Poll::Ready(next) => next,
        Poll::Pending => panic!("nothing has come in {PATIENCE:?}"),
    }
}

/// The next event, which has to come.
pub(super) fn next(subscription: &mut GroupSubscription) -> GroupDelivery {
    come(subscription).unwrap().unwrap()
}

/// The end of a subscription, which has to come; events may have been on their way.
pub(super) fn end(subscription: &mut GroupSubscription) -> GroupError {
    loop {
        if let Err(error) = come(subscription).unwrap() {
            assert!(come(subscription).is_none(), "nothing comes after it");
            return error;
        }
    }
}

/// The next events: revisions and retry counts.
pub(super) fn take(subscription: &mut GroupSubscription, count: usize) -> Vec<(u64, u32)> {
    (0..count)
        .map(|_| next(subscription))
        .map(|delivery| (delivery.event.revision, delivery.retry_count))
        .collect()
}

/// Takes events and acks them.
pub(super) fn handle(subscription: &mut GroupSubscription, count: usize) -> Vec<u64> {
    (0..count)
        .map(|_| {
            let delivery = next(subscription);
            subscription.ack([delivery.id()]).unwrap();
            delivery.event.revision
        })
        .collect()
}

/// Asserts that nothing comes, for a while.
pub(super) fn assert_quiet(subscription: &mut GroupSubscription) {
    let next = within(subscription, Duration::from_millis(100));
    assert!(next.is_pending(), "nothing was expected, not: {next:?}");
}

pub(super) fn read(store: &Arc<dyn EventStore>, name: &str) -> Vec<RecordedEvent> {
    block_on(collect(store.read_stream(ReadStream::forwards(stream(name))))).unwrap_or_default()
}

pub(super) fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}
