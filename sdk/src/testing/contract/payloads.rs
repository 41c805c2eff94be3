use std::sync::Arc;

use bytes::Bytes;

use super::checks::{put, read, read_all};
use crate::store::{ContentType, EventStore, NewEvent, ReadAll, ReadStream, Selection};
use crate::stream::{Category, StreamId, StreamName};
use crate::testing::fixture::unique_category;
use crate::testing::{block_on, collect, event, json_event, unique_stream};

/// Appends an event and expects the same back.
fn survives(store: &dyn EventStore, stream: &StreamName, sent: &NewEvent) {
    put(store, stream, std::slice::from_ref(sent));
    let found =
        block_on(collect(store.read_stream(ReadStream::backwards(stream.clone()).limit(1))))
            .unwrap()
            .remove(0);
    assert_eq!(&found.stream, stream);
    let back = NewEvent {
        id: found.id,
        event_type: found.event_type,
        content_type: found.content_type,
        data: found.data,
        metadata: found.metadata,
    };
    assert_eq!(&back, sent);
}

pub fn payloads_survive(store: &dyn EventStore) {
    let stream = unique_stream();
    let json = "{ \"b\" : 1.50, \"a\":\"zażółć\\u0000 \u{1f980}\",\n \"b\": [ ] }";
    let metadata = Bytes::from_static(br#"{ "$correlationId": "c", "Created":"x" }"#);
    // Byte by byte: spaces, order, repeated keys and the spelling of numbers.
    survives(store, &stream, &NewEvent { metadata, ..json_event("Json", json) });
}

pub fn binary_payloads_survive(store: &dyn EventStore) {
    let stream = unique_stream();
    let content_type = ContentType::Binary;
    for data in [(0..=255).collect(), vec![0; 10], vec![0xff; 10], b"{}".to_vec()] {
        let data = Bytes::from(data);
        survives(store, &stream, &NewEvent { content_type, data, ..event("Binary") });
    }
}

pub fn empty_payload_and_metadata_survive(store: &dyn EventStore) {
    let stream = unique_stream();
    let (data, content_type) = (Bytes::new(), ContentType::Binary);
    survives(store, &stream, &NewEvent { content_type, data, ..event("Empty") });
}

pub fn large_events_survive(store: &dyn EventStore) {
    let stream = unique_stream();
    // Just below the limit that the smallest default of a server has for an append.
    let data = Bytes::from(vec![0xa5; 1_000_000]);
    for _ in 0..3 {
        let data = data.clone();
        let content_type = ContentType::Binary;
        survives(store, &stream, &NewEvent { content_type, data, ..event("Large") });
    }
    assert_eq!(read(store, &stream).len(), 3);
}

pub fn unicode_names_survive(store: &dyn EventStore) {
    for name in ["Zażółć-gęślą-jaźń", "日本-🦀", "A b/c\\d'e\"f;--%_?#", "е\u{301}-\u{202e}x"]
    {
        let stream = StreamName::parse(format!("{name}-{}", uuid::Uuid::new_v4())).unwrap();
        survives(store, &stream, &event("Żółw🐢 'x\" -- \\"));
    }
}

pub fn the_longest_names_survive(store: &dyn EventStore) {
    let id = uuid::Uuid::new_v4().simple();
    let category = Category::parse(format!("{id}{}", "c".repeat(255 - 32))).unwrap();
    let stream = StreamName::new(&category, &StreamId::parse("i".repeat(768)).unwrap());
    assert_eq!(stream.as_str().len(), 1024);
    survives(store, &stream, &event(&"T".repeat(500)));
}

pub fn names_differ_by_case(store: &dyn EventStore) {
    let id = uuid::Uuid::new_v4();
    let category = unique_category().to_string();
    let lower = StreamName::parse(format!("{}-{id}", category.to_lowercase())).unwrap();
    let upper = StreamName::parse(format!("{}-{id}", category.to_uppercase())).unwrap();
    put(store, &lower, &[event("a")]);
    put(store, &upper, &[event("A")]);
    assert_eq!(&*read(store, &lower)[0].event_type, "a");
    assert_eq!(&*read(store, &upper)[0].event_type, "A");
    let lower = Selection::Category(Category::parse(lower.category()).unwrap());
    let found = read_all(store, ReadAll::forwards(lower));
    assert_eq!(
        found.iter().map(|event| Arc::clone(&event.event_type)).collect::<Vec<_>>(),
        ["a".into()]
    );
}

pub fn events_carry_the_time_of_their_append(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &[event("First")]);
    put(store, &stream, &[event("Second"), event("Third")]);
    let found = read(store, &stream);
    assert!(found[0].recorded_at.unix_seconds() > 1_600_000_000, "{}", found[0].recorded_at);
    // Clocks may be set back, but not by a day within one test.
    let passed = found[2].recorded_at.unix_seconds() - found[0].recorded_at.unix_seconds();
    assert!(passed.abs() < 86_400, "{passed} s");
}
