use std::time::Duration;

use super::checks::{
    append, assert_holds, assert_not_found, events, ids, metadata_of, new_ids, put, read, read_all,
    revisions, set_metadata, try_read,
};
use super::selections::only;
use crate::store::{
    ContentType, Direction, EventStore, METADATA_TYPE, NewEvent, ReadAll, ReadFrom, ReadStream,
    RecordedEvent, Selection, StreamMetadata,
};
use crate::stream::{Category, ExpectedRevision, StreamName};
use crate::testing::{event, json_event, unique_stream};

fn shown(store: &dyn EventStore, stream: &StreamName) -> Vec<u64> {
    revisions(store, ReadStream::forwards(stream.clone()))
}

/// A stream with as many events.
fn filled(store: &dyn EventStore, count: usize) -> StreamName {
    let stream = unique_stream();
    put(store, &stream, &events(count));
    stream
}

pub fn max_count_shows_the_newest(store: &dyn EventStore) {
    let stream = filled(store, 5);
    set_metadata(store, &stream, r#"{"$maxCount":2}"#);
    assert_eq!(shown(store, &stream), [3, 4]);
    put(store, &stream, &events(1));
    assert_eq!(shown(store, &stream), [4, 5]);
    set_metadata(store, &stream, r#"{"$maxCount":100}"#);
    assert_eq!(shown(store, &stream), [0, 1, 2, 3, 4, 5]);
}

pub fn truncate_before_hides_what_is_older(store: &dyn EventStore) {
    let stream = filled(store, 5);
    for (before, expected) in
        [(3, vec![3, 4]), (0, vec![0, 1, 2, 3, 4]), (4, vec![4]), (5, vec![]), (9, vec![])]
    {
        set_metadata(store, &stream, &format!(r#"{{"$tb":{before}}}"#));
        assert_eq!(shown(store, &stream), expected, "$tb = {before}");
    }
    // All is hidden, up to where the stream shall go on.
    put(store, &stream, &events(6));
    assert_eq!(shown(store, &stream), [9, 10]);
}

pub fn the_stricter_rule_counts(store: &dyn EventStore) {
    let stream = filled(store, 6);
    set_metadata(store, &stream, r#"{"$maxCount":4,"$tb":3}"#);
    assert_eq!(shown(store, &stream), [3, 4, 5]);
    set_metadata(store, &stream, r#"{"$maxCount":2,"$tb":3}"#);
    assert_eq!(shown(store, &stream), [4, 5]);
    set_metadata(store, &stream, "{}");
    assert_eq!(shown(store, &stream), [0, 1, 2, 3, 4, 5]);
}

pub fn max_age_hides_what_is_older(store: &dyn EventStore) {
    let stream = filled(store, 2);
    set_metadata(store, &stream, r#"{"$maxAge":1}"#);
    let category = Category::parse(stream.category()).unwrap();
    let selection = ReadAll::forwards(Selection::Category(category));
    std::thread::sleep(Duration::from_millis(1100));
    assert!(shown(store, &stream).is_empty());
    assert!(read_all(store, selection.clone()).is_empty());
    let new = events(1);
    put(store, &stream, &new);
    // Unless the machine stood still for a second.
    let found = ids(&read_all(store, selection));
    assert!(found == new_ids(&new) || found.is_empty(), "{found:?}");
    set_metadata(store, &stream, r#"{"$maxAge":3600}"#);
    assert_eq!(shown(store, &stream), [0, 1, 2]);
}

pub fn a_stream_with_all_events_hidden_exists(store: &dyn EventStore) {
    let stream = filled(store, 3);
    set_metadata(store, &stream, r#"{"$tb":3}"#);
    assert!(read(store, &stream).is_empty());
    assert!(revisions(store, ReadStream::backwards(stream.clone())).is_empty());
    append(store, &stream, ExpectedRevision::Exists, &[]).unwrap();
    append(store, &stream, ExpectedRevision::Exact(2), &events(1)).unwrap();
    assert_eq!(shown(store, &stream), [3]);
}

pub fn a_truncated_stream_reads_in_all_ways(store: &dyn EventStore) {
    use Direction::{Backwards, Forwards};
    use ReadFrom::{At, End, Start};
    let stream = filled(store, 7);
    set_metadata(store, &stream, r#"{"$tb":3}"#);
    for (direction, from, limit, expected) in [
        (Forwards, Start, None, vec![3, 4, 5, 6]),
        (Forwards, Start, Some(2), vec![3, 4]),
        (Forwards, At(0), Some(2), vec![3, 4]),
        (Forwards, At(2), None, vec![3, 4, 5, 6]),
        (Forwards, At(3), Some(1), vec![3]),
        (Forwards, At(5), None, vec![5, 6]),
        (Forwards, At(7), None, vec![]),
        (Forwards, End, None, vec![]),
        (Backwards, End, None, vec![6, 5, 4, 3]),
        (Backwards, End, Some(1), vec![6]),
        (Backwards, At(4), None, vec![4, 3]),
        (Backwards, At(3), None, vec![3]),
        (Backwards, At(2), None, vec![]),
        (Backwards, At(100), Some(2), vec![6, 5]),
        (Backwards, Start, None, vec![3]),
    ] {
        let mut read = ReadStream::forwards(stream.clone());
        (read.direction, read.from, read.limit) = (direction, from, limit);
        assert_eq!(revisions(store, read.clone()), expected, "{read:?}");
    }
}

pub fn hidden_events_are_in_the_log_only(store: &dyn EventStore) {
    let name = format!("Type{}", uuid::Uuid::new_v4().simple());
    let stream = unique_stream();
    let all: Vec<_> = (0..4).map(|_| event(&name)).collect();
    put(store, &stream, &all);
    set_metadata(store, &stream, r#"{"$maxCount":1}"#);
    let log = read_all(store, ReadAll::default());
    assert_eq!(ids(only(&log, &[&stream])), new_ids(&all));
    let category = Category::parse(stream.category()).unwrap();
    for selection in [Selection::Category(category), Selection::EventType(name.as_str().into())] {
        let forwards = ReadAll::forwards(selection.clone());
        assert_eq!(ids(&read_all(store, forwards.clone())), [all[3].id]);
        // A limit counts what is shown.
        assert_eq!(ids(&read_all(store, forwards.limit(1))), [all[3].id]);
        assert_eq!(ids(&read_all(store, ReadAll::backwards(selection))), [all[3].id]);
    }
}

pub fn a_retry_of_what_is_hidden_is_idempotent(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(4);
    let first = append(store, &stream, ExpectedRevision::NoStream, &all[..2]).unwrap();
    put(store, &stream, &all[2..]);
    set_metadata(store, &stream, r#"{"$maxCount":1}"#);
    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Any] {
        assert_eq!(append(store, &stream, expected, &all[..2]).unwrap(), first);
    }
    set_metadata(store, &stream, "{}");
    assert_holds(store, &stream, &all);
}

pub fn what_is_not_metadata_hides_nothing(store: &dyn EventStore) {
    let stream = filled(store, 3);
    let good = json_event(METADATA_TYPE, r#"{"$maxCount":1}"#);
    let binary = NewEvent { content_type: ContentType::Binary, ..good.clone() };
    for bad in [
        json_event(METADATA_TYPE, ""),
        json_event(METADATA_TYPE, "["),
        json_event(METADATA_TYPE, "[]"),
        json_event(METADATA_TYPE, r#"{"$maxCount":"1"}"#),
        json_event(METADATA_TYPE, r#"{"$maxCount":1,"$tb":-1}"#),
        NewEvent { id: uuid::Uuid::now_v7(), ..binary },
    ] {
        let good = NewEvent { id: uuid::Uuid::now_v7(), ..good.clone() };
        put(store, &metadata_of(&stream), &[good]);
        assert_eq!(shown(store, &stream), [2]);
        put(store, &metadata_of(&stream), std::slice::from_ref(&bad));
        assert_eq!(shown(store, &stream), [0, 1, 2], "{bad:?}");
    }
}

pub fn all_keys_of_metadata_survive(store: &dyn EventStore) {
    let stream = unique_stream();
    let json = r#"{ "$acl":{"$r":["$all"]}, "$cacheControl":7,"mine":{"x":1.50} }"#;
    set_metadata(store, &stream, json);
    let found = read(store, &metadata_of(&stream));
    assert_eq!(found.last().unwrap().data, json);
    let metadata = StreamMetadata::parse(&found[0].data).unwrap();
    assert_eq!(metadata.cache_control, Some(Duration::from_secs(7)));
    assert_not_found(store, &stream);
}

pub fn a_metadata_stream_shows_its_last_event(store: &dyn EventStore) {
    let stream = unique_stream();
    for count in 1..4 {
        set_metadata(store, &stream, &format!(r#"{{"$maxCount":{count}}}"#));
    }
    let metadata = metadata_of(&stream);
    assert_eq!(shown(store, &metadata), [2]);
    assert_eq!(revisions(store, ReadStream::backwards(metadata.clone())), [2]);
    let log = read_all(store, ReadAll::default());
    assert_eq!(only(&log, &[&metadata]).len(), 3);
}

pub fn metadata_is_appended_as_events_are(store: &dyn EventStore) {
    let stream = unique_stream();
    let metadata = metadata_of(&stream);
    let first = [json_event(METADATA_TYPE, r#"{"$maxCount":1}"#)];
    let done = append(store, &metadata, ExpectedRevision::NoStream, &first).unwrap();
    assert_eq!(done.revision, Some(0));
    assert_eq!(append(store, &metadata, ExpectedRevision::NoStream, &first).unwrap(), done);
    let wrong = append(store, &metadata, ExpectedRevision::NoStream, &events(1));
    assert!(wrong.is_err_and(|error| error.is_conflict()));
    append(store, &metadata, ExpectedRevision::Exact(0), &events(1)).unwrap();
    // Several at once: the last one counts.
    put(
        store,
        &metadata,
        &[json_event(METADATA_TYPE, r#"{"$tb":1}"#), json_event(METADATA_TYPE, r#"{"$tb":2}"#)],
    );
    put(store, &stream, &events(3));
    assert_eq!(shown(store, &stream), [2]);
}

pub fn a_stream_with_metadata_exists(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(2);
    set_metadata(store, &stream, r#"{"mine":1}"#);
    assert_not_found(store, &stream);
    append(store, &stream, ExpectedRevision::Exists, &all[..1]).unwrap();
    assert_holds(store, &stream, &all[..1]);
    let other = unique_stream();
    set_metadata(store, &other, r#"{"mine":1}"#);
    append(store, &other, ExpectedRevision::NoStream, &all[1..]).unwrap();
    assert_holds(store, &other, &all[1..]);
}

pub fn system_streams_have_metadata_too(store: &dyn EventStore) {
    let stream = StreamName::parse(format!("$plumberd-{}", uuid::Uuid::new_v4())).unwrap();
    put(store, &stream, &events(3));
    set_metadata(store, &stream, r#"{"$maxCount":2}"#);
    let found: Vec<RecordedEvent> = try_read(store, ReadStream::forwards(stream)).unwrap();
    assert_eq!(found.iter().map(|event| event.revision).collect::<Vec<_>>(), [1, 2]);
}
