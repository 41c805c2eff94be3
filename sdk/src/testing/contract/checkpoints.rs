use std::num::NonZeroU32;

use super::checks::{delivery, event_ids, events, ids, link, new_ids, put, until_caught_up};
use crate::store::{
    Delivery, EventStore, Filter, NewEvent, Progress, Selection, SubscribeAll, SubscribeFrom,
    Subscription,
};
use crate::stream::{Position, StreamName};
use crate::testing::unique_stream;

fn filtered(stream: &StreamName, interval: u32) -> SubscribeAll {
    let filter = Filter::stream_prefixes([stream.as_str()]);
    SubscribeAll {
        checkpoint_interval: NonZeroU32::new(interval),
        ..SubscribeAll::from_start(Selection::All).filter(filter)
    }
}

fn after(subscribe: SubscribeAll, progress: Progress) -> SubscribeAll {
    subscribe.from(SubscribeFrom::After(progress.position.unwrap()))
}

/// Events of a stream, with others in between.
fn among_others(store: &dyn EventStore, stream: &StreamName, rounds: usize) -> Vec<NewEvent> {
    let other = unique_stream();
    let mut sent = Vec::new();
    for round in 0..rounds {
        let new = events(1);
        put(store, stream, &new);
        put(store, &other, &events(round % 9));
        sent.extend(new);
    }
    sent
}

pub fn filters_are_followed(store: &dyn EventStore) {
    let stream = unique_stream();
    let sent = among_others(store, &stream, 20);
    let mut live = store.subscribe_all(filtered(&stream, 1000));
    assert_eq!(ids(&until_caught_up(&mut live)), new_ids(&sent));
    let more = among_others(store, &stream, 5);
    assert_eq!(ids(&super::checks::take(&mut live, 5)), new_ids(&more));
}

pub fn a_filter_follows_links_and_not_what_is_behind_them(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    let sent = events(1);
    put(store, &target, &sent);
    put(store, &links, &[link(0, &target)]);
    for stream in [&links, &target] {
        let mut live = store.subscribe_all(filtered(stream, 1000).resolve_links());
        let found = until_caught_up(&mut live);
        assert_eq!(ids(&found), [sent[0].id]);
        assert_eq!(found[0].link.is_some(), stream == &links);
    }
}

/// Takes deliveries up to the first `CaughtUp`, and checks that their places grow.
fn first_deliveries(subscription: &mut Subscription) -> Vec<Delivery> {
    let mut found = Vec::new();
    let mut last: Option<Position> = None;
    loop {
        let delivery = delivery(subscription).unwrap();
        let (position, may_repeat) = match &delivery {
            Delivery::Event(event) => (event.read_position(), false),
            Delivery::Checkpoint(progress) => (progress.position, false),
            Delivery::CaughtUp(progress) | Delivery::FellBehind(progress) => {
                (progress.position, true)
            }
        };
        assert!(last < position || may_repeat && last == position, "{last:?} before {delivery:?}");
        last = position;
        let done = matches!(delivery, Delivery::CaughtUp(_));
        found.push(delivery);
        if done {
            return found;
        }
    }
}

pub fn checkpoints_tell_what_a_filter_drops(store: &dyn EventStore) {
    let (stream, other) = (unique_stream(), unique_stream());
    put(store, &other, &events(50));
    put(store, &stream, &events(1));
    put(store, &other, &events(100));
    let found = first_deliveries(&mut store.subscribe_all(filtered(&stream, 10)));
    let at = found.iter().position(|delivery| matches!(delivery, Delivery::Event(_))).unwrap();
    let checkpoints = |deliveries: &[Delivery]| {
        deliveries.iter().filter(|one| matches!(one, Delivery::Checkpoint(_))).count()
    };
    assert!(checkpoints(&found[..at]) >= 5, "{found:?}");
    assert!(checkpoints(&found[at..]) >= 10, "{found:?}");
}

pub fn the_last_dropped_events_are_told_before_caught_up(store: &dyn EventStore) {
    let (stream, other) = (unique_stream(), unique_stream());
    put(store, &stream, &events(1));
    put(store, &other, &events(3));
    let found = first_deliveries(&mut store.subscribe_all(filtered(&stream, 1_000_000)));
    let [.., Delivery::Event(event), Delivery::Checkpoint(checkpoint), Delivery::CaughtUp(end)] =
        found.as_slice()
    else {
        panic!("{found:?}")
    };
    assert!(event.position < checkpoint.position && checkpoint.position <= end.position);
}

pub fn a_subscription_resumes_behind_any_checkpoint(store: &dyn EventStore) {
    let stream = unique_stream();
    let sent = new_ids(&among_others(store, &stream, 60));
    let subscribe = filtered(&stream, 3);
    let found = first_deliveries(&mut store.subscribe_all(subscribe.clone()));
    assert_eq!(event_ids(&found), sent);
    for (index, delivery) in found.iter().enumerate() {
        let (Delivery::Checkpoint(progress) | Delivery::CaughtUp(progress)) = delivery else {
            continue;
        };
        let given = event_ids(&found[..index]).len();
        let mut rest = store.subscribe_all(after(subscribe.clone(), *progress));
        assert_eq!(ids(&until_caught_up(&mut rest)), sent[given..], "behind {progress:?}");
    }
}

pub fn checkpoints_come_when_live_too(store: &dyn EventStore) {
    let (stream, other) = (unique_stream(), unique_stream());
    put(store, &other, &events(1));
    let mut live = store.subscribe_all(filtered(&stream, 10).from(SubscribeFrom::End));
    assert!(until_caught_up(&mut live).is_empty());
    put(store, &other, &events(25));
    let mut last = None;
    for _ in 0..2 {
        match delivery(&mut live).unwrap() {
            Delivery::Checkpoint(progress) => {
                assert!(last < progress.position);
                last = progress.position;
            }
            other => panic!("{other:?}"),
        }
    }
    let new = events(1);
    put(store, &stream, &new);
    assert_eq!(ids(&super::checks::take(&mut live, 1)), new_ids(&new));
}
