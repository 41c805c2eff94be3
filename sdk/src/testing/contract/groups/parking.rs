use std::sync::Arc;

use super::checks::{
    assert_quiet, create, from_start, group, groups, handle, info, json, next, put, put_some, read,
    subscribe, take, until,
};
use crate::clock::DateTimeOffset;
use crate::group::{GroupSettings, GroupSubscription, NackAction};
use crate::store::EventStore;
use crate::testing::{block_on, event};

const PARKED: &str = "$persistentsubscription-Order-1::g-parked";

fn park(subscriber: &mut GroupSubscription, count: usize) {
    for _ in 0..count {
        let delivery = next(subscriber);
        subscriber.nack([delivery.id()], NackAction::Park, "broken").unwrap();
    }
}

pub fn a_parked_event_is_linked_with_its_reason(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 1);
    assert_eq!(handle(&mut subscriber, 1), [0]);
    park(&mut subscriber, 1);
    assert_eq!(handle(&mut subscriber, 1), [2]);
    until(&groups, &group, |info| info.parked_count == 1);
    let parked = read(store, PARKED);
    assert_eq!((&*parked[0].event_type, &*parked[0].data), ("$>", &b"1@Order-1"[..]));
    let metadata = json(&parked[0].metadata);
    assert_eq!(
        (&metadata["reason"], &metadata["subscriptionEventNumber"]),
        (&"broken".into(), &1.into())
    );
    let added: DateTimeOffset = metadata["added"].as_str().unwrap().parse().unwrap();
    let apart = (added.unix_seconds() - parked[0].recorded_at.unix_seconds()).abs();
    assert!(apart < 60, "{added} is not when it was parked");
    assert_eq!(info(&groups, &group).oldest_parked, Some(parked[0].recorded_at));
}

pub fn an_event_that_is_tried_too_often_is_parked(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 1);
    let group = group("Order-1");
    let groups = create(store, &group, GroupSettings { max_retry_count: 2, ..from_start() });
    let mut subscriber = subscribe(&groups, &group, 1);
    for _ in 0..3 {
        let delivery = next(&mut subscriber);
        subscriber.nack([delivery.id()], NackAction::Retry, "no").unwrap();
    }
    assert_quiet(&mut subscriber);
    until(&groups, &group, |info| info.parked_count == 1);
    assert_eq!(json(&read(store, PARKED)[0].metadata)["reason"], "Reached retry count of 2");
}

pub fn parked_events_are_replayed(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 10);
    park(&mut subscriber, 3);
    until(&groups, &group, |info| info.parked_count == 3);
    block_on(groups.replay_parked(&group, None)).unwrap();
    for revision in 0..3 {
        let delivery = next(&mut subscriber);
        assert_eq!((delivery.event.revision, delivery.retry_count), (revision, 0));
        let link = delivery.event.link.as_ref().unwrap();
        assert_eq!((link.stream.as_str(), link.revision), (PARKED, revision));
        if revision == 1 {
            subscriber.nack([delivery.id()], NackAction::Park, "still broken").unwrap();
        } else {
            subscriber.ack([delivery.id()]).unwrap();
        }
    }
    // What was replayed and done is forgotten, sooner or later.
    let forgotten = || read(store, PARKED).len() == 1;
    until(&groups, &group, |info| info.parked_count == 1 && !info.is_replaying && forgotten());
    let left = read(store, PARKED);
    assert_eq!(json(&left[0].metadata)["reason"], "still broken");
    assert_eq!(&*left[0].data, b"1@Order-1");
    // A second replay is one of the second parking.
    block_on(groups.replay_parked(&group, None)).unwrap();
    assert_eq!(handle(&mut subscriber, 1), [1]);
    until(&groups, &group, |info| info.parked_count == 0 && !info.is_replaying);
    block_on(groups.replay_parked(&group, None)).unwrap();
    assert_quiet(&mut subscriber);
}

pub fn parked_events_are_replayed_up_to_a_number(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 5);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 10);
    park(&mut subscriber, 5);
    until(&groups, &group, |info| info.parked_count == 5);
    block_on(groups.replay_parked(&group, Some(2))).unwrap();
    assert_eq!(info(&groups, &group).parked_count, 3);
    assert_eq!(handle(&mut subscriber, 2), [0, 1]);
    assert_quiet(&mut subscriber);
    block_on(groups.replay_parked(&group, Some(100))).unwrap();
    assert_eq!(handle(&mut subscriber, 3), [2, 3, 4]);
    until(&groups, &group, |info| read(store, PARKED).is_empty() && !info.is_replaying);
}

pub fn links_that_were_parked_unresolved_are_replayed(store: &Arc<dyn EventStore>) {
    put(store, "Order-7", vec![event("OrderPlaced"), event("OrderPaid")]);
    let group = group("$ce-Order");
    let groups = create(store, &group, from_start());
    let mut subscriber = subscribe(&groups, &group, 10);
    park(&mut subscriber, 2);
    until(&groups, &group, |info| info.parked_count == 2);
    block_on(groups.replay_parked(&group, None)).unwrap();
    for data in [&b"0@Order-7"[..], b"1@Order-7"] {
        let delivery = next(&mut subscriber);
        assert_eq!((&*delivery.event.event_type, &*delivery.event.data), ("$>", data));
        subscriber.ack([delivery.id()]).unwrap();
    }
}

pub fn a_replayed_event_stays_parked_until_it_is_done(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 2);
    let group = group("Order-1");
    let first = create(store, &group, from_start());
    let mut subscriber = subscribe(&first, &group, 10);
    park(&mut subscriber, 2);
    until(&first, &group, |info| info.parked_count == 2);
    block_on(first.replay_parked(&group, None)).unwrap();
    assert_eq!(take(&mut subscriber, 2), [(0, 0), (1, 0)]);
    drop((first, subscriber));

    let second = groups(store);
    assert_eq!(info(&second, &group).parked_count, 2);
    let mut subscriber = subscribe(&second, &group, 10);
    block_on(second.replay_parked(&group, None)).unwrap();
    let mut revisions: Vec<_> = take(&mut subscriber, 2).into_iter().map(|(it, _)| it).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, [0, 1]);
}
