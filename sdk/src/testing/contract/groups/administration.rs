use std::sync::Arc;

use super::checks::{
    assert_quiet, create, end, from_start, group, groups, handle, info, next, put_some, read,
    stream, subscribe, take, until,
};
use crate::group::{
    ConsumerGroups, GroupError, GroupId, GroupInfo, GroupSettings, GroupSource, GroupStart,
    GroupStatus, NackAction, SubscriberOptions,
};
use crate::store::{EventStore, Filter};
use crate::testing::block_on;

pub fn a_group_exists_once(store: &Arc<dyn EventStore>) {
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    assert_eq!(
        block_on(groups.create(&group, from_start())).unwrap_err().to_string(),
        "the group `Order-1::g` exists already; update it, or choose another name"
    );
    // All values for one store stand for the same groups.
    let same = ConsumerGroups::new(store.clone());
    assert!(matches!(block_on(same.create(&group, from_start())), Err(GroupError::Exists { .. })));
}

pub fn a_group_that_is_not_there_is_an_error(store: &Arc<dyn EventStore>) {
    let (groups, group) = (groups(store), group("Order-1"));
    let text = "the group `Order-1::g` does not exist; create it first";
    let options = SubscriberOptions::default();
    for error in [
        block_on(groups.update(&group, from_start())).unwrap_err(),
        block_on(groups.delete(&group)).unwrap_err(),
        block_on(groups.replay_parked(&group, None)).unwrap_err(),
        block_on(groups.info(&group)).unwrap_err(),
        block_on(groups.subscribe(&group, options)).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), text);
    }
    assert!(block_on(groups.list()).unwrap().is_empty());
}

pub fn bad_settings_are_refused(store: &Arc<dyn EventStore>) {
    let (groups, order, all) = (groups(store), group("Order-1"), group("$all"));
    let bad = GroupSettings { read_batch_size: 0, ..from_start() };
    let text = "the group `Order-1::g` cannot have this setting: `read_batch_size`: 0 would stand still; use 1 or more";
    assert_eq!(block_on(groups.create(&order, bad.clone())).unwrap_err().to_string(), text);
    assert!(block_on(groups.list()).unwrap().is_empty(), "nothing was created");
    block_on(groups.create(&order, from_start())).unwrap();
    assert_eq!(block_on(groups.update(&order, bad)).unwrap_err().to_string(), text);
    let options = SubscriberOptions { buffer_size: 0, ..SubscriberOptions::default() };
    assert_eq!(
        block_on(groups.subscribe(&order, options)).unwrap_err().to_string(),
        "the group `Order-1::g` cannot have this setting: `buffer_size`: 0 has room for no event; use 1 or more"
    );
    let filter = |prefix: &str| Some(Filter::type_prefixes([prefix]));
    let settings = |filter| GroupSettings { filter, ..from_start() };
    block_on(groups.create(&all, settings(filter("Order")))).unwrap();
    block_on(groups.update(&all, settings(None))).unwrap();
    assert_eq!(info(&groups, &all).settings.filter, filter("Order"));
    assert_eq!(
        block_on(groups.update(&all, settings(filter("User")))).unwrap_err().to_string(),
        "the group `$all::g` cannot have this setting: `filter`: it stays as the group was created; delete the group and create it anew"
    );
}

pub fn there_are_no_more_subscribers_than_allowed(store: &Arc<dyn EventStore>) {
    let group = group("Order-1");
    let groups = create(store, &group, GroupSettings { max_subscribers: 2, ..from_start() });
    let first = subscribe(&groups, &group, 1);
    let _second = subscribe(&groups, &group, 1);
    let refused = block_on(groups.subscribe(&group, SubscriberOptions::default()));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the group `Order-1::g` has its maximum of 2 subscribers; disconnect one, or raise `max_subscribers`"
    );
    drop(first);
    let _third = subscribe(&groups, &group, 1);
}

pub fn a_deleted_group_is_gone(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 4);
    let group = group("Order-1");
    let settings =
        GroupSettings { min_checkpoint_count: 1, max_checkpoint_count: 1, ..from_start() };
    let groups = create(store, &group, settings.clone());
    let mut subscriber = subscribe(&groups, &group, 1);
    assert_eq!(handle(&mut subscriber, 2), [0, 1]);
    let parked = next(&mut subscriber);
    subscriber.nack([parked.id()], NackAction::Park, "broken").unwrap();
    until(&groups, &group, |info| info.parked_count == 1 && info.last_checkpoint == Some(2.into()));
    block_on(groups.delete(&group)).unwrap();
    let error = end(&mut subscriber);
    assert_eq!(
        error.to_string(),
        "the subscription to the group `Order-1::g` was dropped: the group was deleted"
    );
    for state in ["checkpoint", "parked"] {
        let name = format!("$persistentsubscription-Order-1::g-{state}");
        assert!(read(store, &name).is_empty(), "{name} is left");
    }
    // One of the same name begins anew.
    block_on(groups.create(&group, settings)).unwrap();
    let mut subscriber = subscribe(&groups, &group, 10);
    assert_eq!(info(&groups, &group).parked_count, 0);
    assert_eq!(take(&mut subscriber, 4), [(0, 0), (1, 0), (2, 0), (3, 0)]);
}

pub fn an_updated_group_goes_on(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 4);
    let group = group("Order-1");
    let groups = create(store, &group, from_start());
    // As long as nothing was read, also the beginning can change.
    let at = |revision: u64| GroupStart::At(revision.into());
    let update = |start, max_retry_count| {
        let settings = GroupSettings { start, max_retry_count, ..GroupSettings::default() };
        block_on(groups.update(&group, settings)).unwrap();
    };
    update(at(1), 10);
    let mut subscriber = subscribe(&groups, &group, 2);
    assert_eq!(handle(&mut subscriber, 1), [1]);
    assert_eq!(take(&mut subscriber, 1), [(2, 0)]);
    update(at(0), 3);
    let error = end(&mut subscriber);
    assert_eq!(
        error.to_string(),
        "the subscription to the group `Order-1::g` was dropped: the group was updated; subscribe again"
    );
    assert_eq!(info(&groups, &group).settings.max_retry_count, 3);
    let mut subscriber = subscribe(&groups, &group, 10);
    assert_eq!(take(&mut subscriber, 2), [(2, 0), (3, 0)], "the update was no try");
    assert_quiet(&mut subscriber);
}

pub fn a_group_tells_what_it_is_doing(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 30);
    let group = group("Order-1");
    let settings =
        GroupSettings { extra_statistics: true, history_buffer_size: 10, ..from_start() };
    let groups = create(store, &group, settings.clone());
    let idle = info(&groups, &group);
    assert_eq!((idle.status, idle.last_known), (GroupStatus::NotReady, Some(29.into())));
    assert_eq!((idle.last_processed, idle.last_checkpoint), (None, None));

    let options = SubscriberOptions {
        buffer_size: 4,
        connection_name: "billing-1".into(),
        from: "here".into(),
        user: "me".into(),
    };
    let mut subscriber = block_on(groups.subscribe(&group, options.clone())).unwrap();
    assert_eq!(handle(&mut subscriber, 2), [0, 1]);
    let retried = next(&mut subscriber);
    let taken = next(&mut subscriber);
    subscriber.nack([retried.id()], NackAction::Retry, "no").unwrap();
    until(&groups, &group, |info| info.total_items == 7 && info.read_buffer_count == 10);
    let busy = info(&groups, &group);
    assert_eq!(busy.settings, settings);
    assert_eq!((busy.status, busy.is_replaying), (GroupStatus::Behind, false));
    assert_eq!((busy.total_in_flight, busy.outstanding), (4, 4));
    assert_eq!(busy.last_processed, Some(1.into()));
    assert_eq!(busy.count_since_last_measurement, 0, "nothing since the last time");
    assert!(busy.problem.is_none(), "{:?}", busy.problem);
    let consumer = &busy.subscribers[0];
    assert_eq!(consumer.options, options);
    assert_eq!((consumer.in_flight, consumer.available_slots, consumer.total_items), (4, 0, 7));
    assert!(consumer.latency.is_some());

    subscriber.ack([taken.id()]).unwrap();
    for _ in 0..27 {
        let delivery = next(&mut subscriber);
        subscriber.ack([delivery.id()]).unwrap();
    }
    until(&groups, &group, |info| info.status == GroupStatus::Live && info.outstanding == 0);
    assert_eq!(info(&groups, &group).last_processed, Some(29.into()));
}

pub fn groups_are_listed(store: &Arc<dyn EventStore>) {
    let groups = groups(store);
    let names = [("Order-1", "a"), ("Order-1", "b"), ("Order-2", "a"), ("$all", "a")];
    let id = |(source, name): (&str, &str)| GroupId::new(stream(source), name).unwrap();
    for name in names {
        block_on(groups.create(&id(name), GroupSettings::default())).unwrap();
    }
    let listed = |list: Vec<GroupInfo>| {
        list.into_iter().map(|info| info.group.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        listed(block_on(groups.list()).unwrap()),
        ["Order-1::a", "Order-1::b", "Order-2::a", "$all::a"]
    );
    let of = |source| listed(block_on(groups.list_from(source)).unwrap());
    assert_eq!(of(id(names[0]).source().clone()), ["Order-1::a", "Order-1::b"]);
    assert_eq!(of(GroupSource::All), ["$all::a"]);
    assert!(of(stream("Order-9").into()).is_empty());
}
