use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::thread;

use super::checks::{
    append, assert_holds, assert_quiet, delivery, events, ids, new_ids, put, read, read_all, take,
    until_caught_up,
};
use crate::store::{
    Delivery, EventStore, ReadAll, Selection, SubscribeAll, SubscribeFrom, SubscribeStream,
};
use crate::stream::{Category, ExpectedRevision, StreamName};
use crate::testing::fixture::unique_category;
use crate::testing::unique_stream;

const WRITERS: usize = 4;

pub fn no_event_is_lost_or_given_twice(store: &dyn EventStore) {
    const EACH: usize = 60;
    let category = unique_category();
    let streams: Vec<_> =
        (0..WRITERS).map(|n| StreamName::parse(format!("{category}-{n}")).unwrap()).collect();
    let total = WRITERS * EACH * 2;
    let selection = Selection::Category(category);
    let subscribe =
        |from| store.subscribe_all(SubscribeAll::from_start(selection.clone()).from(from));
    // Some follow from the begin, one begins in the middle of the load.
    let begun = AtomicBool::new(false);
    thread::scope(|scope| {
        let followers: Vec<_> = [SubscribeFrom::Start, SubscribeFrom::End]
            .map(subscribe)
            .into_iter()
            .map(|mut live| scope.spawn(move || ids(&take(&mut live, total))))
            .collect();
        let late = scope.spawn(|| {
            while !begun.load(Ordering::Acquire) {
                thread::yield_now();
            }
            ids(&take(&mut subscribe(SubscribeFrom::Start), total))
        });
        let one = {
            let mut live = store.subscribe_stream(SubscribeStream::from_start(streams[0].clone()));
            scope.spawn(move || take(&mut live, EACH * 2))
        };
        thread::scope(|scope| {
            for stream in &streams {
                let begun = &begun;
                scope.spawn(move || {
                    for round in 0..EACH {
                        put(store, stream, &events(2));
                        if round == EACH / 2 {
                            begun.store(true, Ordering::Release);
                        }
                    }
                });
            }
        });
        let log = ids(&read_all(store, ReadAll::forwards(selection.clone())));
        assert_eq!(log.len(), total);
        for follower in followers {
            assert_eq!(follower.join().unwrap(), log);
        }
        assert_eq!(late.join().unwrap(), log);
        assert_eq!(one.join().unwrap(), read(store, &streams[0]));
    });
}

pub fn a_slow_subscriber_holds_nobody_up(store: &dyn EventStore) {
    let stream = unique_stream();
    let subscribe = SubscribeStream::from_start(stream.clone());
    let mut slow = store.subscribe_stream(subscribe.clone());
    let mut fast = store.subscribe_stream(subscribe);
    put(store, &stream, &events(10));
    assert_eq!(take(&mut slow, 1)[0].revision, 0);
    for _ in 0..10 {
        put(store, &stream, &events(500));
    }
    assert_eq!(take(&mut fast, 5010).len(), 5010);
    let rest = take(&mut slow, 5009);
    assert!(rest.iter().map(|event| event.revision).eq(1..5010));
}

pub fn dropped_subscriptions_leave_nothing(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(700);
    put(store, &stream, &all);
    let category = Selection::Category(Category::parse(stream.category()).unwrap());
    for round in 0..200 {
        let mut by_stream = store.subscribe_stream(SubscribeStream::from_start(stream.clone()));
        let mut by_category = store.subscribe_all(SubscribeAll::from_start(category.clone()));
        match round % 4 {
            0 => {}
            1 => {
                let mut context = Context::from_waker(Waker::noop());
                let _ = by_stream.as_mut().poll_next(&mut context);
                let _ = by_category.as_mut().poll_next(&mut context);
            }
            2 => {
                delivery(&mut by_stream).unwrap();
                delivery(&mut by_category).unwrap();
            }
            _ if round % 40 == 3 => {
                assert_eq!(until_caught_up(&mut by_stream).len(), all.len());
                assert_quiet(&mut by_stream);
            }
            _ => {}
        }
    }
    append(store, &stream, ExpectedRevision::Exact(699), &[]).unwrap();
    assert_holds(store, &stream, &all);
}

pub fn many_follow_at_once(store: &dyn EventStore) {
    const FOLLOWERS: usize = 100;
    let streams: Vec<_> = (0..FOLLOWERS).map(|_| unique_stream()).collect();
    let mut followers: Vec<_> = streams
        .iter()
        .map(|stream| store.subscribe_stream(SubscribeStream::from_start(stream.clone())))
        .collect();
    for follower in &mut followers {
        assert!(until_caught_up(follower).is_empty());
    }
    for _ in 0..2 {
        for (stream, follower) in streams.iter().zip(&mut followers) {
            let new = events(1);
            put(store, stream, &new);
            assert_eq!(ids(&take(follower, 1)), new_ids(&new));
        }
    }
}

pub fn a_subscription_goes_with_its_subscriber(store: &dyn EventStore) {
    let stream = unique_stream();
    let mut live = store.subscribe_stream(SubscribeStream::from_start(stream.clone()));
    assert!(until_caught_up(&mut live).is_empty());
    // To another thread, where it waits.
    thread::scope(|scope| {
        let waiting = scope.spawn(move || {
            let first = delivery(&mut live).unwrap();
            (live, first)
        });
        let new = events(2);
        put(store, &stream, &new[..1]);
        let (mut live, first) = waiting.join().unwrap();
        assert!(matches!(first, Delivery::Event(event) if event.id == new[0].id));
        put(store, &stream, &new[1..]);
        assert_eq!(ids(&take(&mut live, 1)), new_ids(&new[1..]));
    });
}
