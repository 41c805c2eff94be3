use std::thread;
use std::time::Duration;

use plumberd::group::{ConsumerGroups, GroupError, NackAction};
use plumberd::store::{Deletion, EventStore};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;

use super::store::{Faulty, Switches, end, next, order, put, settings, stream, subscribe, until};

#[test]
fn checkpoints_that_fail_are_written_later() {
    let (store, switches) = Faulty::shared();
    put(&*store, 3);
    let groups = ConsumerGroups::new(store);
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    Switches::set(&switches.full, true);
    let first = next(&mut subscriber);
    subscriber.ack([first.id()]).unwrap();
    until(&groups, |info| info.problem.is_some());
    let info = block_on(groups.info(&order())).unwrap();
    assert_eq!(
        info.problem.unwrap().to_string(),
        "the checkpoint of `Order-1::g` cannot be written: cannot append to stream `$persistentsubscription-Order-1::g-checkpoint`: no space is left for `test`: it was told to; free some and retry"
    );
    // Events go on meanwhile.
    assert_eq!(next(&mut subscriber).event.revision, 1);
    Switches::set(&switches.full, false);
    until(&groups, |info| info.problem.is_none() && info.last_checkpoint == Some(0.into()));
}

#[test]
fn events_that_cannot_be_parked_are_not_lost() {
    let (store, switches) = Faulty::shared();
    put(&*store, 5);
    let groups = ConsumerGroups::new(store);
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    Switches::set(&switches.full, true);
    for _ in 0..5 {
        let delivery = next(&mut subscriber);
        subscriber.nack([delivery.id()], NackAction::Park, "broken").unwrap();
    }
    until(&groups, |info| info.problem.is_some());
    let info = block_on(groups.info(&order())).unwrap();
    assert_eq!((info.outstanding, info.parked_count, info.last_processed), (5, 0, None));
    Switches::set(&switches.full, false);
    until(&groups, |info| info.parked_count == 5 && info.last_processed == Some(4.into()));
    // And none of them twice.
    block_on(groups.replay_parked(&order(), None)).unwrap();
    for revision in 0..5 {
        assert_eq!(next(&mut subscriber).event.revision, revision);
    }
}

#[test]
fn a_source_that_fails_for_a_while_is_read_on() {
    let (store, switches) = Faulty::shared();
    put(&*store, 1);
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    assert_eq!(next(&mut subscriber).event.revision, 0);
    Switches::set(&switches.locked, true);
    put(&*store, 1);
    until(&groups, |info| info.problem.is_some());
    thread::sleep(Duration::from_millis(250));
    let info = block_on(groups.info(&order())).unwrap();
    assert_eq!(info.subscribers.len(), 1);
    assert_eq!(
        info.problem.unwrap().to_string(),
        "the group `Order-1::g` cannot read on: cannot read the stream: `test` is locked by another process: it was told to; stop it, or try again later"
    );
    Switches::set(&switches.locked, false);
    let next = next(&mut subscriber);
    assert_eq!((next.event.revision, next.retry_count), (1, 0));
    until(&groups, |info| info.problem.is_none());
}

#[test]
fn a_stream_that_is_gone_ends_the_subscribers() {
    let (store, _) = Faulty::shared();
    put(&*store, 1);
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    let mut subscriber = subscribe(&groups);
    assert_eq!(next(&mut subscriber).event.revision, 0);
    block_on(store.delete(stream("Order-1"), ExpectedRevision::Any, Deletion::Tombstone)).unwrap();
    let text = "the group `Order-1::g` cannot read on: stream `Order-1` was deleted for ever";
    assert_eq!(end(&mut subscriber).to_string(), text);
    assert_eq!(subscriber.ack([]).unwrap_err().to_string(), text);
    // Each who comes learns it.
    assert_eq!(end(&mut subscribe(&groups)).to_string(), text);
}

#[cfg(feature = "regex")]
#[test]
fn a_filter_that_explodes_ends_the_subscribers() {
    use plumberd::group::{GroupId, GroupSettings, SubscriberOptions};
    use plumberd::store::{Filter, FilterOn};

    let (store, _) = Faulty::shared();
    let groups = ConsumerGroups::new(store.clone());
    let all = GroupId::to_all("g").unwrap();
    let filter = Filter::regex(FilterOn::Stream, r"^((a+)+\2?)+c(?!d)$").unwrap();
    let settings = GroupSettings { filter: Some(filter), ..settings() };
    block_on(groups.create(&all, settings)).unwrap();
    let mut subscriber = block_on(groups.subscribe(&all, SubscriberOptions::default())).unwrap();
    let name = stream(&format!("{}b", "a".repeat(60)));
    let events = vec![plumberd::testing::event("A")];
    block_on(store.append(name, ExpectedRevision::Any, events)).unwrap();
    let error = end(&mut subscriber);
    assert!(error.to_string().contains("does not come to an end on `aaa"), "{error}");
}

#[test]
fn an_engine_that_panics_leaves_nobody_waiting() {
    let (store, switches) = Faulty::shared();
    put(&*store, 1);
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    Switches::set(&switches.panics, true);
    let mut subscriber = subscribe(&groups);
    assert!(matches!(end(&mut subscriber), GroupError::Closed));
    let closed = "the consumer groups of this store were shut down; open them again";
    assert_eq!(block_on(groups.list()).unwrap_err().to_string(), closed);
    assert_eq!(subscriber.ack([]).unwrap_err().to_string(), closed);
    Switches::set(&switches.panics, false);
    let groups = ConsumerGroups::new(store);
    assert_eq!(next(&mut subscribe(&groups)).event.revision, 0);
}

#[test]
fn an_engine_that_lacks_something_is_told_apart() {
    let (store, switches) = Faulty::shared();
    Switches::set(&switches.lacks, true);
    let groups = ConsumerGroups::new(store);
    assert_eq!(
        block_on(groups.create(&order(), settings())).unwrap_err().to_string(),
        "consumer groups need deletions, which this engine has not; use another engine"
    );
}

#[test]
fn a_group_that_cannot_be_saved_does_not_exist() {
    let (store, switches) = Faulty::shared();
    let groups = ConsumerGroups::new(store);
    Switches::set(&switches.full, true);
    let error = block_on(groups.create(&order(), settings())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the groups cannot be saved: cannot append to stream `$persistentSubscriptionConfig`: no space is left for `test`: it was told to; free some and retry"
    );
    assert!(error.is_retryable());
    assert!(matches!(block_on(groups.info(&order())), Err(GroupError::DoesNotExist { .. })));
    Switches::set(&switches.full, false);
    block_on(groups.create(&order(), settings())).unwrap();
}
