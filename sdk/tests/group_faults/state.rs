use std::sync::Arc;

use plumberd::group::{ConsumerGroups, GroupSettings, GroupStart, Place};
use plumberd::store::{EventStore, NewEvent, ReadStream};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, json_event};

use super::store::{Faulty, Switches, next, order, put, settings, stream, subscribe};

const CONFIG: &str = "$persistentSubscriptionConfig";
const CHECKPOINTS: &str = "$persistentsubscription-Order-1::g-checkpoint";

fn append(store: &dyn EventStore, name: &str, event: NewEvent) {
    block_on(store.append(stream(name), ExpectedRevision::Any, vec![event])).unwrap();
}

#[test]
fn groups_are_hosted_once() {
    let (store, switches) = Faulty::shared();
    let groups = ConsumerGroups::new(store);
    Switches::set(&switches.hosted, true);
    let error = block_on(groups.list()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the groups of this store are hosted elsewhere: process 7 has it; use them there, or stop that host"
    );
    assert!(error.is_retryable());
    Switches::set(&switches.hosted, false);
    assert!(block_on(groups.list()).unwrap().is_empty());
    assert_eq!(Arc::strong_count(&switches.leases), 2, "this one hosts them now");
    drop(groups);
    assert_eq!(Arc::strong_count(&switches.leases), 1, "and does not any more");
}

#[test]
fn a_shutdown_gives_the_lease_back() {
    let (store, switches) = Faulty::shared();
    let groups = ConsumerGroups::new(store);
    block_on(groups.list()).unwrap();
    block_on(groups.shutdown()).unwrap();
    assert_eq!(Arc::strong_count(&switches.leases), 1);
}

#[test]
fn another_host_is_noticed() {
    let (store, _) = Faulty::shared();
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    append(&*store, CONFIG, json_event("$PersistentConfig", r#"{"version":"2","entries":[]}"#));
    let error = block_on(groups.delete(&order())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the groups of this store are hosted elsewhere: another host wrote to `$persistentSubscriptionConfig`; use them there, or stop that host"
    );
}

#[test]
fn a_damaged_file_of_groups_is_named() {
    let (store, _) = Faulty::shared();
    append(&*store, CONFIG, json_event("$PersistentConfig", "{}"));
    let groups = ConsumerGroups::new(store.clone());
    assert_eq!(
        block_on(groups.list()).unwrap_err().to_string(),
        "stream `$persistentSubscriptionConfig` holds what is no state of groups: `entries`: they are not a list; append a sound one, or delete the stream and create the groups anew"
    );
    append(&*store, CONFIG, json_event("$PersistentConfig", r#"{"entries":[]}"#));
    block_on(groups.create(&order(), settings())).unwrap();
}

#[test]
fn a_damaged_checkpoint_is_named() {
    let (store, _) = Faulty::shared();
    put(&*store, 3);
    drop({
        let groups = ConsumerGroups::new(store.clone());
        block_on(groups.create(&order(), settings())).unwrap();
        groups
    });
    append(&*store, CHECKPOINTS, json_event("$SubscriptionCheckpoint", r#""C:1/P:1""#));
    let groups = ConsumerGroups::new(store.clone());
    assert_eq!(
        block_on(groups.info(&order())).unwrap_err().to_string(),
        "stream `$persistentsubscription-Order-1::g-checkpoint` holds what is no state of groups: event 0: it is no checkpoint in `Order-1`; append a sound one, or delete the group"
    );
    // The remedies work, also with a checkpoint as older servers wrote it.
    append(&*store, CHECKPOINTS, json_event("SubscriptionCheckpoint", "1"));
    assert_eq!(next(&mut subscribe(&groups)).event.revision, 2);
    block_on(groups.delete(&order())).unwrap();
}

#[test]
fn a_file_of_groups_of_kurrentdb_is_read() {
    let (store, _) = Faulty::shared();
    put(&*store, 2);
    let json = r#"{"version":"2","updated":"2025-07-13T18:22:19.2192669Z","updatedBy":"admin","entries":[
        {"stream":"Order-1","group":"g","resolveLinkTos":true,"extraStatistics":false,"messageTimeout":30000,
         "startFrom":0,"startPosition":"-1","liveBufferSize":500,"historyBufferSize":500,"maxRetryCount":10,
         "readBatchSize":20,"preferRoundRobin":false,"checkPointAfter":2000,"minCheckPointCount":10,
         "maxCheckPointCount":1000,"maxSubscriberCount":0,"namedConsumerStrategy":"RoundRobin"}]}"#;
    append(&*store, CONFIG, json_event("$PersistentConfig", json));
    let groups = ConsumerGroups::new(store.clone());
    let info = block_on(groups.info(&order())).unwrap();
    assert_eq!(info.settings, GroupSettings { resolve_links: true, ..GroupSettings::default() });
    put(&*store, 1);
    assert_eq!(next(&mut subscribe(&groups)).event.revision, 2, "from the end on");
}

#[test]
fn a_group_that_was_not_deleted_wholly_leaves_nothing_behind() {
    let (store, _) = Faulty::shared();
    put(&*store, 3);
    // As if the process had died between the two halves of a deletion.
    append(&*store, CHECKPOINTS, json_event("$SubscriptionCheckpoint", r#""1""#));
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    assert_eq!(next(&mut subscribe(&groups)).event.revision, 0);
}

#[test]
fn metadata_of_others_is_left_alone() {
    let (store, _) = Faulty::shared();
    put(&*store, 1);
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    let metadata = format!("$${CHECKPOINTS}");
    append(&*store, &metadata, json_event("$metadata", r#"{"$maxAge":9,"mine":1}"#));
    let mut subscriber = subscribe(&groups);
    let first = next(&mut subscriber);
    subscriber.ack([first.id()]).unwrap();
    super::store::until(&groups, |info| info.last_checkpoint.is_some());
    let read = ReadStream::backwards(stream(&metadata)).limit(1);
    let last = block_on(collect(store.read_stream(read))).unwrap().remove(0);
    let json: serde_json::Value = serde_json::from_slice(&last.data).unwrap();
    assert_eq!(
        (&json["$maxAge"], &json["mine"], &json["$maxCount"]),
        (&9.into(), &1.into(), &2.into())
    );
    assert_eq!(json["$acl"]["$r"], "$admins");
}

#[test]
fn a_position_that_is_none_is_refused() {
    let (store, _) = Faulty::shared();
    put(&*store, 3);
    let groups = ConsumerGroups::new(store);
    let all = plumberd::group::GroupId::to_all("g").unwrap();
    let start = GroupStart::At(Place::Position(Position::single(900)));
    let error = block_on(groups.create(&all, GroupSettings { start, ..settings() })).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the group `$all::g` cannot have this setting: `start`: position 900: the log of `memory:` ends at 3, so this is a checkpoint from another store, or from before this one was restored; use one of this store, or begin at the start"
    );
    assert!(block_on(groups.list()).unwrap().is_empty());
}
