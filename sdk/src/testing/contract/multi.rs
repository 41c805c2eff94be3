use std::thread;

use super::appends::assert_wrong;
use super::checks::{
    append, assert_conflict, assert_holds, assert_not_found, events, new_ids, put, read, read_all,
};
use super::selections::only;
use crate::store::{AppendError, Appended, EventStore, NewEvent, ReadAll, StreamAppend};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::{block_on, unique_stream};
use ExpectedRevision::{Any, Exact, Exists, NoStream};

fn part(stream: &StreamName, expected: ExpectedRevision, events: &[NewEvent]) -> StreamAppend {
    StreamAppend::new(stream.clone(), expected, events.to_vec())
}

fn append_many(
    store: &dyn EventStore,
    appends: &[StreamAppend],
) -> Result<Vec<Appended>, AppendError> {
    block_on(store.append_many(appends.to_vec()))
}

pub fn an_append_to_many_streams_answers_each(store: &dyn EventStore) {
    let (a, b, c) = (unique_stream(), unique_stream(), unique_stream());
    let all = events(9);
    put(store, &b, &all[..2]);
    let done = append_many(
        store,
        &[part(&a, NoStream, &all[2..5]), part(&b, Exact(1), &all[5..6]), part(&c, Any, &all[6..])],
    )
    .unwrap();
    assert_eq!(
        done.iter().map(|done| done.revision).collect::<Vec<_>>(),
        [Some(2), Some(2), Some(2)]
    );
    assert_holds(store, &a, &all[2..5]);
    assert_holds(store, &b, &[&all[..2], &all[5..6]].concat());
    assert_holds(store, &c, &all[6..]);
    // The log has them in the order of the append.
    let log = read_all(store, ReadAll::default());
    let ours: Vec<_> = only(&log, &[&a, &b, &c]).iter().map(|event| event.id).collect();
    assert_eq!(ours, new_ids(&all));
    for (stream, done) in [(&a, done[0]), (&b, done[1]), (&c, done[2])] {
        let last = read(store, stream).pop().unwrap();
        assert_eq!(done.position.filter(|at| Some(*at) != last.position), None);
    }
    assert_eq!(append_many(store, &[]).unwrap(), []);
}

pub fn an_append_to_many_streams_is_all_or_nothing(store: &dyn EventStore) {
    let (a, b, c) = (unique_stream(), unique_stream(), unique_stream());
    let first = events(1);
    put(store, &b, &first);
    for (expected, actual) in [(NoStream, Some(0)), (Exact(1), Some(0)), (Exact(7), Some(0))] {
        let refused = append_many(
            store,
            &[
                part(&a, NoStream, &events(2)),
                part(&b, expected, &events(2)),
                part(&c, Any, &events(1)),
            ],
        );
        assert_wrong(refused.map(|done| done[1]), &b, expected, actual);
    }
    let refused = append_many(store, &[part(&c, Exists, &events(1)), part(&a, Any, &events(1))]);
    assert_wrong(refused.map(|done| done[0]), &c, Exists, None);
    let nil = NewEvent { id: uuid::Uuid::nil(), ..events(1).remove(0) };
    let refused = append_many(store, &[part(&a, Any, &events(1)), part(&b, Any, &[nil])]);
    assert!(matches!(refused, Err(AppendError::NilId { index: 0, .. })), "{refused:?}");
    assert_not_found(store, &a);
    assert_holds(store, &b, &first);
    assert_not_found(store, &c);
}

pub fn a_stream_may_come_twice_in_an_append(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(5);
    let appends = [
        part(&a, NoStream, &all[..2]),
        part(&b, NoStream, &all[2..3]),
        // It expects what the part before leaves.
        part(&a, Exact(1), &all[3..]),
    ];
    let done = append_many(store, &appends).unwrap();
    assert_eq!(
        done.iter().map(|done| done.revision).collect::<Vec<_>>(),
        [Some(1), Some(0), Some(3)]
    );
    let both = [&all[..2], &all[3..]].concat();
    assert_holds(store, &a, &both);
    assert_eq!(append_many(store, &appends).unwrap(), done);
    assert_holds(store, &a, &both);

    let refused =
        append_many(store, &[part(&a, Exact(3), &events(1)), part(&a, Exact(3), &events(1))]);
    assert_conflict(refused.map(|done| done[1]));
    assert_holds(store, &a, &both);
}

pub fn a_retry_of_an_append_to_many_streams_is_idempotent(store: &dyn EventStore) {
    for expected in [NoStream, Any] {
        let (a, b) = (unique_stream(), unique_stream());
        let all = events(5);
        let appends = [part(&a, expected, &all[..3]), part(&b, expected, &all[3..])];
        let done = append_many(store, &appends).unwrap();
        assert_eq!(append_many(store, &appends).unwrap(), done);
        let more = events(1);
        put(store, &b, &more);
        assert_eq!(append_many(store, &appends).unwrap(), done);
        // Each part alone is a retry too.
        assert_eq!(append(store, &a, expected, &all[..3]).unwrap(), done[0]);
        assert_holds(store, &a, &all[..3]);
        assert_holds(store, &b, &[&all[3..], &more].concat());
    }
}

pub fn half_a_retry_is_a_conflict(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(2);
    put(store, &a, &all[..1]);
    for expected in [NoStream, Any] {
        let appends = [part(&a, expected, &all[..1]), part(&b, expected, &all[1..])];
        assert_conflict(append_many(store, &appends).map(|done| done[0]));
        let turned = [part(&b, expected, &all[1..]), part(&a, expected, &all[..1])];
        assert_conflict(append_many(store, &turned).map(|done| done[1]));
    }
    assert_holds(store, &a, &all[..1]);
    assert_not_found(store, &b);
}

pub fn a_part_without_events_only_checks(store: &dyn EventStore) {
    let (a, b, c) = (unique_stream(), unique_stream(), unique_stream());
    let all = events(3);
    put(store, &a, &all[..1]);
    let done =
        append_many(store, &[part(&a, Exact(0), &[]), part(&b, NoStream, &all[1..])]).unwrap();
    assert_eq!(done[1].revision, Some(1));
    assert_holds(store, &a, &all[..1]);
    assert_holds(store, &b, &all[1..]);
    // Of a retry, nothing is checked again.
    put(store, &a, &events(1));
    let again =
        append_many(store, &[part(&a, Exact(0), &[]), part(&b, NoStream, &all[1..])]).unwrap();
    assert_eq!(again[1], done[1]);

    let refused = append_many(store, &[part(&c, NoStream, &events(1)), part(&a, Exact(0), &[])]);
    assert_wrong(refused.map(|done| done[1]), &a, Exact(0), Some(1));
    assert_not_found(store, &c);
    let done = append_many(store, &[part(&a, Exact(1), &[]), part(&c, NoStream, &[])]).unwrap();
    assert_eq!(done.len(), 2);
    assert_not_found(store, &c);
}

pub fn readers_see_an_append_to_many_streams_whole(store: &dyn EventStore) {
    const ROUNDS: usize = 60;
    let (a, b) = (unique_stream(), unique_stream());
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..ROUNDS {
                append_many(store, &[part(&a, Any, &events(1)), part(&b, Any, &events(2))])
                    .unwrap();
            }
        });
        let count = |stream| {
            super::checks::try_read(store, crate::store::ReadStream::forwards(stream))
                .map_or(0, |events| events.len())
        };
        while !writer.is_finished() {
            // What is read later holds at least as much.
            let first = count(a.clone());
            let second = count(b.clone());
            assert!(second >= first * 2, "{second} events beside {first}");
            let second = count(b.clone());
            let first = count(a.clone());
            assert!(first * 2 >= second, "{first} events beside {second}");
        }
    });
    assert_eq!((read(store, &a).len(), read(store, &b).len()), (ROUNDS, ROUNDS * 2));
}
