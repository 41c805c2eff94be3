use uuid::Uuid;

use super::checks::{assert_increasing, events, ids, put, read_all};
use crate::store::{Direction, EventStore, NewEvent, ReadAll, ReadFrom, RecordedEvent, Selection};
use crate::stream::{Category, StreamId, StreamName};
use crate::testing::fixture::unique_category;
use crate::testing::{event, unique_stream};

/// Appends to two streams in turn, and gives back the ids in the order of the log.
fn two_streams(store: &dyn EventStore) -> (StreamName, StreamName, Vec<Uuid>) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(8);
    for (index, event) in all.iter().enumerate() {
        put(store, if index % 2 == 0 { &a } else { &b }, std::slice::from_ref(event));
    }
    (a, b, all.iter().map(|event| event.id).collect())
}

/// The events of some streams: the log may hold those of other tests.
pub(super) fn only<'a>(
    events: &'a [RecordedEvent],
    streams: &[&StreamName],
) -> Vec<&'a RecordedEvent> {
    events.iter().filter(|event| streams.contains(&&event.stream)).collect()
}

pub fn the_log_reads_in_order(store: &dyn EventStore) {
    let (a, b, expected) = two_streams(store);
    let log = read_all(store, ReadAll::default());
    assert_increasing(&log);
    assert_eq!(ids(only(&log, &[&a, &b])), expected);
}

pub fn the_log_reads_from_a_position(store: &dyn EventStore) {
    let (a, b, expected) = two_streams(store);
    let log = read_all(store, ReadAll::default());
    for (index, event) in only(&log, &[&a, &b]).into_iter().enumerate() {
        let position = event.position.expect("an engine tells the positions of its log");
        let from = ReadAll::default().from_position(position);
        let found = read_all(store, from.clone());
        assert_eq!(found.first().map(|event| event.id), Some(event.id));
        assert_eq!(ids(only(&found, &[&a, &b])), expected[index..]);
        let limited = read_all(store, from.limit(1));
        assert_eq!(ids(&limited), [event.id]);
    }
    let none = ReadAll { from: ReadFrom::End, ..ReadAll::default() };
    assert!(read_all(store, none).is_empty());
}

pub fn the_log_reads_backwards(store: &dyn EventStore) {
    let (a, b, mut expected) = two_streams(store);
    let log = read_all(store, ReadAll::backwards(Selection::All));
    assert_increasing(log.iter().rev());
    let ours = only(&log, &[&a, &b]);
    expected.reverse();
    assert_eq!(ids(ours.iter().copied()), expected);
    // From a position on, inclusive.
    let third = ours[2].position.unwrap();
    let found = read_all(store, ReadAll::backwards(Selection::All).from_position(third));
    assert_eq!(found.first().map(|event| event.id), Some(expected[2]));
    assert_eq!(ids(only(&found, &[&a, &b])), expected[2..]);
    assert_eq!(read_all(store, ReadAll::backwards(Selection::All).limit(1)).len(), 1);
}

pub fn the_log_holds_system_events(store: &dyn EventStore) {
    let stream = StreamName::parse(format!("$plumberd-{}", Uuid::new_v4())).unwrap();
    let sent = event("$system");
    put(store, &stream, std::slice::from_ref(&sent));
    let log = read_all(store, ReadAll::default());
    assert_eq!(ids(only(&log, &[&stream])), [sent.id]);
}

/// Reads a selection with at least two events from everywhere.
pub(super) fn in_all_ways(store: &dyn EventStore, selection: &Selection, expected: &[NewEvent]) {
    let expected: Vec<_> = expected.iter().map(|event| event.id).collect();
    let turned: Vec<_> = expected.iter().rev().copied().collect();
    let forwards = ReadAll::forwards(selection.clone());
    let backwards = ReadAll::backwards(selection.clone());
    let found = read_all(store, forwards.clone());
    assert_eq!(ids(&found), expected);
    assert_increasing(&found);
    assert_eq!(ids(&read_all(store, backwards.clone())), turned);
    assert_eq!(ids(&read_all(store, forwards.clone().limit(2))), expected[..2]);
    assert_eq!(ids(&read_all(store, backwards.clone().limit(2))), turned[..2]);
    for (index, event) in found.iter().enumerate() {
        let position = event.position.unwrap();
        let rest = read_all(store, forwards.clone().from_position(position));
        assert_eq!(ids(&rest), expected[index..]);
        let rest = read_all(store, backwards.clone().from_position(position).limit(1));
        assert_eq!(ids(&rest), [event.id]);
    }
    let end = ReadAll { from: ReadFrom::End, ..forwards };
    assert!(read_all(store, end).is_empty());
    let start = ReadAll {
        selection: selection.clone(),
        direction: Direction::Backwards,
        from: ReadFrom::Start,
        limit: None,
        filter: None,
        resolve_links: false,
    };
    assert_eq!(ids(&read_all(store, start)), expected[..1]);
}

pub fn a_category_reads_in_all_ways(store: &dyn EventStore) {
    let (ours, other) = (unique_category(), unique_category());
    let all = events(6);
    for (index, event) in all.iter().enumerate() {
        let id = StreamId::from(index as u64 % 3);
        put(store, &StreamName::new(&ours, &id), std::slice::from_ref(event));
        put(store, &StreamName::new(&other, &id), &events(1));
    }
    in_all_ways(store, &Selection::Category(ours), &all);
}

pub fn a_category_is_the_text_before_the_first_dash(store: &dyn EventStore) {
    let category = unique_category();
    let all = events(3);
    for (name, event) in [
        format!("{category}-a-b-c"),
        format!("{category}-"),
        // No stream of the category: its name only begins like one.
        format!("{category}x-1"),
    ]
    .iter()
    .zip(&all)
    {
        put(store, &StreamName::parse(name).unwrap(), std::slice::from_ref(event));
    }
    let found = read_all(store, ReadAll::forwards(Selection::Category(category)));
    assert_eq!(ids(&found), [all[0].id, all[1].id]);
}

pub fn an_event_type_reads_in_all_ways(store: &dyn EventStore) {
    let name = format!("Type{}", Uuid::new_v4().simple());
    let (a, b) = (unique_stream(), unique_stream());
    let mut ours = Vec::new();
    for round in 0..4 {
        let new = event(&name);
        put(store, if round % 2 == 0 { &a } else { &b }, &[event("Other"), new.clone()]);
        ours.push(new);
    }
    in_all_ways(store, &Selection::EventType(name.as_str().into()), &ours);
}

pub fn an_empty_selection_is_empty(store: &dyn EventStore) {
    let category = Category::parse(format!("Empty{}", Uuid::new_v4().simple())).unwrap();
    let name = format!("Empty{}", Uuid::new_v4().simple());
    for selection in [Selection::Category(category), Selection::EventType(name.as_str().into())] {
        assert!(read_all(store, ReadAll::forwards(selection.clone())).is_empty());
        assert!(read_all(store, ReadAll::backwards(selection).limit(1)).is_empty());
    }
}
