//! What comes out of an envelope.

use std::borrow::Cow;

use plumberd::envelope::{
    Bytes, Dotted, Envelope, Naming, Opened, Plumberd, RawPayload, Togather, Typed,
};
use plumberd::event::{Payload, UnknownEvent};
use plumberd::metadata::Context;
use plumberd::store::ContentType;
use plumberd::{Decoded, Event, PlumberdEvent, PlumberdEvents, Upcasted};
use uuid::Uuid;

use super::model::*;

type Raw<'a> = Typed<'a, RawPayload<'a>>;

fn borrows(opened: &Opened<'_>) -> bool {
    let texts = [Some(&opened.event_name), opened.aggregate_id.as_ref(), opened.trace_id.as_ref()];
    texts.into_iter().flatten().all(|text| matches!(text, Cow::Borrowed(_)))
        && matches!(opened.payload, Cow::Borrowed(_))
}

#[test]
fn headers_are_read_without_the_payload() {
    let payload = Payload {
        event_type: "RecordingFinished",
        version: 3,
        content_type: ContentType::Binary,
        data: b"\xff\xff no event at all",
    };
    let read = |opened: Result<Opened<'_>, _>| {
        let opened: Opened<'_> = opened.unwrap();
        assert!(borrows(&opened), "{opened:?}");
        assert_eq!((&*opened.event_name, opened.metadata.version), ("RecordingFinished", 3));
        assert_eq!(opened.metadata.created, Some(header().created()));
        assert_eq!(&*opened.payload, payload.data);
        assert_eq!((opened.event_id, opened.stream), (None, None));
        (opened.aggregate_id.map(Cow::into_owned), opened.metadata.correlation_id)
    };
    let (aggregate, correlation) = (Some("7".to_owned()), Some(ID));
    assert_eq!(
        read(Raw::open(&Raw::write(&payload, &header()).unwrap())),
        (aggregate.clone(), correlation)
    );
    assert_eq!(read(Bytes::open(&Bytes::write(&payload, &header()).unwrap())), (aggregate, None));
    assert_eq!(
        read(Togather::open(&Togather::write(&payload, &header()).unwrap())),
        (None, correlation)
    );
}

#[test]
fn plumberd_keeps_all_that_a_store_does() {
    let context = Context::new()
        .correlation_id(Uuid::from_u128(5))
        .causation_id(Uuid::from_u128(6))
        .with("Tenant", "blue")
        .and_then(|context| context.with("Shard", 3))
        .unwrap();
    let header = header_in(&context, &TaskCreated::stream(7));
    let event = TaskCreated { title: "write".into() };
    let bytes = Plumberd::wrap(&event, &header).unwrap();
    let read = Plumberd::unwrap::<AnyEvent>(&bytes).unwrap();
    assert_eq!(read.event.into_one(), Some(AnyEvent::Created(event)));
    let opened = read.envelope;
    assert_eq!(opened.event_id, Some(ID));
    assert_eq!(opened.stream, Some(TaskCreated::stream(7)));
    assert_eq!(opened.aggregate_id.as_deref(), Some("7"));
    assert_eq!(opened.trace_id.as_deref(), Some("00000000-0000-0000-0000-000000000005"));
    assert_eq!(opened.content_type, ContentType::Json);
    assert_eq!(opened.metadata, header.metadata(1));
    assert_eq!(opened.metadata.custom("Shard"), Some(&3.into()));
    assert!(matches!(opened.payload, Cow::Borrowed(_)));
}

#[test]
fn events_that_follow_share_the_conversation() {
    let bytes = Plumberd::wrap(&finished(), &header()).unwrap();
    let next = Plumberd::open(&bytes).unwrap().context().metadata(Uuid::from_u128(9), 1);
    assert_eq!((next.correlation_id, next.causation_id), (Some(ID), Some(ID)));
    // The togather forms do not say which event it was.
    let bytes = Togather::wrap(&finished(), &header()).unwrap();
    let next = Togather::open(&bytes).unwrap().context().metadata(Uuid::from_u128(9), 1);
    assert_eq!((next.correlation_id, next.causation_id), (Some(ID), Some(Uuid::from_u128(9))));
    let bytes = Bytes::wrap(&finished(), &header()).unwrap();
    assert_eq!(Bytes::open(&bytes).unwrap().context(), Context::new());
}

fn envelope(name: &str, version: u32, data: &[u8]) -> Vec<u8> {
    let content_type = ContentType::Binary;
    Bytes::write(&Payload { event_type: name, version, content_type, data }, &header()).unwrap()
}

#[test]
fn older_versions_become_the_newest() {
    let bytes = envelope("UserCreated", 1, b"\x0a\x0cAda Lovelace");
    let read = Bytes::unwrap::<AnyEvent>(&bytes).unwrap();
    assert_eq!(read.event, Decoded::Known(Upcasted::One(AnyEvent::User(ada()))));
    assert_eq!(read.envelope.metadata.version, 1);
    let bytes = Bytes::wrap_as_stored(&AnyEvent::User(ada()), &header()).unwrap();
    assert_eq!(Bytes::unwrap::<UserCreated>(&bytes).unwrap().event.into_one(), Some(ada()));
}

#[test]
fn what_the_set_does_not_know_is_a_value() {
    for (name, version) in [("UserDeleted", 1), ("UserCreated", 3), ("user.created", 1)] {
        let bytes = envelope(name, version, b"\xff raw");
        let read = Bytes::unwrap::<AnyEvent>(&bytes).unwrap();
        assert_eq!(read.event, Decoded::Unknown, "{name} {version}");
        assert_eq!(read.envelope.event_name, name);
        assert_eq!(&*read.envelope.payload, b"\xff raw");
    }
    // A set that keeps such events does.
    let bytes = envelope("UserDeleted", 4, b"\xff raw");
    let read = Bytes::unwrap::<Keeping>(&bytes).unwrap();
    let kept = Keeping::Other(UnknownEvent {
        event_type: "UserDeleted".into(),
        version: 4,
        content_type: ContentType::Binary,
        data: b"\xff raw".to_vec().into(),
    });
    assert_eq!(read.event.into_one(), Some(kept.clone()));
    // And passes them on as they came.
    assert_eq!(Bytes::wrap_as_stored(&kept, &header()).unwrap(), bytes);
}

#[test]
fn names_are_matched_through_the_policy() {
    let data = b"\x0a\x03Ada\x12\x08Lovelace";
    for name in ["UserCreated", "PersonRegistered"] {
        let bytes = envelope(name, 2, data);
        let read = Bytes::unwrap::<AnyEvent>(&bytes).unwrap();
        assert_eq!(read.event.into_one(), Some(AnyEvent::User(ada())), "{name}");
        // What was sent before the names had dots.
        let read = Dotted::<Bytes>::unwrap::<AnyEvent>(&bytes).unwrap();
        assert_eq!(read.event.into_one(), Some(AnyEvent::User(ada())), "{name}");
    }
    for name in ["user.created", "person.registered"] {
        let bytes = envelope(name, 2, data);
        let read = Dotted::<Bytes>::unwrap::<AnyEvent>(&bytes).unwrap();
        assert_eq!(read.event.into_one(), Some(AnyEvent::User(ada())), "{name}");
        let opened = Bytes::open(&bytes).unwrap();
        assert_eq!(opened.decode::<AnyEvent>(Naming::Type), Ok(Decoded::Unknown));
    }
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Job", register = false)]
struct HTTPDone {
    #[event(tag = 1)]
    code: u32,
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Job", register = false)]
struct HttpDone {
    #[event(tag = 1)]
    code: u32,
}

#[derive(Debug, PartialEq, PlumberdEvents)]
enum Alike {
    Upper(HTTPDone),
    Lower(HttpDone),
}

#[test]
fn two_types_with_one_dotted_name() {
    let bytes = envelope("http.done", 1, b"\x08\x01");
    assert_eq!(
        Dotted::<Bytes>::unwrap::<Alike>(&bytes).unwrap_err().to_string(),
        "the event name `http.done` is the one of `HTTPDone` and of `HttpDone`; rename one with `#[event(name = \"…\")]`"
    );
    let bytes = envelope("HttpDone", 1, b"\x08\x01");
    let read = Bytes::unwrap::<Alike>(&bytes).unwrap();
    assert_eq!(read.event.into_one(), Some(Alike::Lower(HttpDone { code: 1 })));
}

#[test]
fn tolerated() {
    // A version without its letter, fields out of order, fields of later forms, no time.
    let bytes = hex("22 0f 0a 01 61 11 00 00 00 00 00 00 f8 3f 1a 01 66
                     12 01 31                                     // 2: 1
                     7a 01 78                                     // 15: x
                     0a 11 52 65 63 6f 72 64 69 6e 67 46 69 6e 69 73 68 65 64");
    let read = Bytes::unwrap::<RecordingFinished>(&bytes).unwrap();
    assert_eq!(read.event.into_one(), Some(finished()));
    assert_eq!(read.envelope.metadata.created, None);
    assert_eq!(read.envelope.aggregate_id, None);
    assert_eq!(RecordingFinished::VERSION, read.envelope.metadata.version);
}
