//! What is refused, and what the refusal says.

use std::borrow::Cow;

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::codec::{Message, proto};
use plumberd::envelope::{
    Bytes, Dotted, Envelope, Header, PayloadEncoding, Plumberd, RawPayload, Togather, Typed,
};
use plumberd::event::Payload;
use plumberd::metadata::Context;
use plumberd::store::ContentType;
use plumberd::{Entries, Event, PlumberdEvent};
use uuid::Uuid;

use super::model::*;

type Raw<'a> = Typed<'a, RawPayload<'a>>;

fn refused<V: Envelope>(bytes: &[u8]) -> String {
    match V::open(bytes) {
        Ok(opened) => format!("no error: {opened:?}"),
        Err(error) => error.to_string(),
    }
}

fn bytes_message() -> Bytes<'static> {
    Bytes {
        event_name: "A".into(),
        event_version: "v1".into(),
        aggregate_id: "7".into(),
        payload: b"p".as_slice().into(),
        timestamp: 5,
    }
}

fn typed_message() -> Raw<'static> {
    Typed {
        event_name: "A".into(),
        event_version: "v1".into(),
        aggregate_id: "7".into(),
        timestamp: 5,
        trace_id: "t".into(),
        payload: Some(b"p".as_slice().into()),
    }
}

fn togather_message() -> Togather<'static> {
    Togather {
        event_type: "A".into(),
        event_version: 1,
        timestamp: 5,
        trace_id: None,
        payload: b"p".as_slice().into(),
    }
}

fn plumberd_message() -> Plumberd<'static> {
    Plumberd {
        event_id: ID,
        event_type: "A".into(),
        event_version: 1,
        stream: "A-7".into(),
        created: None,
        correlation_id: None,
        causation_id: None,
        payload_encoding: PayloadEncoding::Json,
        payload: b"{}".as_slice().into(),
        client_host_name: None,
        metadata: Entries::new(),
    }
}

/// The refusal of a message that was changed.
fn changed<V: Envelope, M: Message>(mut message: M, change: impl FnOnce(&mut M)) -> String {
    assert!(V::open(&proto::to_vec(&message).unwrap()).is_ok());
    change(&mut message);
    refused::<V>(&proto::to_vec(&message).unwrap())
}

#[test]
fn missing_fields() {
    let missing = |envelope: &str, field: &str| {
        format!("a `{envelope}` envelope has no `{field}`; the sender has to write it")
    };
    let none: Cow<'static, str> = "".into();
    assert_eq!(refused::<Bytes>(b""), missing("Bytes", "event_name"));
    assert_eq!(refused::<Dotted<Bytes>>(b""), missing("Bytes", "event_name"));
    assert_eq!(refused::<Raw>(b""), missing("Typed", "event_name"));
    assert_eq!(refused::<Togather>(b""), missing("Togather", "event_type"));
    assert_eq!(refused::<Plumberd>(b""), missing("Plumberd", "event_id"));
    assert_eq!(
        changed::<Bytes, _>(bytes_message(), |it| it.event_version = none.clone()),
        missing("Bytes", "event_version")
    );
    assert_eq!(
        changed::<Raw, _>(typed_message(), |it| it.event_version = none.clone()),
        missing("Typed", "event_version")
    );
    assert_eq!(
        changed::<Raw, _>(typed_message(), |it| it.payload = None),
        missing("Typed", "payload")
    );
    assert_eq!(
        changed::<Togather, _>(togather_message(), |it| it.event_version = 0),
        missing("Togather", "event_version")
    );
    for (field, text) in [
        ("event_id", changed::<Plumberd, _>(plumberd_message(), |it| it.event_id = Uuid::nil())),
        (
            "event_type",
            changed::<Plumberd, _>(plumberd_message(), |it| it.event_type = none.clone()),
        ),
        ("event_version", changed::<Plumberd, _>(plumberd_message(), |it| it.event_version = 0)),
        ("stream", changed::<Plumberd, _>(plumberd_message(), |it| it.stream = none.clone())),
        (
            "payload_encoding",
            changed::<Plumberd, _>(plumberd_message(), |it| {
                it.payload_encoding = PayloadEncoding::Unspecified;
            }),
        ),
    ] {
        assert_eq!(text, missing("Plumberd", field));
    }
}

#[test]
fn values_that_make_no_sense() {
    let version = |envelope: &str, found: &str, example: &str| {
        format!(
            "`event_version` of a `{envelope}` envelope is `{found}`, which is not a version; it is written like `{example}`"
        )
    };
    let latest = "latest, since the beginning and for ever and ever";
    assert_eq!(
        changed::<Bytes, _>(bytes_message(), |it| it.event_version = latest.into()),
        version("Bytes", "latest, since the beginning and for ever", "v1")
    );
    assert_eq!(
        changed::<Raw, _>(typed_message(), |it| it.event_version = "v0".into()),
        version("Typed", "v0", "v1")
    );
    assert_eq!(
        changed::<Togather, _>(togather_message(), |it| it.event_version = -2),
        version("Togather", "-2", "1")
    );
    let timestamp = |envelope: &str, found: i64| {
        format!(
            "`timestamp` of a `{envelope}` envelope is {found}, which is not a time from 1970 to 9999 in milliseconds; check the clock and the unit of the sender"
        )
    };
    for found in [-1, i64::MIN, i64::MAX, 253_402_300_800_000] {
        assert_eq!(
            changed::<Bytes, _>(bytes_message(), |it| it.timestamp = found),
            timestamp("Bytes", found)
        );
        assert_eq!(
            changed::<Raw, _>(typed_message(), |it| it.timestamp = found),
            timestamp("Typed", found)
        );
        assert_eq!(
            changed::<Togather, _>(togather_message(), |it| it.timestamp = found),
            timestamp("Togather", found)
        );
    }
    assert_eq!(
        changed::<Plumberd, _>(plumberd_message(), |it| it.stream = "A-\n".into()),
        "`stream` of a `Plumberd` envelope: the stream name \"A-\\n\" holds a control character at byte 2"
    );
    assert_eq!(
        changed::<Plumberd, _>(plumberd_message(), |it| it
            .metadata
            .insert("Created".into(), 5.into())),
        "metadata of a `Plumberd` envelope: the metadata key `Created` is reserved; choose a name that is not one of plumberd's and does not begin with `$`"
    );
}

#[test]
fn bytes_of_another_message() {
    // Another type for a field: the form was taken for another one.
    let typed = proto::to_vec(&typed_message()).unwrap();
    assert_eq!(
        refused::<Bytes>(&typed),
        "cannot read a `Bytes` envelope: expected wire type length-delimited, found varint; the sender has another type for this field at `payload` (byte 11)"
    );
    assert_eq!(
        refused::<Togather>(&typed),
        "cannot read a `Togather` envelope: expected wire type varint, found length-delimited; the sender has another type for this field at `event_version` (byte 4)"
    );
    assert_eq!(
        refused::<Plumberd>(&proto::to_vec(&bytes_message()).unwrap()),
        "cannot read a `Plumberd` envelope: `A` is not a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6 at `event_id` (byte 3)"
    );
    assert_eq!(
        refused::<Raw>(b"\x0a\x05abc"),
        "cannot read a `Typed` envelope: the bytes end in the middle of a value at `event_name` (byte 2)"
    );
    assert_eq!(
        refused::<Bytes>(b"\x0a\x01\xff"),
        "cannot read a `Bytes` envelope: the text is not UTF-8 at `event_name` (byte 3)"
    );
    let mut unknown = proto::to_vec(&plumberd_message()).unwrap();
    unknown.extend([0x40, 3]);
    assert_eq!(
        refused::<Plumberd>(&unknown),
        format!(
            "cannot read a `Plumberd` envelope: 3 is not a value of `PayloadEncoding`; it has Unspecified (0), Json (1), Protobuf (2) at `payload_encoding` (byte {})",
            unknown.len()
        )
    );
}

#[test]
fn payloads_that_are_not_the_event() {
    let content_type = ContentType::Binary;
    let payload = |event_type, data| Payload { event_type, version: 1, content_type, data };
    let bytes = Bytes::write(&payload("RecordingFinished", b"\x0a\x05a"), &header()).unwrap();
    assert_eq!(
        Bytes::unwrap::<AnyEvent>(&bytes).unwrap_err().to_string(),
        "cannot read `RecordingFinished` (version 1) from Protobuf: the bytes end in the middle of a value at `recording_id` (byte 2)"
    );
    let bytes = Bytes::write(&payload("TaskCreated", b"\x0a\x01a"), &header()).unwrap();
    assert_eq!(
        Bytes::unwrap::<AnyEvent>(&bytes).unwrap_err().to_string(),
        "`TaskCreated` is stored as Protobuf, and the type has no tags; add `#[event(tag = …)]` to its fields"
    );
    let bytes = Bytes::write(&payload("UserCreated", b"\x0a\x05Plato"), &header()).unwrap();
    assert_eq!(
        Bytes::unwrap::<AnyEvent>(&bytes).unwrap_err().to_string(),
        "cannot turn `UserCreated` version 1 into version 2: `full_name` has no space"
    );
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Task", register = false)]
struct Identified {
    #[event(tag = 1)]
    id: Uuid,
    #[event(tag = 2)]
    at: Option<std::time::Duration>,
}

#[test]
fn what_cannot_be_written() {
    let json = AnyEvent::Created(TaskCreated { title: "t".into() });
    assert_eq!(
        Typed::wrap_as_stored(&json, &header()).unwrap_err().to_string(),
        "`TaskCreated` is written as JSON, and a `Typed` envelope carries Protobuf; add tags and `encoding = \"protobuf\"` to the event, or use a `Plumberd` envelope"
    );
    let clock = ManualClock::new(DateTimeOffset::from_unix(-1, 0).unwrap());
    let early = Header::new(&Context::new(), &TaskDone::stream(7), &clock);
    for (envelope, text) in [
        ("Bytes", Bytes::wrap(&TaskDone, &early).unwrap_err().to_string()),
        ("Typed", Typed::wrap(&TaskDone, &early).unwrap_err().to_string()),
        ("Togather", Togather::wrap(&TaskDone, &early).unwrap_err().to_string()),
    ] {
        assert_eq!(
            text,
            format!(
                "`timestamp` of a `{envelope}` envelope is -1000, which is not a time from 1970 to 9999 in milliseconds; check the clock and the unit of the sender"
            )
        );
    }
    let nil = Identified { id: Uuid::nil(), at: None };
    assert_eq!(
        Plumberd::wrap(&nil, &header()).unwrap_err().to_string(),
        "the id of `Identified` is nil; give the event an id, or no field for it"
    );
    let long = Identified { id: ID, at: Some(std::time::Duration::MAX) };
    assert_eq!(
        Bytes::wrap(&long, &header()).unwrap_err().to_string(),
        "cannot write `Identified`, field `at`: 18446744073709551615999999999 ns is outside of what a Protobuf duration can hold"
    );
    let payload = |event_type, version| Payload {
        event_type,
        version,
        content_type: ContentType::Binary,
        data: b"",
    };
    assert_eq!(
        Togather::write(&payload("A", 1 << 31), &header()).unwrap_err().to_string(),
        "`event_version` of a `Togather` envelope is `2147483648`, which is not a version; it is written like `1`"
    );
    assert_eq!(
        Bytes::write(&payload("A", 0), &header()).unwrap_err().to_string(),
        "`event_version` of a `Bytes` envelope is `0`, which is not a version; it is written like `1`"
    );
    assert_eq!(
        Plumberd::write(&payload("", 1), &header()).unwrap_err().to_string(),
        "a `Plumberd` envelope has no `name of the event`; the sender has to write it"
    );
    let context = Context::new().with("Big", u64::MAX).unwrap();
    assert_eq!(
        Plumberd::wrap(&TaskDone, &header_in(&context, &TaskDone::stream(7)))
            .unwrap_err()
            .to_string(),
        "cannot write `Envelope`, field `metadata`: 18446744073709551615 is outside of what a double without loss can hold"
    );
}
