use std::sync::Arc;
use std::time::Duration;

use super::checks::{
    assert_quiet, create, end, from_start, group, groups, handle, info, json, next, put_some, read,
    subscribe, take, until,
};
use crate::group::{
    DropReason, GroupDelivery, GroupError, GroupInfo, GroupSettings, GroupStart, Strategy,
};
use crate::store::{EventStore, Filter};
use crate::testing::block_on;

const CHECKPOINTS: &str = "$persistentsubscription-Order-1::g-checkpoint";

pub fn a_checkpoint_is_written_as_the_settings_say(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 30);
    let group = group("Order-1");
    let settings = GroupSettings {
        checkpoint_after: Duration::from_millis(200),
        min_checkpoint_count: 3,
        max_checkpoint_count: 10,
        ..from_start()
    };
    let groups = create(store, &group, settings);
    let mut subscriber = subscribe(&groups, &group, 1);
    handle(&mut subscriber, 2);
    std::thread::sleep(Duration::from_millis(300));
    assert!(read(store, CHECKPOINTS).is_empty(), "two are below the minimum");
    handle(&mut subscriber, 1);
    let is = |place: &'static str| {
        move |info: &GroupInfo| info.last_checkpoint.is_some_and(|at| at.to_string() == place)
    };
    until(&groups, &group, is("2"));
    handle(&mut subscriber, 10);
    until(&groups, &group, |info| info.last_checkpoint > Some(2.into()));
    handle(&mut subscriber, 10);
    until(&groups, &group, |info| info.last_checkpoint > Some(12.into()));
    let checkpoints = read(store, CHECKPOINTS);
    assert!(checkpoints.len() <= 2, "old ones are hidden");
    let last = checkpoints.last().unwrap();
    assert_eq!(&*last.event_type, "$SubscriptionCheckpoint");
    let place: u64 = json(&last.data).as_str().unwrap().parse().unwrap();
    assert!((12..23).contains(&place), "{place}");
    let metadata = read(store, &format!("$${CHECKPOINTS}"));
    assert_eq!(json(&metadata.last().unwrap().data)["$maxCount"], 2);
}

pub fn a_checkpoint_survives(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 10);
    let group = group("Order-1");
    let settings =
        GroupSettings { min_checkpoint_count: 1, max_checkpoint_count: 1, ..from_start() };
    let first = create(store, &group, settings);
    let mut subscriber = subscribe(&first, &group, 10);
    let deliveries: Vec<_> = (0..10).map(|_| next(&mut subscriber)).collect();
    // All but the sixth.
    let done = deliveries.iter().filter(|delivery| delivery.event.revision != 5);
    subscriber.ack(done.map(GroupDelivery::id)).unwrap();
    until(&first, &group, |info| info.last_checkpoint == Some(4.into()));
    drop((subscriber, first));

    let second = groups(store);
    assert_eq!(info(&second, &group).last_checkpoint, Some(4.into()));
    let mut subscriber = subscribe(&second, &group, 10);
    assert_eq!(handle(&mut subscriber, 5), [5, 6, 7, 8, 9], "everything behind the checkpoint");
    assert_quiet(&mut subscriber);
}

pub fn a_shutdown_writes_a_checkpoint(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 3);
    let group = group("Order-1");
    let first = create(store, &group, from_start());
    let mut subscriber = subscribe(&first, &group, 1);
    handle(&mut subscriber, 2);
    block_on(first.shutdown()).unwrap();
    let error = end(&mut subscriber);
    assert!(matches!(error, GroupError::Dropped { reason: DropReason::Closed, .. }), "{error:?}");
    let closed = "the consumer groups of this store were shut down; open them again";
    assert_eq!(block_on(first.list()).unwrap_err().to_string(), closed);

    let second = groups(store);
    let mut subscriber = subscribe(&second, &group, 1);
    assert_eq!(handle(&mut subscriber, 1), [2]);
}

pub fn what_was_not_done_comes_again(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 5);
    let group = group("Order-1");
    let first = create(store, &group, from_start());
    let mut subscriber = subscribe(&first, &group, 2);
    assert_eq!(handle(&mut subscriber, 3), [0, 1, 2]);
    // As if the process had died: there is no checkpoint yet, for three are too few.
    drop((subscriber, first));
    let second = groups(store);
    let mut subscriber = subscribe(&second, &group, 10);
    assert_eq!(take(&mut subscriber, 5), [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]);
}

pub fn the_end_stays_where_it_was_at_creation(store: &Arc<dyn EventStore>) {
    put_some(store, "Order-1", 2);
    let end = GroupSettings::default();
    drop(create(store, &group("Order-1"), end.clone()));
    drop(create(store, &group("Order-2"), end));
    put_some(store, "Order-1", 1);
    put_some(store, "Order-2", 1);
    let groups = groups(store);
    for (source, first) in [("Order-1", 2), ("Order-2", 0)] {
        let group = group(source);
        assert_eq!(info(&groups, &group).settings.start, GroupStart::End);
        let mut subscriber = subscribe(&groups, &group, 10);
        assert_eq!(handle(&mut subscriber, 1), [first]);
    }
}

pub fn settings_survive(store: &Arc<dyn EventStore>) {
    let settings = GroupSettings {
        filter: Some(Filter::stream_prefixes(["Order-", "a,b"])),
        resolve_links: true,
        start: GroupStart::Start,
        extra_statistics: true,
        message_timeout: None,
        max_retry_count: 1,
        checkpoint_after: Duration::from_millis(3),
        min_checkpoint_count: 4,
        max_checkpoint_count: 5,
        max_subscribers: 6,
        live_buffer_size: 7,
        read_batch_size: 8,
        history_buffer_size: 9,
        strategy: Strategy::PinnedByCorrelation,
    };
    let all = group("$all");
    let first = create(store, &all, settings.clone());
    block_on(first.create(&group("Order-1"), GroupSettings::default())).unwrap();
    drop(first);
    let second = groups(store);
    assert_eq!(info(&second, &all).settings, settings);
    assert_eq!(info(&second, &group("Order-1")).settings, GroupSettings::default());
    let mut subscriber = subscribe(&second, &all, 1);
    block_on(second.delete(&all)).unwrap();
    end(&mut subscriber);
    drop(second);
    assert!(matches!(block_on(groups(store).info(&all)), Err(GroupError::DoesNotExist { .. })));
}
