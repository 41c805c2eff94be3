use super::appends::assert_wrong;
use super::checks::{
    append, assert_holds, assert_not_found, delete, events, ids, metadata_of, new_ids, put, read,
    read_all, revisions, set_metadata, try_read,
};
use super::selections::only;
use crate::store::{
    AppendError, DELETED, Deletion, EventStore, METADATA_TYPE, ReadAll, ReadError, ReadStream,
    Selection, StreamMetadata,
};
use crate::stream::{Category, ExpectedRevision, StreamName};
use crate::testing::{event, json_event, unique_stream};
use ExpectedRevision::{Any, Exact, Exists, NoStream};

fn soft(store: &dyn EventStore, stream: &StreamName) {
    delete(store, stream, Any, Deletion::Soft).unwrap();
}

fn tombstone(store: &dyn EventStore, stream: &StreamName) {
    delete(store, stream, Any, Deletion::Tombstone).unwrap();
}

fn assert_deleted<T: std::fmt::Debug>(result: Result<T, AppendError>, stream: &StreamName) {
    match result {
        Err(AppendError::StreamDeleted { stream: named }) => assert_eq!(&named, stream),
        other => panic!("`{stream}` is deleted, but: {other:?}"),
    }
}

/// The newest metadata of a stream.
fn metadata(store: &dyn EventStore, stream: &StreamName) -> StreamMetadata {
    let last = ReadStream::backwards(metadata_of(stream)).limit(1);
    StreamMetadata::parse(&try_read(store, last).unwrap()[0].data).unwrap()
}

pub fn a_softly_deleted_stream_is_not_found(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    soft(store, &stream);
    assert_not_found(store, &stream);
    for read in [
        ReadStream::backwards(stream.clone()).limit(1),
        ReadStream::forwards(stream.clone()).from_revision(2),
    ] {
        let found = try_read(store, read);
        assert!(matches!(found, Err(ReadError::StreamNotFound { .. })), "{found:?}");
    }
    assert!(metadata(store, &stream).is_deleted());
}

pub fn an_append_brings_a_softly_deleted_stream_back(store: &dyn EventStore) {
    for expected in [Any, NoStream, Exact(2)] {
        let stream = unique_stream();
        put(store, &stream, &events(3));
        soft(store, &stream);
        let new = events(2);
        let done = append(store, &stream, expected, &new).unwrap();
        assert_eq!(done.revision, Some(4), "{expected}");
        let found = read(store, &stream);
        assert_eq!(ids(&found), new_ids(&new));
        assert_eq!(found[0].revision, 3);
        assert_eq!(revisions(store, ReadStream::backwards(stream.clone())), [4, 3]);
        assert_eq!(metadata(store, &stream).truncate_before, Some(3));
        // And again.
        soft(store, &stream);
        assert_not_found(store, &stream);
        assert_eq!(
            append(store, &stream, expected_again(expected), &events(1)).unwrap().revision,
            Some(5)
        );
        assert_eq!(revisions(store, ReadStream::forwards(stream)), [5]);
    }
}

fn expected_again(expected: ExpectedRevision) -> ExpectedRevision {
    if expected == Exact(2) { Exact(4) } else { expected }
}

pub fn what_comes_back_keeps_its_metadata(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    // A soft deletion is metadata, so a writer may make one that keeps more.
    let deleted = format!(r#"{{"$tb":{DELETED},"$maxCount":2,"mine":[1]}}"#);
    set_metadata(store, &stream, &deleted);
    assert_not_found(store, &stream);
    put(store, &stream, &events(4));
    assert_eq!(revisions(store, ReadStream::forwards(stream.clone())), [5, 6]);
    let found = metadata(store, &stream);
    assert_eq!((found.truncate_before, found.max_count), (Some(3), Some(2)));
    assert_eq!(found.custom["mine"], serde_json::json!([1]));
}

pub fn metadata_brings_a_softly_deleted_stream_back(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    soft(store, &stream);
    set_metadata(store, &stream, r#"{"$maxCount":5}"#);
    // It is there, and shows nothing of what was deleted.
    assert!(read(store, &stream).is_empty());
    let found = metadata(store, &stream);
    assert_eq!((found.truncate_before, found.max_count), (Some(3), Some(5)));
    put(store, &stream, &events(1));
    assert_eq!(revisions(store, ReadStream::forwards(stream)), [3]);
}

pub fn a_softly_deleted_stream_does_not_exist(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    soft(store, &stream);
    assert_deleted(append(store, &stream, Exists, &events(1)), &stream);
    for wrong in [Exact(1), Exact(3)] {
        assert_wrong(append(store, &stream, wrong, &events(1)), &stream, wrong, Some(2));
    }
    assert_not_found(store, &stream);
    // An append without events checks, and leaves it as it is.
    assert!(append(store, &stream, NoStream, &[]).is_ok());
    assert_not_found(store, &stream);
}

pub fn a_retry_after_a_soft_deletion_is_idempotent(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(3);
    let first = append(store, &stream, NoStream, &all).unwrap();
    soft(store, &stream);
    assert_eq!(append(store, &stream, NoStream, &all).unwrap(), first);
    assert_not_found(store, &stream);
}

pub fn a_deletion_checks_its_expectation(store: &dyn EventStore) {
    for deletion in [Deletion::Soft, Deletion::Tombstone] {
        for (expected, met) in [
            (Any, true),
            (Exists, true),
            (Exact(2), true),
            (NoStream, false),
            (Exact(1), false),
            (Exact(3), false),
        ] {
            let stream = unique_stream();
            let all = events(3);
            put(store, &stream, &all);
            match delete(store, &stream, expected, deletion) {
                Ok(_) => assert!(met, "{deletion:?} with {expected}"),
                Err(error) => {
                    assert!(error.is_conflict() && !met, "{deletion:?} with {expected}: {error}");
                    assert_holds(store, &stream, &all);
                }
            }
        }
    }
}

pub fn a_deletion_can_be_repeated(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    soft(store, &stream);
    for expected in [Any, Exact(2), NoStream] {
        delete(store, &stream, expected, Deletion::Soft).unwrap();
    }
    let refused = delete(store, &stream, Exact(1), Deletion::Soft);
    assert!(matches!(refused, Err(AppendError::WrongExpectedRevision { .. })), "{refused:?}");
    assert_deleted(delete(store, &stream, Exists, Deletion::Soft), &stream);
    assert_not_found(store, &stream);
    put(store, &stream, &events(1));
    assert_eq!(revisions(store, ReadStream::forwards(stream)), [3]);
}

pub fn a_stream_that_never_was_cannot_be_deleted(store: &dyn EventStore) {
    let stream = unique_stream();
    for expected in [Any, NoStream, Exists, Exact(0)] {
        match delete(store, &stream, expected, Deletion::Soft) {
            Err(AppendError::WrongExpectedRevision { actual: None, .. }) => {}
            other => panic!("{expected}: {other:?}"),
        }
    }
    assert_not_found(store, &stream);
    // With metadata it is one, though it has no events.
    set_metadata(store, &stream, "{}");
    delete(store, &stream, Any, Deletion::Soft).unwrap();
    assert_deleted(append(store, &stream, Exists, &events(1)), &stream);
    put(store, &stream, &events(1));
    assert_eq!(revisions(store, ReadStream::forwards(stream)), [0]);
}

pub fn a_tombstoned_stream_is_gone_for_ever(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(3);
    put(store, &stream, &all);
    set_metadata(store, &stream, "{}");
    tombstone(store, &stream);
    for read in [
        ReadStream::forwards(stream.clone()),
        ReadStream::backwards(stream.clone()).limit(1),
        ReadStream::forwards(metadata_of(&stream)),
    ] {
        match try_read(store, read.clone()) {
            Err(ReadError::StreamDeleted { stream: named }) => assert_eq!(named, read.stream),
            other => panic!("{read:?}: {other:?}"),
        }
    }
    for expected in [Any, NoStream, Exists, Exact(2)] {
        assert_deleted(append(store, &stream, expected, &events(1)), &stream);
        assert_deleted(append(store, &stream, expected, &all), &stream);
        for deletion in [Deletion::Soft, Deletion::Tombstone] {
            assert_deleted(delete(store, &stream, expected, deletion), &stream);
        }
    }
    let metadata = metadata_of(&stream);
    assert_deleted(append(store, &metadata, Any, &[json_event(METADATA_TYPE, "{}")]), &metadata);
}

pub fn a_softly_deleted_stream_can_be_tombstoned(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(3));
    soft(store, &stream);
    tombstone(store, &stream);
    assert_deleted(append(store, &stream, Any, &events(1)), &stream);
}

pub fn a_stream_can_be_tombstoned_before_it_is(store: &dyn EventStore) {
    for expected in [Any, NoStream] {
        let stream = unique_stream();
        for wrong in [Exists, Exact(0)] {
            let refused = delete(store, &stream, wrong, Deletion::Tombstone);
            assert!(refused.is_err_and(|error| error.is_conflict()), "{wrong}");
        }
        delete(store, &stream, expected, Deletion::Tombstone).unwrap();
        assert_deleted(append(store, &stream, Any, &events(1)), &stream);
        let found = try_read(store, ReadStream::forwards(stream.clone()));
        assert!(matches!(found, Err(ReadError::StreamDeleted { .. })), "{found:?}");
    }
}

pub fn the_log_shows_what_is_deleted(store: &dyn EventStore) {
    let (a, b) = (unique_stream(), unique_stream());
    let all = events(4);
    put(store, &a, &all[..2]);
    put(store, &b, &all[2..]);
    let softly = delete(store, &a, Any, Deletion::Soft).unwrap();
    let hard = delete(store, &b, Any, Deletion::Tombstone).unwrap();
    let log = read_all(store, ReadAll::default());
    let found = only(&log, &[&a, &b, &metadata_of(&a), &metadata_of(&b)]);
    assert_eq!(ids(found[..4].iter().copied()), new_ids(&all));
    let [soft, tombstone] = found[4..] else { panic!("two deletions are in the log: {found:?}") };
    assert_eq!((&*soft.event_type, soft.stream.clone()), (METADATA_TYPE, metadata_of(&a)));
    assert_eq!(
        soft.data,
        StreamMetadata { truncate_before: Some(DELETED), ..Default::default() }.to_json()
    );
    assert_eq!((&*tombstone.event_type, tombstone.stream.clone()), ("$streamDeleted", b));
    assert_eq!(tombstone.revision, i64::MAX as u64);
    for (told, event) in [(softly, soft), (hard, tombstone)] {
        assert_eq!(told.position.filter(|at| Some(*at) != event.position), None);
    }
}

pub fn a_deleted_stream_is_in_no_selection(store: &dyn EventStore) {
    let name = format!("Type{}", uuid::Uuid::new_v4().simple());
    let kept = unique_stream();
    let stream = |id: &str| StreamName::parse(format!("{}-{id}", kept.category())).unwrap();
    let (softly, hard) = (stream("soft"), stream("hard"));
    let sent = event(&name);
    for stream in [&softly, &hard] {
        put(store, stream, &[event(&name), event(&name)]);
    }
    put(store, &kept, std::slice::from_ref(&sent));
    soft(store, &softly);
    tombstone(store, &hard);
    let category = Category::parse(kept.category()).unwrap();
    for selection in
        [Selection::Category(category.clone()), Selection::EventType(name.as_str().into())]
    {
        assert_eq!(ids(&read_all(store, ReadAll::forwards(selection.clone()))), [sent.id]);
        assert_eq!(ids(&read_all(store, ReadAll::backwards(selection))), [sent.id]);
    }
    // What comes back is in it, without what was deleted.
    let new = events(1);
    put(store, &softly, &new);
    let found = read_all(store, ReadAll::forwards(Selection::Category(category)));
    assert_eq!(ids(&found), [sent.id, new[0].id]);
}
