use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::checks::{
    assert_quiet, create, from_start, group, groups, handle, info, next, put, put_some, read,
    stream, subscribe, take, within,
};
use crate::group::{GroupError, GroupSettings, GroupStart};
use crate::store::{EventStore, Filter, ReadAll, Selection};
use crate::stream::Position;
use crate::testing::{block_on, collect, event};

fn from(start: GroupStart) -> GroupSettings {
    GroupSettings { start, ..GroupSettings::default() }
}

pub fn a_group_may_begin_at_the_start(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 2);
    let group = group("Order-1");
    let groups = create(store, &group, from(GroupStart::Start));
    let mut subscriber = subscribe(&groups, &group, 10);
    assert_eq!(handle(&mut subscriber, 2), [0, 1]);
    put_some(store, "Order-1", 1);
    assert_eq!(handle(&mut subscriber, 1), [2]);
}

pub fn a_group_may_begin_at_the_end(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 2);
    let groups = groups(store);
    for (source, first) in [("Order-1", 2), ("Order-2", 0)] {
        let group = group(source);
        block_on(groups.create(&group, from(GroupStart::End))).unwrap();
        put_some(store, source, 1);
        let mut subscriber = subscribe(&groups, &group, 10);
        assert_eq!(handle(&mut subscriber, 1), [first]);
    }
    let all = group("$all");
    block_on(groups.create(&all, from(GroupStart::End))).unwrap();
    put(store, "Order-3", vec![event("OrderPlaced")]);
    let mut subscriber = subscribe(&groups, &all, 10);
    assert_eq!(&*next(&mut subscriber).event.event_type, "OrderPlaced");
}

pub fn a_group_may_begin_at_a_revision(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 4);
    let groups = groups(store);
    for (revision, expected) in [(0, vec![0, 1, 2, 3]), (2, vec![2, 3]), (6, vec![6])] {
        let group = group("Order-1");
        block_on(groups.create(&group, from(GroupStart::At(revision.into())))).unwrap();
        let mut subscriber = subscribe(&groups, &group, 10);
        if revision == 6 {
            assert_quiet(&mut subscriber);
            put_some(store, "Order-1", 3);
        }
        assert_eq!(handle(&mut subscriber, expected.len()), expected, "from {revision} on");
        block_on(groups.delete(&group)).unwrap();
    }
}

pub fn a_group_may_begin_at_a_position(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 4);
    put_some(store, "User-1", 2);
    let orders = Filter::stream_prefixes(["Order-"]);
    let log = ReadAll::forwards(Selection::All).filter(orders.clone());
    let events = block_on(collect(store.read_all(log))).unwrap();
    let groups = groups(store);
    let group = group("$all");
    for (at, filter, expected) in [
        (2, Some(orders.clone()), vec![2, 3]),
        // The event at that place is not one of the group's.
        (2, Some(Filter::stream_prefixes(["User-"])), vec![0, 1]),
    ] {
        let start = GroupStart::At(events[at].position.unwrap().into());
        block_on(groups.create(&group, GroupSettings { filter, ..from(start) })).unwrap();
        let mut subscriber = subscribe(&groups, &group, 10);
        assert_eq!(handle(&mut subscriber, 2), expected);
        block_on(groups.delete(&group)).unwrap();
    }
    let last = events[3].position.unwrap();
    let beyond = Position::single(last.commit.saturating_add(1_000_000_000));
    let refused = block_on(groups.create(&group, from(GroupStart::At(beyond.into()))));
    assert!(matches!(&refused, Err(GroupError::Settings { .. })), "{refused:?}");
}

pub fn a_group_of_the_log_has_a_filter(store: &Arc<dyn EventStore>) {
    let group = group("$all");
    let filter = Some(Filter::type_prefixes(["Order"]));
    let groups = create(store, &group, GroupSettings { filter, ..from_start() });
    for event_type in ["OrderPlaced", "UserCreated", "OrderPaid"] {
        put(store, "A-1", vec![event(event_type)]);
    }
    let mut subscriber = subscribe(&groups, &group, 10);
    assert_eq!(handle(&mut subscriber, 2), [0, 2]);
    assert_quiet(&mut subscriber);
}

pub fn a_group_of_the_log_does_not_read_its_own_state(store: &Arc<dyn EventStore>) {
    let group = group("$all");
    put_some(store, "Order-1", 3);
    let settings = GroupSettings {
        min_checkpoint_count: 1,
        max_checkpoint_count: 1,
        max_retry_count: 0,
        ..from_start()
    };
    let groups = create(store, &group, settings);
    let mut subscriber = subscribe(&groups, &group, 10);
    let mut seen = Vec::new();
    while let Poll::Ready(next) = within(&mut subscriber, Duration::from_millis(200)) {
        let delivery = next.unwrap().unwrap();
        subscriber.ack([delivery.id()]).unwrap();
        seen.push(delivery.event.stream);
        assert!(seen.len() < 50, "the group feeds on itself: {seen:?}");
    }
    assert_eq!(seen.iter().filter(|seen| **seen == stream("Order-1")).count(), 3);
    let checkpoints = group.to_string();
    let checkpoints = format!("$persistentsubscription-{checkpoints}-checkpoint");
    assert!(!read(store, &checkpoints).is_empty(), "{:?}", info(&groups, &group));
    assert!(!seen.contains(&stream(&checkpoints)));
}

pub fn a_group_of_a_category_is_answered_with_the_ids_of_links(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 1);
    put_some(store, "Order-2", 1);
    let group = group("$ce-Order");
    let groups = create(store, &group, GroupSettings { resolve_links: true, ..from_start() });
    let mut subscriber = subscribe(&groups, &group, 1);
    for source in ["Order-1", "Order-2"] {
        let delivery = next(&mut subscriber);
        assert_eq!(delivery.event.stream, stream(source));
        let link = delivery.event.link.as_ref().unwrap();
        assert_eq!((delivery.id(), &link.stream), (link.id, &stream("$ce-Order")));
        subscriber.ack([delivery.id()]).unwrap();
    }
    drop(subscriber);
    block_on(groups.delete(&group)).unwrap();
    block_on(groups.create(&group, from_start())).unwrap();
    let mut subscriber = subscribe(&groups, &group, 10);
    let delivery = next(&mut subscriber);
    assert_eq!((&*delivery.event.event_type, &*delivery.event.data), ("$>", &b"0@Order-1"[..]));
    assert_eq!(delivery.id(), delivery.event.id);
    assert_eq!(take(&mut subscriber, 1), [(1, 0)]);
}
