use bytes::Bytes;
use uuid::Uuid;

use super::checks::{
    delete, events, ids, link, new_ids, put, read, read_all, revisions, set_metadata, try_read,
};
use crate::store::{
    AppendError, Deletion, Direction, EventStore, Link, NewEvent, ReadAll, ReadError, ReadFrom,
    ReadStream, RecordedEvent, Selection,
};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::{block_on, event, unique_stream};

fn name(name: String) -> StreamName {
    StreamName::parse(name).unwrap()
}

/// Six events in three streams of one category, and the virtual stream of that.
fn category(store: &dyn EventStore) -> (StreamName, Vec<(StreamName, u64, NewEvent)>) {
    let category = unique_stream();
    let category = category.category();
    let mut sent = Vec::new();
    for (index, event) in events(6).into_iter().enumerate() {
        let stream = name(format!("{category}-{}", index % 3));
        put(store, &stream, std::slice::from_ref(&event));
        put(store, &unique_stream(), &events(1));
        sent.push((stream, index as u64 / 3, event));
    }
    (name(format!("$ce-{category}")), sent)
}

fn resolved(store: &dyn EventStore, stream: &StreamName) -> Vec<RecordedEvent> {
    try_read(store, ReadStream::forwards(stream.clone()).resolve_links()).unwrap()
}

fn assert_no_stream(store: &dyn EventStore, stream: &StreamName) {
    for read in [
        ReadStream::forwards(stream.clone()),
        ReadStream::forwards(stream.clone()).from_revision(3),
        ReadStream::backwards(stream.clone()).limit(1).resolve_links(),
        ReadStream::backwards(stream.clone()).from_revision(3),
    ] {
        let found = try_read(store, read);
        assert!(matches!(found, Err(ReadError::StreamNotFound { .. })), "{found:?}");
    }
}

pub fn a_category_is_a_stream_of_links(store: &dyn EventStore) {
    let (stream, sent) = category(store);
    let found = read(store, &stream);
    assert_eq!(found.len(), sent.len());
    for (index, (found, (target, revision, _))) in found.iter().zip(&sent).enumerate() {
        assert_eq!((&found.stream, found.revision), (&stream, index as u64));
        assert_eq!(&*found.event_type, Link::EVENT_TYPE);
        assert_eq!(Link::target(&found.data), Some((*revision, target.clone())));
        assert!(found.link.is_none() && !found.id.is_nil());
    }
    let mut links = ids(&found);
    assert_eq!(links, ids(&read(store, &stream)), "the links have ids that stay");
    links.sort_unstable();
    links.dedup();
    assert_eq!(links.len(), found.len(), "and that differ");
}

pub fn a_category_is_a_stream_of_events(store: &dyn EventStore) {
    let (stream, sent) = category(store);
    let links = read(store, &stream);
    let found = resolved(store, &stream);
    assert_eq!(found.len(), sent.len());
    for ((found, (target, revision, event)), link) in found.iter().zip(&sent).zip(&links) {
        assert_eq!((&found.stream, found.revision, found.id), (target, *revision, event.id));
        let led = found.link.as_ref().expect("a link led here");
        assert_eq!((led.id, led.revision, &led.stream), (link.id, link.revision, &stream));
        assert_eq!(found.read_revision(), link.revision);
    }
}

pub fn a_virtual_stream_reads_in_all_ways(store: &dyn EventStore) {
    six_read_in_all_ways(store, &category(store).0);
}

/// A virtual stream with six events.
fn six_read_in_all_ways(store: &dyn EventStore, stream: &StreamName) {
    use Direction::{Backwards, Forwards};
    use ReadFrom::{At, End, Start};
    for (direction, from, limit, expected) in [
        (Forwards, Start, None, vec![0, 1, 2, 3, 4, 5]),
        (Forwards, Start, Some(2), vec![0, 1]),
        (Forwards, At(3), None, vec![3, 4, 5]),
        (Forwards, At(3), Some(1), vec![3]),
        (Forwards, At(6), None, vec![]),
        (Forwards, End, None, vec![]),
        (Backwards, End, None, vec![5, 4, 3, 2, 1, 0]),
        (Backwards, End, Some(1), vec![5]),
        (Backwards, At(2), None, vec![2, 1, 0]),
        (Backwards, At(100), Some(2), vec![5, 4]),
        (Backwards, Start, None, vec![0]),
    ] {
        for resolve_links in [false, true] {
            let read = ReadStream { stream: stream.clone(), direction, from, limit, resolve_links };
            assert_eq!(revisions(store, read.clone()), expected, "{read:?}");
        }
    }
}

pub fn a_long_virtual_stream_keeps_its_numbers(store: &dyn EventStore) {
    let category = unique_stream();
    let category = category.category();
    for round in 0..20 {
        put(store, &name(format!("{category}-{round}")), &events(60));
        put(store, &unique_stream(), &events(3));
    }
    let stream = name(format!("$ce-{category}"));
    let found = resolved(store, &stream);
    assert!(found.iter().map(RecordedEvent::read_revision).eq(0..1200));
    let from = ReadStream::forwards(stream.clone()).from_revision(777).limit(300);
    assert!(revisions(store, from).into_iter().eq(777..1077));
    let back = ReadStream::backwards(stream).from_revision(777).limit(300);
    assert!(revisions(store, back).into_iter().eq((478..778).rev()));
}

pub fn streams_without_a_dash_and_system_streams_are_in_no_category(store: &dyn EventStore) {
    let category = format!("Contract{}", Uuid::new_v4().simple());
    let sent = events(3);
    put(store, &name(category.clone()), &sent[..1]);
    put(store, &name(format!("${category}-1")), &sent[1..2]);
    assert_no_stream(store, &name(format!("$ce-{category}")));
    assert_no_stream(store, &name(format!("$ce-${category}")));
    put(store, &name(format!("{category}-1")), &sent[2..]);
    assert_eq!(ids(&resolved(store, &name(format!("$ce-{category}")))), [sent[2].id]);
}

pub fn an_event_type_is_a_stream(store: &dyn EventStore) {
    let event_type = format!("Type{}", Uuid::new_v4().simple());
    let stream = name(format!("$et-{event_type}"));
    assert_no_stream(store, &stream);
    let sent: Vec<_> = (0..3).map(|_| event(&event_type)).collect();
    for event in &sent {
        put(store, &unique_stream(), &[event.clone(), crate::testing::event("Other")]);
    }
    assert_eq!(ids(&resolved(store, &stream)), new_ids(&sent));
    assert_eq!(revisions(store, ReadStream::forwards(stream)), [0, 1, 2]);
}

pub fn all_streams_are_a_stream(store: &dyn EventStore) {
    let all = name("$streams".into());
    let (a, b) = (unique_stream(), unique_stream());
    let system = name(format!("$plumberd-{}", Uuid::new_v4()));
    let sent = events(6);
    put(store, &b, &sent[..2]);
    put(store, &system, &sent[2..3]);
    put(store, &a, &sent[3..5]);
    put(store, &b, &sent[5..]);
    let firsts = [sent[0].id, sent[2].id, sent[3].id];
    let ours = |found: Vec<RecordedEvent>| -> Vec<_> {
        let ours = found.into_iter().filter(|event| [&a, &b, &system].contains(&&event.stream));
        ours.map(|event| (event.id, event.revision)).collect()
    };
    let expected: Vec<_> = firsts.iter().map(|id| (*id, 0)).collect();
    assert_eq!(ours(resolved(store, &all)), expected);
    assert_eq!(ours(read_all(store, ReadAll::forwards(Selection::Streams))), expected);
    let numbers = revisions(store, ReadStream::forwards(all.clone()));
    assert!(numbers.iter().copied().eq(0..numbers.len() as u64));
    let last = ReadStream::backwards(all).limit(1);
    assert_eq!(try_read(store, last).unwrap()[0].data, format!("0@{a}"));
}

pub fn a_correlation_is_a_stream(store: &dyn EventStore) {
    let id = Uuid::new_v4();
    let stream = name(format!("$bc-{id}"));
    assert_no_stream(store, &stream);
    let metadata = Bytes::from(format!(r#"{{"$correlationId":"{id}"}}"#));
    let sent: Vec<_> = events(6)
        .into_iter()
        .map(|event| NewEvent { metadata: metadata.clone(), ..event })
        .collect();
    for event in &sent {
        put(store, &unique_stream(), &[crate::testing::event("Other"), event.clone()]);
    }
    assert_eq!(ids(&resolved(store, &stream)), new_ids(&sent));
    six_read_in_all_ways(store, &stream);
}

pub fn a_virtual_stream_skips_what_is_hidden(store: &dyn EventStore) {
    let (stream, sent) = category(store);
    // Two events each: 0 and 3, 1 and 4, 2 and 5.
    set_metadata(store, &sent[1].0, r#"{"$tb":1}"#);
    delete(store, &sent[2].0, ExpectedRevision::Any, Deletion::Soft).unwrap();
    let found = resolved(store, &stream);
    assert_eq!(found.iter().map(RecordedEvent::read_revision).collect::<Vec<_>>(), [0, 3, 4]);
    let limited = ReadStream::forwards(stream.clone()).resolve_links().limit(2);
    assert_eq!(revisions(store, limited), [0, 3]);
    // The links themselves are all there.
    assert_eq!(revisions(store, ReadStream::forwards(stream.clone())), [0, 1, 2, 3, 4, 5]);
    put(store, &sent[2].0, &events(1));
    let last = ReadStream::backwards(stream.clone()).resolve_links().limit(1);
    assert_eq!(revisions(store, last), [6]);
    // With all of them hidden, the stream is there and gives nothing.
    for (stream, ..) in &sent[..3] {
        delete(store, stream, ExpectedRevision::Any, Deletion::Tombstone).unwrap();
    }
    assert!(resolved(store, &stream).is_empty());
}

pub fn a_virtual_stream_shows_where_links_lead(store: &dyn EventStore) {
    let (target, linking) = (unique_stream(), unique_stream());
    let sent = events(2);
    put(store, &target, &sent[..1]);
    put(store, &linking, &[link(0, &target), sent[1].clone()]);
    let stream = name(format!("$ce-{}", linking.category()));
    assert_eq!(read(store, &stream)[0].data, format!("0@{target}"));
    assert_eq!(ids(&resolved(store, &stream)), new_ids(&sent));
}

pub fn virtual_streams_cannot_be_changed(store: &dyn EventStore) {
    let (stream, _) = category(store);
    let refused = |result: Result<(), AppendError>| {
        assert!(matches!(result, Err(AppendError::Reserved { .. })), "{result:?}");
    };
    for stream in [&stream, &name("$streams".into()), &name("$et-X".into()), &name("$bc-X".into())]
    {
        for expected in [ExpectedRevision::Any, ExpectedRevision::NoStream] {
            refused(block_on(store.append(stream.clone(), expected, events(1))).map(drop));
        }
        for deletion in [Deletion::Soft, Deletion::Tombstone] {
            refused(delete(store, stream, ExpectedRevision::Any, deletion).map(drop));
        }
        refused(
            block_on(store.append(
                super::checks::metadata_of(stream),
                ExpectedRevision::Any,
                events(1),
            ))
            .map(drop),
        );
    }
    assert_eq!(read(store, &stream).len(), 6);
}
