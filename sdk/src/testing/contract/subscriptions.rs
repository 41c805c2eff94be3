use super::checks::{
    assert_quiet, delete, delivery, events, ids, link, new_ids, put, read, set_metadata, take,
    until_caught_up,
};
use super::selections::only;
use crate::store::{
    Deletion, Delivery, EventStore, NewEvent, ReadError, RecordedEvent, Selection, SubscribeAll,
    SubscribeFrom, SubscribeStream, Subscription,
};
use crate::stream::{Category, ExpectedRevision, Position, Revision, StreamName};
use crate::testing::{event, unique_stream};
use SubscribeFrom::{After, End, Start};

fn to_stream(
    store: &dyn EventStore,
    stream: &StreamName,
    from: SubscribeFrom<Revision>,
) -> Subscription {
    store.subscribe_stream(SubscribeStream::from_start(stream.clone()).from(from))
}

fn to(store: &dyn EventStore, selection: Selection, from: SubscribeFrom<Position>) -> Subscription {
    store.subscribe_all(SubscribeAll::from_start(selection).from(from))
}

fn category_of(stream: &StreamName) -> Selection {
    Selection::Category(Category::parse(stream.category()).unwrap())
}

fn position(event: &RecordedEvent) -> Position {
    event.position.expect("an engine tells the positions of its log")
}

pub fn a_stream_is_followed_from_everywhere(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(6);
    put(store, &stream, &all[..4]);
    for (from, first) in [(Start, 0), (After(0), 1), (After(2), 3), (After(3), 4), (End, 4)] {
        let mut subscription = to_stream(store, &stream, from);
        let found = until_caught_up(&mut subscription);
        assert_eq!(ids(&found), new_ids(&all[first..4]), "{from:?}");
        assert_quiet(&mut subscription);
    }
    let mut live = to_stream(store, &stream, After(1));
    assert_eq!(ids(&until_caught_up(&mut live)), new_ids(&all[2..4]));
    put(store, &unique_stream(), &events(1));
    put(store, &stream, &all[4..5]);
    put(store, &stream, &all[5..]);
    let found = take(&mut live, 2);
    assert_eq!(ids(&found), new_ids(&all[4..]));
    // They are what a read gives.
    assert_eq!(found, read(store, &stream)[4..]);
    assert_quiet(&mut live);
}

pub fn the_log_is_followed_from_everywhere(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(6);
    put(store, &a, &all[..2]);
    put(store, &b, &all[2..4]);
    let log = until_caught_up(&mut to(store, Selection::All, Start));
    let ours: Vec<_> = only(&log, &[&a, &b]).into_iter().cloned().collect();
    assert_eq!(ids(&ours), new_ids(&all[..4]));
    for (index, event) in ours.iter().enumerate() {
        let mut rest = to(store, Selection::All, After(position(event)));
        let found = until_caught_up(&mut rest);
        assert_eq!(ids(only(&found, &[&a, &b])), new_ids(&all[index + 1..4]));
    }
    let mut live = to(store, Selection::All, End);
    put(store, &b, &all[4..]);
    let mut found = Vec::new();
    while found.len() < 2 {
        found.extend(take(&mut live, 1).into_iter().filter(|event| event.stream == b));
    }
    assert_eq!(ids(&found), new_ids(&all[4..]));
}

pub fn a_category_and_a_type_are_followed(store: &dyn EventStore) {
    let kind = format!("Type{}", uuid::Uuid::new_v4().simple());
    let stream = unique_stream();
    let other = StreamName::parse(format!("{}-other", stream.category())).unwrap();
    for selection in [category_of(&stream), Selection::EventType(kind.as_str().into())] {
        let mut live = to(store, selection.clone(), End);
        assert!(until_caught_up(&mut live).is_empty());
        let all: Vec<_> = (0..3).map(|_| event(&kind)).collect();
        put(store, &stream, &all[..1]);
        put(store, &unique_stream(), &events(2));
        put(store, &other, &all[1..]);
        let found = take(&mut live, 3);
        assert_eq!(ids(&found), new_ids(&all));
        assert_quiet(&mut live);
        let mut rest = to(store, selection, After(position(&found[0])));
        assert_eq!(ids(&take(&mut rest, 2)), new_ids(&all[1..]));
    }
}

pub fn a_subscription_begins_at_the_call(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(3);
    put(store, &stream, &all[..1]);
    let mut by_stream = to_stream(store, &stream, End);
    let mut by_category = to(store, category_of(&stream), End);
    // Nobody has polled yet.
    put(store, &stream, &all[1..]);
    assert_eq!(ids(&take(&mut by_stream, 2)), new_ids(&all[1..]));
    assert_eq!(ids(&take(&mut by_category, 2)), new_ids(&all[1..]));
}

pub fn a_stream_that_is_not_there_yet_is_followed(store: &dyn EventStore) {
    for from in [Start, End] {
        let stream = unique_stream();
        let mut live = to_stream(store, &stream, from);
        assert!(until_caught_up(&mut live).is_empty());
        let all = events(2);
        put(store, &stream, &all);
        assert_eq!(ids(&take(&mut live, 2)), new_ids(&all));
    }
}

pub fn progress_tells_the_place(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    let mut live = to_stream(store, &stream, Start);
    let log = loop {
        if let Delivery::CaughtUp(progress) = delivery(&mut live).unwrap() {
            break progress;
        }
    };
    assert_eq!((log.revision, log.position), (Some(2), None));
    let last = position(read(store, &stream).last().unwrap());
    let mut live = to(store, category_of(&stream), After(last));
    let Delivery::CaughtUp(progress) = delivery(&mut live).unwrap() else {
        panic!("there is nothing to give")
    };
    assert_eq!(progress.revision, None);
    assert!(progress.position >= Some(last), "{progress:?}");
    assert!(progress.at.unix_seconds() > 1_600_000_000, "{progress:?}");
    // It is a place to go on at.
    let new = events(1);
    put(store, &stream, &new);
    let mut rest = to(store, category_of(&stream), After(progress.position.unwrap()));
    assert_eq!(ids(&take(&mut rest, 1)), new_ids(&new));
}

pub fn a_late_subscriber_is_told_and_misses_nothing(store: &dyn EventStore) {
    let stream = unique_stream();
    let mut live = to_stream(store, &stream, Start);
    assert!(until_caught_up(&mut live).is_empty());
    let count = 3000;
    for _ in 0..6 {
        put(store, &stream, &events(count / 6));
    }
    let (mut found, mut fell, mut caught_up) = (Vec::new(), 0, 0);
    while caught_up == 0 {
        match delivery(&mut live).unwrap() {
            Delivery::Event(event) => found.push(event.revision),
            Delivery::FellBehind(progress) => {
                fell += 1;
                assert_eq!(progress.revision.map_or(0, |last| last + 1), found.len() as u64);
            }
            Delivery::CaughtUp(_) => caught_up += 1,
            Delivery::Checkpoint(_) => {}
        }
    }
    assert_eq!(fell, 1);
    assert!(found.into_iter().eq(0..count as u64));
    put(store, &stream, &events(1));
    assert!(matches!(delivery(&mut live), Ok(Delivery::Event(_))));
}

pub fn a_position_of_another_store_is_refused(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(1));
    let last = position(&read(store, &stream)[0]);
    let beyond = Position {
        commit: last.commit.saturating_add(1_000_000_000),
        prepare: last.prepare.saturating_add(1_000_000_000),
    };
    for selection in [Selection::All, category_of(&stream)] {
        match delivery(&mut to(store, selection, After(beyond))) {
            Err(ReadError::InvalidPlace { place, .. }) => {
                assert_eq!(place, format!("position {beyond}"));
            }
            other => panic!("{other:?}"),
        }
    }
}

pub fn hidden_events_are_not_followed(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(5));
    set_metadata(store, &stream, r#"{"$maxCount":2}"#);
    let mut live = to_stream(store, &stream, Start);
    let mut by_category = to(store, category_of(&stream), Start);
    for live in [&mut live, &mut by_category] {
        let found = until_caught_up(live);
        assert_eq!(found.iter().map(|event| event.revision).collect::<Vec<_>>(), [3, 4]);
    }
    let new = events(1);
    put(store, &stream, &new);
    for live in [&mut live, &mut by_category] {
        assert_eq!(ids(&take(live, 1)), new_ids(&new));
    }
}

pub fn a_stream_is_followed_through_its_deletion(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(6);
    put(store, &stream, &all[..2]);
    let mut live = to_stream(store, &stream, Start);
    assert_eq!(ids(&until_caught_up(&mut live)), new_ids(&all[..2]));
    delete(store, &stream, ExpectedRevision::Any, Deletion::Soft).unwrap();
    assert_quiet(&mut live);
    put(store, &stream, &all[2..4]);
    let found = take(&mut live, 2);
    assert_eq!(ids(&found), new_ids(&all[2..4]));
    assert_eq!(found[1].revision, 3);
    // Whoever begins now sees what is there now.
    let found = until_caught_up(&mut to_stream(store, &stream, Start));
    assert_eq!(ids(&found), new_ids(&all[2..4]));
    delete(store, &stream, ExpectedRevision::Any, Deletion::Soft).unwrap();
    let mut late = to_stream(store, &stream, Start);
    assert!(until_caught_up(&mut late).is_empty());
    put(store, &stream, &all[4..]);
    for live in [&mut live, &mut late] {
        assert_eq!(ids(&take(live, 2)), new_ids(&all[4..]));
    }
}

pub fn a_tombstone_ends_the_subscriptions_of_its_stream(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(2));
    let mut live = to_stream(store, &stream, Start);
    assert_eq!(until_caught_up(&mut live).len(), 2);
    let mut by_category = to(store, category_of(&stream), Start);
    assert_eq!(until_caught_up(&mut by_category).len(), 2);
    delete(store, &stream, ExpectedRevision::Any, Deletion::Tombstone).unwrap();
    for live in
        [&mut live, &mut to_stream(store, &stream, Start), &mut to_stream(store, &stream, End)]
    {
        let end = delivery(live);
        assert!(
            matches!(&end, Err(ReadError::StreamDeleted { stream: named }) if *named == stream),
            "{end:?}"
        );
        let after = crate::testing::block_on(crate::testing::next(live));
        assert!(after.is_none(), "{after:?}");
    }
    // That of the category goes on.
    assert_quiet(&mut by_category);
    let other = StreamName::parse(format!("{}-other", stream.category())).unwrap();
    let new = events(1);
    put(store, &other, &new);
    assert_eq!(ids(&take(&mut by_category, 1)), new_ids(&new));
}

pub fn links_are_followed(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    let sent = events(3);
    put(store, &target, &sent);
    put(store, &links, &[link(2, &target), event("Between")]);
    let subscribe = SubscribeStream::from_start(links.clone()).resolve_links();
    let mut live = store.subscribe_stream(subscribe);
    let found = until_caught_up(&mut live);
    assert_eq!(found.iter().map(RecordedEvent::read_revision).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(found[0].id, sent[2].id);
    put(store, &links, &[link(0, &target)]);
    let found = take(&mut live, 1);
    assert_eq!((found[0].id, found[0].read_revision()), (sent[0].id, 2));
    let subscribe = SubscribeAll::from_start(category_of(&links)).resolve_links();
    let found = until_caught_up(&mut store.subscribe_all(subscribe));
    assert_eq!((found.len(), found[0].id, found[2].id), (3, sent[2].id, sent[0].id));
}

pub fn a_virtual_stream_is_followed(store: &dyn EventStore) {
    let stream = unique_stream();
    let category = StreamName::parse(format!("$ce-{}", stream.category())).unwrap();
    let other = StreamName::parse(format!("{}-other", stream.category())).unwrap();
    let resolving = |from| {
        store.subscribe_stream(
            SubscribeStream::from_start(category.clone()).from(from).resolve_links(),
        )
    };
    let mut live = resolving(Start);
    let mut links = to_stream(store, &category, End);
    assert!(until_caught_up(&mut live).is_empty());
    let all = events(5);
    put(store, &stream, &all[..2]);
    put(store, &other, &all[2..3]);
    put(store, &stream, &all[3..]);
    let found = take(&mut live, 5);
    assert_eq!(ids(&found), new_ids(&all));
    assert!(found.iter().map(RecordedEvent::read_revision).eq(0..5));
    let found = take(&mut links, 5);
    assert_eq!(found[3].data, format!("2@{stream}"));
    assert_eq!(ids(&until_caught_up(&mut resolving(After(1)))), new_ids(&all[2..]));
    let mut end = resolving(End);
    let new: Vec<NewEvent> = events(1);
    put(store, &other, &new);
    assert_eq!(ids(&take(&mut end, 1)), new_ids(&new));
}
