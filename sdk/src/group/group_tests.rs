//! The state of a group, step by step.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::group::{Group, Waiting};
use super::outbox::Outbox;
use super::{
    DropReason, GroupDelivery, GroupError, GroupId, GroupSettings, NackAction, Place, Strategy,
    SubscriberOptions,
};
use crate::clock::DateTimeOffset;
use crate::store::{ContentType, RecordedEvent};
use crate::stream::StreamName;

/// An event whose id and revision are the same number.
pub(super) fn recorded(stream: &str, revision: u64) -> RecordedEvent {
    RecordedEvent {
        id: Uuid::from_u128(u128::from(revision) + 1),
        stream: StreamName::parse(stream).unwrap(),
        revision,
        position: None,
        event_type: "A".into(),
        content_type: ContentType::Json,
        data: "{}".into(),
        metadata: "".into(),
        recorded_at: DateTimeOffset::UNIX_EPOCH,
        link: None,
    }
}

pub(super) fn id(revision: u64) -> Uuid {
    recorded("A-1", revision).id
}

pub(super) fn options(buffer_size: u32) -> SubscriberOptions {
    SubscriberOptions { buffer_size, ..SubscriberOptions::default() }
}

pub(super) fn pop(outbox: &Outbox) -> Option<Result<GroupDelivery, GroupError>> {
    match outbox.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(delivery) => delivery,
        Poll::Pending => None,
    }
}

/// What waits for a subscriber: revisions and retry counts.
fn drain(outbox: &Outbox) -> Vec<(u64, u32)> {
    std::iter::from_fn(|| pop(outbox))
        .map(|delivery| delivery.map(|it| (it.event.revision, it.retry_count)).unwrap())
        .collect()
}

fn group(change: impl FnOnce(&mut GroupSettings), events: u64) -> (Group, Instant) {
    let mut settings = GroupSettings::default();
    change(&mut settings);
    let now = Instant::now();
    let mut group = Group::new(settings, None, None, now);
    for revision in 0..events {
        group.take(recorded("A-1", revision), Place::Revision(revision));
    }
    (group, now)
}

fn left() -> GroupError {
    GroupError::dropped(&GroupId::to_all("g").unwrap(), DropReason::Unsubscribed)
}

fn checkpoint(group: &Group) -> Option<u64> {
    match group.source.checkpoint().place {
        Some(Place::Revision(revision)) => Some(revision),
        _ => None,
    }
}

#[test]
fn events_are_shared_out_as_far_as_there_is_room() {
    let (mut group, now) = group(|_| {}, 10);
    let (a, b) = (group.connect(1, options(2)), group.connect(2, options(3)));
    group.dispatch(now);
    assert_eq!(drain(&a), [(0, 0), (2, 0)]);
    assert_eq!(drain(&b), [(1, 0), (3, 0), (4, 0)]);
    group.ack(1, &[id(2)], now);
    group.dispatch(now);
    assert_eq!(drain(&a), [(5, 0)]);
    assert_eq!(drain(&b), []);
    assert_eq!(checkpoint(&group), None);
    group.ack(1, &[id(0)], now);
    assert_eq!(checkpoint(&group), Some(0));
    group.ack(2, &[id(1)], now);
    assert_eq!(checkpoint(&group), Some(2));
    assert_eq!(group.waiting(), Waiting { live: 0, read: 4, retry: 0, in_flight: 3, parking: 0 });
}

#[test]
fn an_answer_counts_for_what_the_subscriber_has() {
    let (mut group, now) = group(|_| {}, 2);
    let (a, b) = (group.connect(1, options(1)), group.connect(2, options(1)));
    group.dispatch(now);
    assert_eq!((drain(&a), drain(&b)), (vec![(0, 0)], vec![(1, 0)]));
    group.ack(2, &[id(0), Uuid::from_u128(99)], now);
    group.ack(3, &[id(0)], now);
    assert_eq!(checkpoint(&group), None, "it is not the second's");
    group.ack(1, &[id(0)], now);
    group.ack(1, &[id(0)], now);
    assert_eq!(checkpoint(&group), Some(0));
}

#[test]
fn events_with_one_id_are_answered_one_by_one() {
    let (mut group, now) = group(|_| {}, 0);
    for revision in 0..3 {
        let event = RecordedEvent { id: id(7), ..recorded("A-1", revision) };
        group.take(event, Place::Revision(revision));
    }
    let a = group.connect(1, options(10));
    group.dispatch(now);
    assert_eq!(drain(&a).len(), 3);
    group.ack(1, &[id(7)], now);
    assert_eq!(checkpoint(&group), Some(0));
    group.ack(1, &[id(7), id(7)], now);
    assert_eq!(checkpoint(&group), Some(2));
}

#[test]
fn retries_go_before_new_events_and_to_another_subscriber() {
    let (mut group, now) = group(|_| {}, 3);
    let a = group.connect(1, options(1));
    group.dispatch(now);
    assert_eq!(drain(&a), [(0, 0)]);
    let b = group.connect(2, options(1));
    group.nack(1, &[id(0)], NackAction::Retry, &"no".into(), now);
    group.dispatch(now);
    assert_eq!(drain(&a), [(1, 0)]);
    assert_eq!(drain(&b), [(0, 1)]);
    group.nack(2, &[id(0)], NackAction::Retry, &"no".into(), now);
    group.dispatch(now);
    assert_eq!(drain(&b), [(0, 2)], "nobody else has room");
}

#[test]
fn what_was_tried_too_often_is_parked() {
    let (mut group, now) = group(|settings| settings.max_retry_count = 2, 2);
    let a = group.connect(1, options(1));
    for retry_count in 0..3 {
        group.dispatch(now);
        assert_eq!(drain(&a), [(0, retry_count)]);
        group.nack(1, &[id(0)], NackAction::Retry, &"no".into(), now);
    }
    group.dispatch(now);
    assert_eq!(drain(&a), [(1, 0)]);
    let to_park = group.pick_up(10);
    assert_eq!(to_park.len(), 1);
    assert_eq!((to_park[0].event.revision, &*to_park[0].reason), (0, "Reached retry count of 2"));
    assert_eq!(checkpoint(&group), None, "it is not parked yet");
    assert_eq!(group.waiting().parking, 1);
    group.finish_parking(to_park[0].sequence);
    assert_eq!(checkpoint(&group), Some(0));
    assert_eq!(group.waiting().parking, 0);
}

#[test]
fn skip_and_park_are_done() {
    let (mut group, now) = group(|_| {}, 2);
    let a = group.connect(1, options(2));
    group.dispatch(now);
    assert_eq!(drain(&a).len(), 2);
    group.nack(1, &[id(0)], NackAction::Skip, &"".into(), now);
    assert_eq!(checkpoint(&group), Some(0));
    group.nack(1, &[id(1)], NackAction::Park, &"broken".into(), now);
    let to_park = group.pick_up(10);
    assert_eq!(&*to_park[0].reason, "broken");
    assert!(group.pick_up(10).is_empty(), "picked up once");
    group.finish_parking(to_park[0].sequence);
    assert_eq!(checkpoint(&group), Some(1));
}

#[test]
fn a_timeout_takes_an_event_to_another_subscriber() {
    let (mut group, now) = group(|_| {}, 1);
    let a = group.connect(1, options(1));
    group.dispatch(now);
    assert_eq!(drain(&a), [(0, 0)]);
    let b = group.connect(2, options(1));
    let late = now + Duration::from_secs(30);
    assert_eq!(group.next_deadline(), Some(late));
    group.expire(now + Duration::from_millis(29_999));
    group.dispatch(late);
    assert_eq!(drain(&b), []);
    group.expire(late);
    group.dispatch(late);
    assert_eq!(drain(&b), [(0, 1)]);
    group.ack(1, &[id(0)], late);
    assert_eq!(checkpoint(&group), None, "it is the second's now");
    group.ack(2, &[id(0)], late);
    assert_eq!(checkpoint(&group), Some(0));
    assert_eq!(group.next_deadline(), None);
}

#[test]
fn what_nobody_has_seen_was_not_tried() {
    let (mut group, now) = group(|settings| settings.max_retry_count = 0, 2);
    let a = group.connect(1, options(2));
    group.dispatch(now);
    assert_eq!(pop(&a).unwrap().unwrap().event.revision, 0);
    let late = now + Duration::from_secs(30);
    group.expire(late);
    group.dispatch(late);
    assert_eq!(drain(&a), [(1, 0)], "the first was seen and is parked");
    assert_eq!(group.pick_up(10).len(), 1);

    group.disconnect(1, left());
    assert_eq!(group.pick_up(10).len(), 1, "the second was seen too");
    assert!(matches!(pop(&a), Some(Err(GroupError::Dropped { .. }))));
    assert!(pop(&a).is_none());
}

#[test]
fn without_a_timeout_subscribers_may_take_their_time() {
    let (mut group, now) = group(|settings| settings.message_timeout = None, 1);
    let _a = group.connect(1, options(1));
    group.dispatch(now);
    assert_eq!(group.next_deadline(), None);
}

#[test]
fn who_leaves_gives_back_what_it_has() {
    let (mut group, now) = group(|_| {}, 3);
    let a = group.connect(1, options(2));
    group.dispatch(now);
    assert_eq!(pop(&a).unwrap().unwrap().event.revision, 0);
    group.disconnect(1, left());
    assert!(!group.has_subscribers());
    let b = group.connect(2, options(3));
    group.dispatch(now);
    assert_eq!(drain(&b), [(0, 1), (1, 0), (2, 0)]);
    group.disconnect(7, left());
}

#[test]
fn when_all_are_dropped_nothing_was_tried() {
    let (mut group, now) = group(|_| {}, 2);
    let a = group.connect(1, options(2));
    group.dispatch(now);
    assert_eq!(pop(&a).unwrap().unwrap().event.revision, 0);
    group.disconnect_all(&GroupError::Closed);
    assert!(matches!(pop(&a), Some(Err(GroupError::Closed))));
    let b = group.connect(2, options(2));
    group.dispatch(now);
    assert_eq!(drain(&b), [(0, 0), (1, 0)]);
}

#[test]
fn a_limit_of_subscribers_is_a_limit() {
    let (mut group, _) = group(|settings| settings.max_subscribers = 1, 0);
    assert!(!group.is_full());
    group.connect(1, options(1));
    assert!(group.is_full());
    group.disconnect(1, left());
    assert!(!group.is_full());
}

#[test]
fn memory_is_bounded() {
    let set = |settings: &mut GroupSettings| {
        settings.history_buffer_size = 5;
        settings.live_buffer_size = 3;
    };
    let (mut group, now) = group(set, 4);
    assert_eq!(group.room(), 1);
    group.is_live = true;
    assert_eq!(group.room(), 0);
    group.is_live = false;
    let a = group.connect(1, options(2));
    group.dispatch(now);
    assert_eq!((drain(&a).len(), group.room()), (2, 3));
    group.nack(1, &[id(0)], NackAction::Park, &"".into(), now);
    assert_eq!(group.room(), 2, "what is being parked takes room");
    assert_eq!(group.replay_room(), 5);
    group.replay(recorded("A-1", 9), 0);
    assert_eq!(group.replay_room(), 4);
}

#[test]
fn replayed_events_have_a_checkpoint_of_their_own() {
    let (mut group, now) = group(|_| {}, 1);
    group.replay(recorded("A-1", 8), 3);
    group.replay(recorded("A-1", 9), 4);
    let a = group.connect(1, options(5));
    group.dispatch(now);
    assert_eq!(drain(&a), [(8, 0), (9, 0), (0, 0)], "they go before new events");
    group.ack(1, &[id(9), id(0)], now);
    assert_eq!((group.parked.checkpoint().place, checkpoint(&group)), (None, Some(0)));
    group.ack(1, &[id(8)], now);
    assert_eq!(group.parked.checkpoint().place, Some(4));
}

#[test]
fn pinned_streams_do_not_wait_for_each_other() {
    let (mut group, now) = group(|settings| settings.strategy = Strategy::Pinned, 0);
    let (a, b) = (group.connect(1, options(1)), group.connect(2, options(1)));
    for (revision, stream) in ["A-1", "A-1", "A-2", "A-2"].into_iter().enumerate() {
        let revision = revision as u64;
        group.take(recorded(stream, revision), Place::Revision(revision));
    }
    group.dispatch(now);
    assert_eq!((drain(&a), drain(&b)), (vec![(0, 0)], vec![(2, 0)]));
    group.ack(2, &[id(2)], now);
    group.dispatch(now);
    assert_eq!((drain(&a), drain(&b)), (vec![], vec![(3, 0)]));
    group.ack(1, &[id(0)], now);
    group.dispatch(now);
    assert_eq!((drain(&a), drain(&b)), (vec![(1, 0)], vec![]));
}

#[test]
fn live_and_read_events_are_told_apart() {
    let (mut group, now) = group(|_| {}, 2);
    group.is_live = true;
    group.take(recorded("A-1", 2), Place::Revision(2));
    let waiting = group.waiting();
    assert_eq!((waiting.live, waiting.read), (1, 2));
    let _a = group.connect(1, options(3));
    group.dispatch(now);
    let waiting = group.waiting();
    assert_eq!((waiting.live, waiting.read, waiting.in_flight), (0, 0, 3));
}

#[test]
fn an_update_leaves_what_was_taken() {
    let (mut group, now) = group(|_| {}, 2);
    let a = group.connect(1, options(1));
    group.dispatch(now);
    assert_eq!(drain(&a), [(0, 0)]);
    group.disconnect_all(&GroupError::Closed);
    group.update(GroupSettings { strategy: Strategy::Pinned, ..GroupSettings::default() });
    let (b, c) = (group.connect(2, options(5)), group.connect(3, options(5)));
    group.dispatch(now);
    assert_eq!((drain(&b), drain(&c)), (vec![(0, 0), (1, 0)], vec![]));
}

#[test]
fn latencies_are_measured_when_asked_for() {
    for measured in [false, true] {
        let (mut group, now) = group(|settings| settings.extra_statistics = measured, 2);
        let _a = group.connect(1, options(2));
        group.dispatch(now);
        group.ack(1, &[id(0)], now + Duration::from_millis(5));
        let nack: Arc<str> = "".into();
        group.nack(1, &[id(1)], NackAction::Skip, &nack, now + Duration::from_millis(7));
        let info = group.subscribers().next().unwrap().info(Duration::from_secs(2));
        assert_eq!((info.total_items, info.average_per_second, info.in_flight), (2, 1, 0));
        assert_eq!(info.available_slots, 2);
        assert_eq!(info.latency.map(|it| it.mean), measured.then(|| Duration::from_millis(6)));
    }
}
