use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use super::checks::{
    assert_quiet, create, from_start, group, handle, info, next, put_some, subscribe, take, until,
    within,
};
use crate::group::{GroupSettings, NackAction, Strategy};
use crate::store::EventStore;

pub fn each_event_goes_to_one_subscriber(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 6);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut first = subscribe(&groups, &group, 3);
    let mut all: Vec<_> = take(&mut first, 3);
    let mut second = subscribe(&groups, &group, 3);
    all.extend(take(&mut second, 3));
    all.sort_unstable();
    assert_eq!(all, (0..6).map(|revision| (revision, 0)).collect::<Vec<_>>());
}

pub fn a_subscriber_gets_no_more_than_it_has_room_for(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 50);
    let group = group("Order-1");
    let settings = GroupSettings { history_buffer_size: 7, live_buffer_size: 1, ..from_start() };
    let groups = create(store, &group, settings);
    let mut slow = subscribe(&groups, &group, 2);
    let kept = next(&mut slow);
    assert_eq!(next(&mut slow).event.revision, 1);
    assert_quiet(&mut slow);
    let found = info(&groups, &group);
    assert_eq!((found.total_in_flight, found.subscribers[0].available_slots), (2, 0));
    let waiting = found.read_buffer_count + found.live_buffer_count;
    assert!(waiting <= 7, "{waiting} events wait in memory");
    slow.ack([kept.id()]).unwrap();
    assert_eq!(handle(&mut slow, 48), (2..50).collect::<Vec<_>>());
}

pub fn what_a_subscriber_leaves_goes_to_others(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut leaving = subscribe(&groups, &group, 3);
    assert_eq!(take(&mut leaving, 2), [(0, 0), (1, 0)]);
    drop(leaving);
    let mut staying = subscribe(&groups, &group, 3);
    assert_eq!(take(&mut staying, 3), [(0, 1), (1, 1), (2, 0)], "the third was not seen");
}

pub fn pinned_streams_stay_with_one_subscriber(store: &Arc<dyn EventStore>) {
    let group = group("$ce-Order");
    let settings =
        GroupSettings { resolve_links: true, strategy: Strategy::Pinned, ..from_start() };
    let groups = create(store, &group, settings);
    let mut subscribers = [subscribe(&groups, &group, 20), subscribe(&groups, &group, 20)];
    for _ in 0..3 {
        for stream in ["Order-1", "Order-2", "Order-3", "Order-4"] {
            put_some(store, stream, 1);
        }
    }
    until(&groups, &group, |info| info.total_in_flight == 12);
    let mut streams = [BTreeSet::new(), BTreeSet::new()];
    for (subscriber, streams) in subscribers.iter_mut().zip(&mut streams) {
        while let Poll::Ready(Some(Ok(delivery))) = within(subscriber, Duration::from_millis(50)) {
            streams.insert(delivery.event.stream.to_string());
        }
    }
    let [first, second] = &streams;
    assert!(first.is_disjoint(second), "{first:?} and {second:?}");
    assert_eq!((first.len(), second.len()), (2, 2));
}

pub fn new_events_come_promptly(store: &Arc<dyn EventStore>) {
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 10);
    assert_quiet(&mut subscriber);
    let mut slowest = Duration::ZERO;
    for revision in 0..20 {
        put_some(store, "Order-1", 1);
        let begun = Instant::now();
        assert_eq!(handle(&mut subscriber, 1), [revision]);
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

pub fn many_subscribers_do_all_there_is(store: &Arc<dyn EventStore>) {
    const EVENTS: usize = 600;
    let group = group("Order-1");
    let settings = GroupSettings { max_retry_count: 1000, ..from_start() };
    let groups = create(store, &group, settings);
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for worker in 0..4_usize {
            let (groups, group, done) = (&groups, &group, &done);
            scope.spawn(move || {
                let mut subscription = subscribe(groups, group, 8);
                let mut handled = 0_usize;
                while done.load(Ordering::SeqCst) < EVENTS {
                    let Poll::Ready(next) = within(&mut subscription, Duration::from_millis(20))
                    else {
                        continue;
                    };
                    let id = next.unwrap().unwrap().id();
                    handled += 1;
                    if handled.is_multiple_of(11) {
                        subscription.nack([id], NackAction::Retry, "once more").unwrap();
                    } else if worker == 0 && handled.is_multiple_of(50) {
                        subscription = subscribe(groups, group, 8);
                    } else {
                        done.fetch_add(1, Ordering::SeqCst);
                        subscription.ack([id]).unwrap();
                    }
                }
            });
        }
        for _ in 0..EVENTS / 20 {
            put_some(store, "Order-1", 20);
        }
    });
    // Each event was handled once, or this would be left behind or too much.
    until(&groups, &group, |info| info.total_in_flight == 0);
    let last = info(&groups, &group);
    assert_eq!(done.load(Ordering::SeqCst), EVENTS);
    assert_eq!(last.last_processed.map(|place| place.to_string()), Some((EVENTS - 1).to_string()));
    assert_eq!((last.retry_buffer_count, last.parked_count), (0, 0));
}
