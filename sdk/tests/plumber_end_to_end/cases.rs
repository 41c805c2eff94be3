//! What every engine has to do behind the front door.

use std::borrow::Cow;

use plumberd::clock::ManualClock;
use plumberd::event::Payload;
use plumberd::metadata::{Context, HostName, SequentialIds};
use plumberd::store::{AppendError, ContentType, ReadAll, ReadStream, RecordedEvent, Selection};
use plumberd::stream::Category;
use plumberd::testing::{collect, json_event};
use plumberd::{DecodeEvent, Decoded, Error, Event, ExpectedRevision, Plumber, StreamName};
use uuid::Uuid;

use crate::model::{
    Finished, Measured, NotedView, RecordingEvent, Renamed, RenamedV1, Started, finished,
};

/// Clock, host and ids that are always the same.
fn fixed(plumber: Plumber) -> Plumber {
    plumber
        .with_clock(ManualClock::new("2025-07-13T18:22:19.2192669+02:00".parse().unwrap()))
        .with_host_name(&HostName::Fixed("MARS".into()))
        .with_ids(SequentialIds::default())
}

async fn stored(plumber: &Plumber, stream: &StreamName) -> Vec<RecordedEvent> {
    collect(plumber.store().read_stream(ReadStream::forwards(stream.clone()))).await.unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn started(camera: &str) -> Started {
    Started { camera: camera.into() }
}

pub(crate) async fn a_stream_is_read_back_typed(plumber: Plumber) {
    let stream = Finished::stream(7u32);
    let events = [
        RecordingEvent::Started(started("north")),
        RecordingEvent::Paused { at: 3 },
        RecordingEvent::Finished(Box::new(finished(1))),
    ];
    let appended =
        plumber.append(&stream, ExpectedRevision::NoStream, events.clone()).await.unwrap();
    assert_eq!(appended.revision, Some(2));
    let read = plumber
        .read::<RecordingEvent>(ReadStream::forwards(stream.clone()))
        .collect()
        .await
        .unwrap();
    let types: Vec<_> = read.iter().map(|event| (&*event.event_type, event.revision)).collect();
    assert_eq!(types, [("Started", 0), ("Paused", 1), ("Finished", 2)]);
    let values: Vec<_> = read.iter().map(|event| event.event.clone().into_one().unwrap()).collect();
    assert_eq!(values, events);
    assert!(read.iter().all(|event| event.stream == stream));
    assert_eq!(read[2].id, finished(1).id);

    let mut backwards =
        plumber.read::<RecordingEvent>(ReadStream::backwards(stream.clone()).limit(2));
    assert_eq!(backwards.next().await.unwrap().unwrap().revision, 2);
    assert_eq!(backwards.next().await.unwrap().unwrap().revision, 1);
    assert!(backwards.next().await.is_none());
    let nobody = Finished::stream(8u32);
    let error = plumber.read::<Finished>(ReadStream::forwards(nobody)).collect().await.unwrap_err();
    assert_eq!(error.to_string(), "stream `Recording-8` does not exist");
}

pub(crate) async fn a_category_and_a_type_are_read_across_streams(plumber: Plumber) {
    for number in 0..4u64 {
        let recording = Finished::stream(number);
        plumber
            .append(&recording, ExpectedRevision::NoStream, [started("a"), started("b")])
            .await
            .unwrap();
        plumber.append(&recording, ExpectedRevision::Exists, [finished(number)]).await.unwrap();
        let task = NotedView::stream(number);
        plumber
            .append(&task, ExpectedRevision::Any, [NotedView { text: "é".into() }])
            .await
            .unwrap();
    }
    let category = Selection::Category(Category::from_static("Recording"));
    let read =
        plumber.read_all::<RecordingEvent>(ReadAll::forwards(category)).collect().await.unwrap();
    assert_eq!(read.len(), 12);
    assert!(read.windows(2).all(|pair| pair[0].position < pair[1].position));
    let read = plumber.read_type::<Finished>().collect().await.unwrap();
    let ids: Vec<_> = read.iter().map(|event| event.id).collect();
    assert_eq!(ids, (0..4).map(|number| finished(number).id).collect::<Vec<_>>());
    let all = plumber.read_all::<RecordingEvent>(ReadAll::default()).collect().await.unwrap();
    assert_eq!(all.iter().filter(|event| event.event == Decoded::Unknown).count(), 4);
}

pub(crate) async fn a_retry_with_the_same_ids_writes_nothing(plumber: Plumber) {
    let stream = Finished::stream("a".parse::<plumberd::StreamId>().unwrap());
    let events = [finished(1), finished(2)];
    let first = plumber.append(&stream, ExpectedRevision::NoStream, events.clone()).await.unwrap();
    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Any] {
        let again = plumber.append(&stream, expected, events.clone()).await.unwrap();
        assert_eq!(again, first);
    }
    assert_eq!(stored(&plumber, &stream).await.len(), 2);
    let error = plumber
        .append(&stream, ExpectedRevision::Any, [finished(2), finished(3)])
        .await
        .unwrap_err();
    assert!(error.is_conflict() && !error.is_retryable(), "{error}");
}

pub(crate) async fn a_nil_id_is_refused_before_anything_is_written(plumber: Plumber) {
    let stream = Finished::stream(1u8);
    let nil = Finished { id: Uuid::nil(), ..finished(1) };
    let error =
        plumber.append(&stream, ExpectedRevision::Any, [finished(1), nil]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 1 (`Finished`) for stream `Recording-1` has the nil id; give it a fresh one"
    );
    let left = collect(plumber.store().read_all(ReadAll::default())).await.unwrap();
    assert!(left.is_empty());
}

pub(crate) async fn metadata_is_byte_exact(plumber: Plumber) {
    let plumber = fixed(plumber);
    let stream = Started::stream(1u8);
    plumber.append(&stream, ExpectedRevision::NoStream, [started("north")]).await.unwrap();
    plumber.append(&stream, ExpectedRevision::Any, [finished(5)]).await.unwrap();
    let renamed = Renamed { from: None, to: "b".into() };
    plumber.append(&stream, ExpectedRevision::Any, [renamed]).await.unwrap();
    let events = stored(&plumber, &stream).await;
    let expected = [
        (
            r#"{"Id":"00000000-0000-0000-0000-000000000001","Camera":"north"}"#,
            r#"{"Created":"2025-07-13T18:22:19.2192669+02:00","ClientHostName":"MARS","$correlationId":"00000000-0000-0000-0000-000000000001","$causationId":"00000000-0000-0000-0000-000000000001"}"#,
        ),
        (
            r#"{"Id":"00000000-0000-0001-0000-000000000005","RecordingId":"rec-5","Duration":0.5}"#,
            r#"{"Created":"2025-07-13T18:22:19.2192669+02:00","ClientHostName":"MARS","$correlationId":"00000000-0000-0001-0000-000000000005","$causationId":"00000000-0000-0001-0000-000000000005"}"#,
        ),
        (
            r#"{"Id":"00000000-0000-0000-0000-000000000002","To":"b"}"#,
            r#"{"Created":"2025-07-13T18:22:19.2192669+02:00","ClientHostName":"MARS","$correlationId":"00000000-0000-0000-0000-000000000002","$causationId":"00000000-0000-0000-0000-000000000002","SchemaVersion":2}"#,
        ),
    ];
    for (event, (data, metadata)) in events.iter().zip(expected) {
        assert_eq!(text(&event.data), data);
        assert_eq!(text(&event.metadata), metadata);
        assert_eq!(event.content_type, ContentType::Json);
    }
    assert_eq!(events[0].id, Uuid::from_u64_pair(0, 1));
}

pub(crate) async fn metadata_follows_an_incoming_event(plumber: Plumber) {
    let plumber = fixed(plumber);
    let stream = Started::stream(1u8);
    plumber.append(&stream, ExpectedRevision::NoStream, [started("a")]).await.unwrap();
    let mut last = None;
    for number in 1..4 {
        let read = plumber
            .read::<RecordingEvent>(ReadStream::backwards(stream.clone()).limit(1))
            .collect()
            .await
            .unwrap();
        last = Some(read[0].id);
        let context = read[0].context();
        plumber
            .append_in(&context, &stream, ExpectedRevision::Any, [finished(number)])
            .await
            .unwrap();
    }
    let read =
        plumber.read::<RecordingEvent>(ReadStream::forwards(stream)).collect().await.unwrap();
    let conversation = read[0].metadata.correlation_id;
    assert!(read.iter().all(|event| event.metadata.correlation_id == conversation));
    assert_eq!(conversation, Some(read[0].id));
    let causes: Vec<_> = read[1..].iter().map(|event| event.metadata.causation_id).collect();
    assert_eq!(causes, read[..3].iter().map(|event| Some(event.id)).collect::<Vec<_>>());
    assert_eq!(causes.last(), Some(&last));
}

pub(crate) async fn a_context_adds_keys_and_may_leave_the_ids_out(plumber: Plumber) {
    let plumber = fixed(plumber).with_host_name(&HostName::Absent);
    let stream = Started::stream(1u8);
    let context = Context::new()
        .uncorrelated()
        .with("UserId", serde_json::Value::Null)
        .unwrap()
        .with("Tenant", "blue")
        .unwrap()
        .with("UserId", serde_json::json!({"name": "Ada \"A\""}))
        .unwrap();
    plumber.append_in(&context, &stream, ExpectedRevision::Any, [started("a")]).await.unwrap();
    let events = stored(&plumber, &stream).await;
    assert_eq!(
        text(&events[0].metadata),
        r#"{"Created":"2025-07-13T18:22:19.2192669+02:00","UserId":{"name":"Ada \"A\""},"Tenant":"blue"}"#
    );
    let read = plumber.read::<Started>(ReadStream::forwards(stream)).collect().await.unwrap();
    let metadata = &read[0].metadata;
    assert_eq!(metadata.custom("Tenant"), Some(&"blue".into()));
    assert_eq!((metadata.correlation_id, metadata.causation_id), (None, None));
    let keys: Vec<_> = metadata.custom_entries().map(|(key, _)| key).collect();
    assert_eq!(keys, ["UserId", "Tenant"], "in the order of the document");
    // Such an event begins a conversation with its own id.
    let own = Uuid::from_u64_pair(0, 1);
    assert_eq!(read[0].context(), Context::new().correlation_id(own).causation_id(own));
}

pub(crate) async fn an_event_that_cannot_be_written_appends_nothing(plumber: Plumber) {
    let stream = Finished::stream(1u8);
    let wrong = Finished { duration: f64::NAN, ..finished(2) };
    let error =
        plumber.append(&stream, ExpectedRevision::Any, [finished(1), wrong]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "nothing was appended to stream `Recording-1`: cannot write `Finished`, field `Duration`: NaN is not a JSON number; check for it before you build the event"
    );
    assert!(!error.is_conflict() && !error.is_retryable());
    let long =
        Measured { sensor: "a".into(), values: vec![f64::NAN], span: std::time::Duration::MAX };
    let error = plumber.append(&stream, ExpectedRevision::Any, [long]).await.unwrap_err();
    assert!(error.to_string().contains("cannot write `Measured`, field `span`"), "{error}");
    assert!(collect(plumber.store().read_all(ReadAll::default())).await.unwrap().is_empty());
}

pub(crate) async fn an_event_that_cannot_be_read_is_named(plumber: Plumber) {
    let stream = Started::stream(1u8);
    plumber.append(&stream, ExpectedRevision::Any, [started("a")]).await.unwrap();
    let broken = json_event("Started", r#"{"Camera":7}"#);
    plumber.store().append(stream.clone(), ExpectedRevision::Any, vec![broken]).await.unwrap();
    plumber.append(&stream, ExpectedRevision::Any, [started("c")]).await.unwrap();

    let mut events = plumber.read::<RecordingEvent>(ReadStream::forwards(stream));
    assert_eq!(events.next().await.unwrap().unwrap().revision, 0);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 1 of stream `Recording-1`: cannot read `Started` (version 1) from JSON: expected text, found a number at `Camera` (line 1, column 11)"
    );
    assert!(matches!(error, Error::Decode { revision: 1, .. }));
    // The reader may go on behind it.
    assert_eq!(events.next().await.unwrap().unwrap().revision, 2);
    assert!(events.next().await.is_none());
}

pub(crate) async fn metadata_that_cannot_be_read_is_named(plumber: Plumber) {
    let stream = Started::stream(1u8);
    let mut event = json_event("Started", r#"{"Camera":"a"}"#);
    event.metadata = br#"{"SchemaVersion":"two"}"#.as_slice().into();
    plumber.store().append(stream.clone(), ExpectedRevision::Any, vec![event]).await.unwrap();
    let error =
        plumber.read::<RecordingEvent>(ReadStream::forwards(stream)).collect().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 0 of stream `Recording-1`: `SchemaVersion` is \"two\", which is not a whole number above 0"
    );
}

pub(crate) async fn an_unknown_type_is_a_value(plumber: Plumber) {
    let stream = Started::stream(1u8);
    let stranger = json_event("Stranger", "not even JSON");
    plumber.store().append(stream.clone(), ExpectedRevision::Any, vec![stranger]).await.unwrap();
    let read =
        plumber.read::<RecordingEvent>(ReadStream::forwards(stream)).collect().await.unwrap();
    assert_eq!((&*read[0].event_type, &read[0].event), ("Stranger", &Decoded::Unknown));
}

pub(crate) async fn conflicts_are_conflicts(plumber: Plumber) {
    let stream = Started::stream(1u8);
    plumber.append(&stream, ExpectedRevision::NoStream, [started("a")]).await.unwrap();
    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Exact(1)] {
        let error = plumber.append(&stream, expected, [started("b")]).await.unwrap_err();
        assert!(error.is_conflict(), "{error}");
        assert!(matches!(
            error,
            Error::Append(AppendError::WrongExpectedRevision { actual: Some(0), .. })
        ));
    }
    plumber.append(&stream, ExpectedRevision::Exact(0), [started("b")]).await.unwrap();
    let missing = Started::stream(2u8);
    let error =
        plumber.append(&missing, ExpectedRevision::Exists, [started("b")]).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(stored(&plumber, &stream).await.len(), 2);
}

pub(crate) async fn protobuf_events_travel(plumber: Plumber) {
    let plumber = fixed(plumber);
    let stream = Measured::stream(1u8);
    let measured = Measured {
        sensor: "t".into(),
        values: vec![0.0, f64::INFINITY],
        span: std::time::Duration::from_millis(1500),
    };
    plumber.append(&stream, ExpectedRevision::Any, [measured.clone()]).await.unwrap();
    let events = stored(&plumber, &stream).await;
    assert_eq!(events[0].content_type, ContentType::Binary);
    assert_eq!(&events[0].data[..5], b"\x0a\x01t\x12\x10");
    assert!(text(&events[0].metadata).starts_with(r#"{"Created":"#), "metadata is always JSON");
    let read =
        plumber.read::<RecordingEvent>(ReadStream::forwards(stream)).collect().await.unwrap();
    assert_eq!(read[0].event.clone().into_one(), Some(RecordingEvent::Measured(measured)));
}

pub(crate) async fn older_versions_are_upcast_by_their_metadata(plumber: Plumber) {
    let stream = Renamed::stream(1u8);
    plumber.append(&stream, ExpectedRevision::Any, [RenamedV1 { to: "a".into() }]).await.unwrap();
    let renamed = Renamed { from: Some("a".into()), to: "b".into() };
    plumber.append(&stream, ExpectedRevision::Any, [renamed.clone()]).await.unwrap();
    let read = plumber
        .read::<RecordingEvent>(ReadStream::forwards(stream.clone()))
        .collect()
        .await
        .unwrap();
    let values: Vec<_> = read.iter().map(|event| event.event.clone().into_one().unwrap()).collect();
    let old = Renamed { from: None, to: "a".into() };
    assert_eq!(values, [RecordingEvent::Renamed(old), RecordingEvent::Renamed(renamed)]);
    // A program that only knows the older struct says so.
    let error =
        plumber.read::<RenamedV1>(ReadStream::forwards(stream)).collect().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 1 of stream `Recording-1`: `Renamed` has version 2, and this program knows up to 1; update it before it reads on"
    );
}

pub(crate) async fn a_long_history_is_read_as_it_was_written(plumber: Plumber) {
    let mut written = Vec::new();
    for commit in 0..300u64 {
        let stream = NotedView::stream(commit % 7);
        let texts: Vec<String> =
            (0..=commit % 5).map(|file| format!("{commit}/{file}: \"é\"\n")).collect();
        let events = texts.iter().map(|text| NotedView { text: Cow::Borrowed(text) });
        plumber.append(&stream, ExpectedRevision::Any, events).await.unwrap();
        written.extend(texts);
    }
    let category = Selection::Category(Category::from_static("Task"));
    let stored = collect(plumber.store().read_all(ReadAll::forwards(category))).await.unwrap();
    let read: Vec<String> = stored
        .iter()
        .map(|event| {
            let payload = Payload {
                event_type: &event.event_type,
                version: 1,
                content_type: event.content_type,
                data: &event.data,
            };
            NotedView::decode(&payload).unwrap().into_one().unwrap().text.into_owned()
        })
        .collect();
    assert_eq!(read, written);
}

pub(crate) async fn many_streams_are_appended_to_at_once(plumber: Plumber) {
    let plumber = fixed(plumber);
    let (a, b) = (Started::stream(1u32), Finished::stream(2u32));
    let context = Context::new().correlation_id(Uuid::from_u64_pair(7, 7));
    let done = plumber
        .append_many_in(context.clone())
        .append(&a, ExpectedRevision::NoStream, [started("north"), started("south")])
        .append(&b, ExpectedRevision::NoStream, [finished(1)])
        .append(&a, ExpectedRevision::Exact(1), [RecordingEvent::Paused { at: 3 }])
        .send()
        .await
        .unwrap();
    assert_eq!(
        done.iter().map(|done| done.revision).collect::<Vec<_>>(),
        [Some(1), Some(0), Some(2)]
    );
    for (stream, count) in [(&a, 3), (&b, 1)] {
        let read = plumber.read::<RecordingEvent>(ReadStream::forwards(stream.clone()));
        let read = read.collect().await.unwrap();
        assert_eq!(read.len(), count);
        assert!(
            read.iter()
                .all(|event| event.metadata.correlation_id == Some(Uuid::from_u64_pair(7, 7)))
        );
    }

    let refused = plumber
        .append_many()
        .append(&a, ExpectedRevision::Any, [started("west")])
        .check(&b, ExpectedRevision::Exact(7))
        .send()
        .await;
    assert!(refused.is_err_and(|error| error.is_conflict()));
    // The first event that cannot be written is the error, and nothing is written.
    let refused = plumber
        .append_many()
        .append(&a, ExpectedRevision::Any, [started("west")])
        .append(&b, ExpectedRevision::Any, [infinite()])
        .append(&a, ExpectedRevision::NoStream, [started("east")])
        .send()
        .await
        .unwrap_err();
    assert!(matches!(&refused, Error::Encode { stream, .. } if *stream == b), "{refused}");
    assert_eq!((stored(&plumber, &a).await.len(), stored(&plumber, &b).await.len()), (3, 1));
}

/// JSON has no infinity.
fn infinite() -> Finished {
    Finished { duration: f64::INFINITY, ..finished(9) }
}

pub(crate) async fn streams_are_deleted(plumber: Plumber) {
    let stream = Started::stream(1u32);
    let append = |expected| plumber.append(&stream, expected, [started("north")]);
    append(ExpectedRevision::NoStream).await.unwrap();
    let wrong = plumber.delete(&stream, ExpectedRevision::Exact(5)).await;
    assert!(wrong.is_err_and(|error| error.is_conflict()));
    plumber.delete(&stream, ExpectedRevision::Exact(0)).await.unwrap();
    let mut read = plumber.read::<Started>(ReadStream::forwards(stream.clone()));
    let error = read.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "stream `Recording-1` does not exist");
    let error = append(ExpectedRevision::Exists).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "stream `Recording-1` is deleted; use another one, or `ExpectedRevision::NoStream` if it was \
         not deleted for ever"
    );
    assert_eq!(append(ExpectedRevision::NoStream).await.unwrap().revision, Some(1));
    plumber.tombstone(&stream, ExpectedRevision::Any).await.unwrap();
    let mut read = plumber.read::<Started>(ReadStream::forwards(stream.clone()));
    let error = read.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "stream `Recording-1` was deleted for ever");
    let gone = append(ExpectedRevision::NoStream).await;
    assert!(matches!(gone, Err(Error::Append(AppendError::StreamDeleted { .. }))), "{gone:?}");
}

pub(crate) async fn metadata_of_streams_is_read_and_set(plumber: Plumber) {
    use plumberd::RecordedMetadata;
    use plumberd::store::StreamMetadata;
    use std::time::Duration;

    let stream = Started::stream(1u32);
    let mut found = plumber.metadata(&stream).await.unwrap();
    assert_eq!(found, RecordedMetadata::default());
    found.metadata.max_count = Some(1);
    found.metadata.acl = Some(serde_json::json!({"$r": ["$admins"]}));
    found.metadata.custom.insert("team".into(), "video".into());
    plumber.set_metadata(&stream, found.expected(), &found.metadata).await.unwrap();
    let stale = found.expected();
    let found = plumber.metadata(&stream).await.unwrap();
    assert_eq!(found.revision, Some(0));
    assert_eq!(
        found.metadata.to_json(),
        r#"{"$acl":{"$r":["$admins"]},"$maxCount":1,"team":"video"}"#
    );
    let lost = plumber.set_metadata(&stream, stale, &StreamMetadata::default()).await;
    assert!(lost.is_err_and(|error| error.is_conflict()));

    plumber.append(&stream, ExpectedRevision::Any, [started("a"), started("b")]).await.unwrap();
    let read =
        plumber.read::<Started>(ReadStream::forwards(stream.clone())).collect().await.unwrap();
    assert_eq!(read.iter().map(|event| event.revision).collect::<Vec<_>>(), [1]);
    plumber.set_metadata(&stream, ExpectedRevision::Any, &StreamMetadata::default()).await.unwrap();
    assert_eq!(stored(&plumber, &stream).await.len(), 2);

    let short = StreamMetadata { max_age: Some(Duration::from_millis(999)), ..Default::default() };
    let error = plumber.set_metadata(&stream, ExpectedRevision::Any, &short).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "stream `Recording-1`: stream metadata: $maxAge: 0 is not a whole number from 1"
    );
    // Others may write what they like into the stream of the metadata.
    let metadata_stream = StreamMetadata::stream_of(&stream).unwrap();
    let bad = vec![json_event("$metadata", r#"{"$tb":"x"}"#)];
    plumber.store().append(metadata_stream, ExpectedRevision::Any, bad).await.unwrap();
    let error = plumber.metadata(&stream).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "stream `Recording-1`: stream metadata: $tb: \"x\" is not a whole number from 0"
    );
    let long = StreamName::parse("l".repeat(1023)).unwrap();
    assert_eq!(plumber.metadata(&long).await.unwrap(), RecordedMetadata::default());
    let error = plumber
        .set_metadata(&long, ExpectedRevision::Any, &StreamMetadata::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "stream `{long}` does not take this: its name is too long for a metadata stream (`$$…`)"
        )
    );
}

pub(crate) async fn subscriptions_are_typed(plumber: Plumber) {
    use plumberd::Delivered;
    use plumberd::store::{SubscribeAll, SubscribeStream};

    let stream = Started::stream(1u32);
    plumber.append(&stream, ExpectedRevision::Any, [started("a")]).await.unwrap();
    let mut live = plumber.subscribe::<RecordingEvent>(SubscribeStream::from_start(stream.clone()));
    let category = Category::from_static("Recording");
    let subscribe = SubscribeAll::from_start(Selection::Category(category));
    let mut all = plumber.subscribe_all::<Started>(subscribe);
    let first = live.next().await.unwrap().unwrap();
    let Delivered::Event(event) = first else { panic!("{first:?}") };
    assert_eq!(event.event.into_one(), Some(RecordingEvent::Started(started("a"))));
    let second = live.next().await.unwrap().unwrap();
    assert!(matches!(second, Delivered::CaughtUp(progress) if progress.revision == Some(0)));
    assert_eq!(all.next_event().await.unwrap().unwrap().revision, 0);

    let unreadable = vec![json_event("Started", "[]")];
    plumber.store().append(stream.clone(), ExpectedRevision::Any, unreadable).await.unwrap();
    plumber.append(&stream, ExpectedRevision::Any, [started("b")]).await.unwrap();
    // What cannot be read is an error, and the next event follows.
    let error = live.next_event().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Decode { revision: 1, .. }), "{error}");
    assert_eq!(live.next_event().await.unwrap().unwrap().revision, 2);
    assert!(all.next_event().await.unwrap().is_err());
    let last = all.next_event().await.unwrap().unwrap();
    assert_eq!(last.event.into_one(), Some(started("b")));

    plumber.tombstone(&stream, ExpectedRevision::Any).await.unwrap();
    let end = live.next().await.unwrap().unwrap_err();
    assert_eq!(end.to_string(), "stream `Recording-1` was deleted for ever");
    assert!(live.next().await.is_none());
}

pub(crate) async fn links_are_told(plumber: Plumber) {
    let stream = Started::stream(1u32);
    plumber.append(&stream, ExpectedRevision::Any, [started("a")]).await.unwrap();
    let category = StreamName::parse("$ce-Recording").unwrap();
    let read = ReadStream::forwards(category.clone()).resolve_links();
    let found = plumber.read::<Started>(read).collect().await.unwrap();
    let link = found[0].link.as_ref().unwrap();
    assert_eq!((&link.stream, link.revision), (&category, 0));
    assert_eq!((&found[0].stream, found[0].revision), (&stream, 0));
    let plain = plumber.read::<Started>(ReadStream::forwards(stream)).collect().await.unwrap();
    assert!(plain[0].link.is_none());
}
