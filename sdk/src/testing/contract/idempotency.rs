use super::checks::{append, assert_conflict, assert_holds, events, put};
use crate::store::EventStore;
use crate::stream::ExpectedRevision;
use crate::testing::unique_stream;

/// Appends twice, and expects the same answer and no new event.
fn retry(store: &dyn EventStore, expected: ExpectedRevision, before: usize) {
    let stream = unique_stream();
    let all = events(before + 3);
    if before > 0 {
        put(store, &stream, &all[..before]);
    }
    let first = append(store, &stream, expected, &all[before..]).unwrap();
    for _ in 0..2 {
        let again = append(store, &stream, expected, &all[before..]).unwrap();
        assert_eq!(again, first);
    }
    assert_holds(store, &stream, &all);
}

pub fn a_retry_with_no_stream_is_idempotent(store: &dyn EventStore) {
    retry(store, ExpectedRevision::NoStream, 0);
}

pub fn a_retry_with_any_is_idempotent(store: &dyn EventStore) {
    retry(store, ExpectedRevision::Any, 0);
    retry(store, ExpectedRevision::Any, 2);
}

pub fn a_retry_with_exists_is_idempotent(store: &dyn EventStore) {
    retry(store, ExpectedRevision::Exists, 1);
}

pub fn a_retry_with_exact_is_idempotent(store: &dyn EventStore) {
    retry(store, ExpectedRevision::Exact(0), 1);
    retry(store, ExpectedRevision::Exact(4), 5);
}

pub fn a_retry_after_other_events_is_idempotent(store: &dyn EventStore) {
    for expected in [ExpectedRevision::Any, ExpectedRevision::NoStream] {
        let stream = unique_stream();
        let all = events(7);
        let first = append(store, &stream, expected, &all[..3]).unwrap();
        put(store, &stream, &all[3..]);
        assert_eq!(append(store, &stream, expected, &all[..3]).unwrap(), first);
        assert_holds(store, &stream, &all);
    }
    let stream = unique_stream();
    let all = events(7);
    put(store, &stream, &all[..2]);
    let first = append(store, &stream, ExpectedRevision::Exact(1), &all[2..4]).unwrap();
    put(store, &stream, &all[4..]);
    let again = append(store, &stream, ExpectedRevision::Exact(1), &all[2..4]).unwrap();
    assert_eq!(again, first);
    assert_holds(store, &stream, &all);
}

pub fn a_retry_of_a_part_is_idempotent(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(4);
    put(store, &stream, &all);
    for (expected, part) in [
        (ExpectedRevision::Any, 1..3),
        (ExpectedRevision::NoStream, 0..2),
        (ExpectedRevision::Exact(0), 1..2),
        (ExpectedRevision::Exact(1), 2..4),
    ] {
        let last = part.end as u64 - 1;
        let again = append(store, &stream, expected, &all[part]).unwrap();
        assert_eq!(again.revision, Some(last), "{expected}");
    }
    assert_holds(store, &stream, &all);
}

pub fn the_order_of_a_retry_counts_where_revisions_do(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(2);
    put(store, &stream, &all);
    let turned = [all[1].clone(), all[0].clone()];
    assert_conflict(append(store, &stream, ExpectedRevision::NoStream, &turned));
    // Without a revision to look at, the ids are there, and that is all.
    for expected in [ExpectedRevision::Any, ExpectedRevision::Exists] {
        let done = append(store, &stream, expected, &turned).unwrap();
        assert_eq!(done.revision, Some(0), "the answer is that of the last event");
    }
    assert_holds(store, &stream, &all);
}

pub fn a_retry_with_more_events_is_a_conflict(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(5);
    put(store, &stream, &all[..3]);
    for (expected, from) in [
        (ExpectedRevision::NoStream, 0),
        (ExpectedRevision::Exact(0), 1),
        (ExpectedRevision::Any, 0),
        (ExpectedRevision::Exists, 2),
    ] {
        assert_conflict(append(store, &stream, expected, &all[from..]));
    }
    assert_holds(store, &stream, &all[..3]);
}

pub fn an_append_whose_first_id_is_new_writes_all(store: &dyn EventStore) {
    let stream = unique_stream();
    let mut all = events(3);
    put(store, &stream, &all[..2]);
    let mixed = [all[2].clone(), all[0].clone()];
    let done = append(store, &stream, ExpectedRevision::Any, &mixed).unwrap();
    assert_eq!(done.revision, Some(3));
    all.push(all[0].clone());
    assert_holds(store, &stream, &all);
    // Now it stands there twice, and the newer one answers.
    let again = append(store, &stream, ExpectedRevision::Any, &all[..1]).unwrap();
    assert_eq!(again.revision, Some(3));
    assert_holds(store, &stream, &all);
}

pub fn ids_are_not_compared_at_the_end_of_a_stream(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(2);
    put(store, &stream, &all);
    let done = append(store, &stream, ExpectedRevision::Exact(1), &all).unwrap();
    assert_eq!(done.revision, Some(3));
    let twice = [all.clone(), all.clone()].concat();
    assert_holds(store, &stream, &twice);
    // Its retry is one.
    assert_eq!(append(store, &stream, ExpectedRevision::Exact(1), &all).unwrap(), done);
    assert_holds(store, &stream, &twice);
}

pub fn an_id_may_come_twice_in_an_append(store: &dyn EventStore) {
    let stream = unique_stream();
    let one = events(1);
    let twice = [one.clone(), one].concat();
    for _ in 0..2 {
        let done = append(store, &stream, ExpectedRevision::NoStream, &twice).unwrap();
        assert_eq!(done.revision, Some(1));
    }
    let done = append(store, &stream, ExpectedRevision::Any, &twice).unwrap();
    assert_eq!(done.revision, Some(1));
    assert_holds(store, &stream, &twice);
}

pub fn other_events_at_an_old_revision_are_a_conflict(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(4);
    put(store, &stream, &all);
    assert_conflict(append(store, &stream, ExpectedRevision::Exact(1), &events(1)));
    // Held, but not there.
    assert_conflict(append(store, &stream, ExpectedRevision::Exact(1), &all[3..]));
    assert_conflict(append(store, &stream, ExpectedRevision::NoStream, &all[1..]));
    assert_holds(store, &stream, &all);
}

pub fn other_streams_may_hold_the_same_id(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(2);
    let first = append(store, &a, ExpectedRevision::NoStream, &all).unwrap();
    let second = append(store, &b, ExpectedRevision::NoStream, &all).unwrap();
    assert_holds(store, &a, &all);
    assert_holds(store, &b, &all);
    // Each stream answers for itself.
    assert_eq!(append(store, &a, ExpectedRevision::Any, &all).unwrap(), first);
    assert_eq!(append(store, &b, ExpectedRevision::Any, &all).unwrap(), second);
}
