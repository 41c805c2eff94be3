use std::sync::Arc;
use std::time::Duration;

use super::checks::{
    assert_quiet, create, end, from_start, group, handle, info, next, put_some, subscribe, take,
    until,
};
use crate::group::{DropReason, GroupError, GroupSettings, NackAction};
use crate::store::EventStore;

pub fn a_retry_comes_again_before_new_events(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 1);
    for retry_count in 0..3 {
        let delivery = next(&mut subscriber);
        assert_eq!((delivery.event.revision, delivery.retry_count), (0, retry_count));
        subscriber.nack([delivery.id()], NackAction::Retry, "not yet").unwrap();
    }
    assert_eq!(handle(&mut subscriber, 3), [0, 1, 2]);
}

pub fn a_skipped_event_does_not_come_again(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 2);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 10);
    let skipped = next(&mut subscriber);
    subscriber.nack([skipped.id()], NackAction::Skip, "who cares").unwrap();
    assert_eq!(handle(&mut subscriber, 1), [1]);
    assert_quiet(&mut subscriber);
    assert_eq!(info(&groups, &group).parked_count, 0);
}

pub fn a_stop_ends_the_subscription(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut stopping = subscribe(&groups, &group, 2);
    let first = next(&mut stopping);
    assert_eq!(take(&mut stopping, 1), [(1, 0)]);
    stopping.nack([first.id()], NackAction::Stop, "no more").unwrap();
    let error = end(&mut stopping);
    assert_eq!(
        error.to_string(),
        "the subscription to the group `Order-1::g` was dropped: the subscriber asked to stop"
    );
    let mut other = subscribe(&groups, &group, 3);
    assert_eq!(take(&mut other, 3), [(0, 1), (1, 1), (2, 0)]);
}

pub fn an_event_that_times_out_goes_to_another_subscriber(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 1);
    let group = group("Order-1");
    let timeout = Some(Duration::from_millis(150));
    let groups = create(store, &group, GroupSettings { message_timeout: timeout, ..from_start() });
    let mut stuck = subscribe(&groups, &group, 1);
    let late = next(&mut stuck);
    let mut other = subscribe(&groups, &group, 1);
    let again = next(&mut other);
    assert_eq!((again.id(), again.retry_count), (late.id(), 1));
    // What another has is not the late one's any more.
    stuck.ack([late.id()]).unwrap();
    assert_eq!(info(&groups, &group).total_in_flight, 1);
    other.ack([again.id()]).unwrap();
    until(&groups, &group, |info| info.total_in_flight == 0 && info.retry_buffer_count == 0);
}

pub fn answers_of_a_dropped_subscription_are_refused(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 1);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 1);
    let delivery = next(&mut subscriber);
    let acks = subscriber.acks();
    drop(subscriber);
    until(&groups, &group, |info| info.subscribers.is_empty());
    let refused = acks.ack([delivery.id()]);
    assert!(
        matches!(&refused, Err(GroupError::Dropped { reason: DropReason::Unsubscribed, .. })),
        "{refused:?}"
    );
    assert_eq!(
        acks.nack([], NackAction::Park, "").unwrap_err().to_string(),
        "the subscription to the group `Order-1::g` was dropped: the subscriber has left"
    );
}
