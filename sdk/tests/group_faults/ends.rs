use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_core::Stream;
use plumberd::group::{ConsumerGroups, GroupSubscription, SubscriberOptions};
use plumberd::testing::block_on;

use super::store::{Faulty, next, order, put, settings, subscribe};

#[test]
fn the_service_ends_with_its_last_user() {
    let (store, _) = Faulty::shared();
    put(&*store, 1);
    let groups = ConsumerGroups::new(store.clone());
    assert_eq!(Arc::strong_count(&store), 2, "nothing has begun yet");
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    drop(groups);
    assert_eq!(next(&mut subscriber).event.revision, 0, "a subscription keeps the service");
    drop(subscriber);
    assert_eq!(Arc::strong_count(&store), 1, "the thread has ended");
}

/// Drops a subscription when it is woken, as a task that ends does.
struct DropIt(Mutex<Option<GroupSubscription>>);

impl Wake for DropIt {
    fn wake(self: Arc<Self>) {
        let subscription = self.0.lock().unwrap().take();
        drop(subscription);
    }
}

#[test]
fn the_last_user_may_end_on_the_thread_of_the_service() {
    let (store, _) = Faulty::shared();
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    let drop_it = Arc::new(DropIt(Mutex::new(None)));
    let waker = Waker::from(Arc::clone(&drop_it));
    let polled = Pin::new(&mut subscriber).poll_next(&mut Context::from_waker(&waker));
    assert!(matches!(polled, Poll::Pending));
    drop(groups);
    *drop_it.0.lock().unwrap() = Some(subscriber);
    put(&*store, 1);
    for _ in 0..1000 {
        if Arc::strong_count(&store) == 1 {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the service goes on without users");
}

#[test]
fn a_caller_that_gives_up_leaves_no_subscriber() {
    let (store, _) = Faulty::shared();
    let groups = ConsumerGroups::new(store);
    block_on(groups.create(&order(), settings())).unwrap();
    for _ in 0..20 {
        let group = order();
        let mut subscribing = Box::pin(groups.subscribe(&group, SubscriberOptions::default()));
        let _ = subscribing.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(subscribing);
    }
    super::store::until(&groups, |info| info.subscribers.is_empty());
}

/// The service dies again and again; each event is handled at least once, and those below a checkpoint
/// that was written do not come again.
#[test]
fn no_event_is_lost_across_crashes() {
    const EVENTS: u64 = 300;
    let (store, _) = Faulty::shared();
    put(&*store, usize::try_from(EVENTS).unwrap());
    block_on(ConsumerGroups::new(store.clone()).create(&order(), settings())).unwrap();
    let mut handled = BTreeSet::new();
    let mut lives = 0;
    while (handled.len() as u64) < EVENTS {
        lives += 1;
        assert!(lives < 200, "it does not get on: {} of {EVENTS}", handled.len());
        let groups = ConsumerGroups::new(store.clone());
        let info = block_on(groups.info(&order())).unwrap();
        let mut subscriber = subscribe(&groups);
        let turns = 5 + 7 * (lives % 7);
        for turn in 0..turns {
            if handled.len() as u64 == EVENTS {
                break;
            }
            let delivery = next(&mut subscriber);
            let revision = delivery.event.revision;
            assert!(info.last_checkpoint < Some(revision.into()), "{revision} was done");
            // It dies with an event in hand.
            if turn + 1 < turns {
                handled.insert(revision);
                subscriber.ack([delivery.id()]).unwrap();
            }
        }
    }
}
