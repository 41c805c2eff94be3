use uuid::Uuid;

use super::checks::{
    append, assert_conflict, assert_holds, assert_increasing, assert_not_found, events, put, read,
};
use crate::store::{AppendError, Appended, EventStore, NewEvent};
use crate::stream::{ExpectedRevision, Revision, StreamName};
use crate::testing::{event, unique_stream};

pub fn revisions_count_up_from_zero(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(6);
    assert_eq!(put(store, &stream, &all[..1]).revision, Some(0));
    assert_eq!(put(store, &stream, &all[1..5]).revision, Some(4));
    assert_eq!(put(store, &stream, &all[5..]).revision, Some(5));
    assert_holds(store, &stream, &all);
}

pub fn positions_strictly_increase(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let mut last = None;
    for round in 0..10 {
        let done = put(store, if round % 2 == 0 { &a } else { &b }, &events(3));
        if done.position.is_some() {
            assert!(last < done.position, "{last:?} comes before {:?}", done.position);
        }
        last = done.position;
    }
    let found = read(store, &b);
    assert_increasing(&found);
    assert_eq!(found.last().and_then(|event| event.position), last);
}

pub fn any_takes_new_and_old_streams(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(2);
    for event in &all {
        append(store, &stream, ExpectedRevision::Any, std::slice::from_ref(event)).unwrap();
    }
    assert_holds(store, &stream, &all);
}

pub fn no_stream_takes_new_streams_only(store: &dyn EventStore) {
    let stream = unique_stream();
    let first = events(3);
    append(store, &stream, ExpectedRevision::NoStream, &first).unwrap();
    let refused = append(store, &stream, ExpectedRevision::NoStream, &events(1));
    assert_wrong(refused, &stream, ExpectedRevision::NoStream, Some(2));
    assert_holds(store, &stream, &first);
}

pub fn exists_takes_old_streams_only(store: &dyn EventStore) {
    let stream = unique_stream();
    let refused = append(store, &stream, ExpectedRevision::Exists, &events(1));
    assert_wrong(refused, &stream, ExpectedRevision::Exists, None);
    let all = events(2);
    put(store, &stream, &all[..1]);
    append(store, &stream, ExpectedRevision::Exists, &all[1..]).unwrap();
    assert_holds(store, &stream, &all);
}

pub fn exact_takes_its_revision_only(store: &dyn EventStore) {
    let stream = unique_stream();
    let refused = append(store, &stream, ExpectedRevision::Exact(0), &events(1));
    assert_wrong(refused, &stream, ExpectedRevision::Exact(0), None);

    let mut all = events(3);
    put(store, &stream, &all);
    for wrong in [0, 1, 3, 1000] {
        let expected = ExpectedRevision::Exact(wrong);
        assert_wrong(append(store, &stream, expected, &events(1)), &stream, expected, Some(2));
    }
    let next = event("Next");
    let done = append(store, &stream, ExpectedRevision::Exact(2), std::slice::from_ref(&next));
    assert_eq!(done.unwrap().revision, Some(3));
    all.push(next);
    assert_holds(store, &stream, &all);
}

pub fn a_conflict_writes_nothing(store: &dyn EventStore) {
    let stream = unique_stream();
    assert_conflict(append(store, &stream, ExpectedRevision::Exists, &events(5)));
    assert_not_found(store, &stream);
    let first = events(1);
    put(store, &stream, &first);
    assert_conflict(append(store, &stream, ExpectedRevision::NoStream, &events(5)));
    assert_holds(store, &stream, &first);
}

pub fn a_nil_id_is_refused(store: &dyn EventStore) {
    let stream = unique_stream();
    let nil = NewEvent { id: Uuid::nil(), ..event("Nil") };
    match append(store, &stream, ExpectedRevision::Any, &[event("Good"), nil]) {
        Err(AppendError::NilId { stream: named, event_type, index: 1 }) => {
            assert_eq!((named, &*event_type), (stream.clone(), "Nil"));
        }
        other => panic!("{other:?}"),
    }
    assert_not_found(store, &stream);
}

pub fn an_append_without_events_only_checks(store: &dyn EventStore) {
    let stream = unique_stream();
    let nothing = Appended { revision: None, position: None };
    for expected in [ExpectedRevision::Any, ExpectedRevision::NoStream] {
        assert_eq!(append(store, &stream, expected, &[]).unwrap(), nothing);
    }
    for expected in [ExpectedRevision::Exists, ExpectedRevision::Exact(0)] {
        assert_wrong(append(store, &stream, expected, &[]), &stream, expected, None);
    }
    assert_not_found(store, &stream);

    let all = events(2);
    put(store, &stream, &all);
    for expected in [ExpectedRevision::Any, ExpectedRevision::Exists, ExpectedRevision::Exact(1)] {
        assert_eq!(append(store, &stream, expected, &[]).unwrap().revision, Some(1));
    }
    for expected in
        [ExpectedRevision::NoStream, ExpectedRevision::Exact(0), ExpectedRevision::Exact(2)]
    {
        assert_wrong(append(store, &stream, expected, &[]), &stream, expected, Some(1));
    }
    assert_holds(store, &stream, &all);
}

pub fn a_large_batch_is_one_append(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(3000);
    let done = append(store, &stream, ExpectedRevision::NoStream, &all).unwrap();
    assert_eq!(done.revision, Some(2999));
    assert_holds(store, &stream, &all);
}

pub(super) fn assert_wrong(
    result: Result<Appended, AppendError>,
    stream: &StreamName,
    expected: ExpectedRevision,
    actual: Option<Revision>,
) {
    match result {
        Err(AppendError::WrongExpectedRevision {
            stream: named,
            expected: said,
            actual: found,
        }) => {
            assert_eq!((&named, said, found), (stream, expected, actual));
        }
        other => panic!("{expected} of {actual:?}: {other:?}"),
    }
}
