//! Bytes, put together by hand from the Protobuf specification.

use plumberd::clock::{Clock, ManualClock};
use plumberd::codec::profile::{ProfileId, Proto3};
use plumberd::codec::{json, proto};
use plumberd::envelope::{
    Bytes, Dotted, Envelope, Header, Nested, Plumberd, RawPayload, Togather, Typed,
};
use plumberd::metadata::{Context, HostName, SequentialIds};
use plumberd::store::{ContentType, ReadStream, RecordedEvent};
use plumberd::testing::{block_on, collect};
use plumberd::{Event, ExpectedRevision, Plumber};
use uuid::Uuid;

use super::model::*;

/// The event: id, duration, path.
const FINISHED: &str = "
    0a 01 61                       // 1, text: a
    11 00 00 00 00 00 00 f8 3f     // 2, 64 bits: 1.5, whose sign, exponent and fraction are 3ff8…
    1a 01 66                       // 3, text: f";

const TYPED: &str = "
    0a 11 52 65 63 6f 72 64 69 6e 67 46 69 6e 69 73 68 65 64  // 1, 17 bytes: RecordingFinished
    12 02 76 31                    // 2: v1
    1a 01 37                       // 3: 7
    20 d3 de e0 a4 80 33           // 4, varint: 1752423739219 in groups of seven bits, lowest first
    2a 24 30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 31                 // 5, 36 bytes: 0000…0001
    4a 0f                          // 9, a message of 15 bytes";

const BYTES: &str = "
    0a 11 52 65 63 6f 72 64 69 6e 67 46 69 6e 69 73 68 65 64  // 1: RecordingFinished
    12 02 76 31                    // 2: v1
    1a 01 37                       // 3: 7
    22 0f                          // 4, 15 bytes
    0a 01 61 11 00 00 00 00 00 00 f8 3f 1a 01 66
    28 d3 de e0 a4 80 33           // 5, varint: 1752423739219";

const TOGATHER: &str = "
    0a 11 52 65 63 6f 72 64 69 6e 67 46 69 6e 69 73 68 65 64  // 1: RecordingFinished
    10 01                          // 2, varint: 1
    18 d3 de e0 a4 80 33           // 3, varint: 1752423739219
    22 24 30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 31                 // 4: 0000…0001
    2a 0f                          // 5, 15 bytes";

const PLUMBERD: &str = "
    0a 24 30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 31                 // 1: 0000…0001, the event
    12 0b 54 61 73 6b 43 72 65 61 74 65 64                    // 2: TaskCreated
    18 01                          // 3, varint: 1
    22 06 54 61 73 6b 2d 37        // 4: Task-7
    2a 0b                          // 5, a Timestamp of 11 bytes:
       08 bb ba cf c3 06           //   1, varint: 1752423739 s
       10 c0 d9 b6 68              //   2, varint: 219000000 ns
    32 24 30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 35                 // 6: 0000…0005, the conversation
    3a 24 30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 36                 // 7: 0000…0006, the cause
    40 01                          // 8, varint: JSON
    4a 3d 7b 22 49 64 22 3a 22     // 9, 61 bytes: {\"Id\":\"
          30 30 30 30 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d 30 30 30 30 2d
          30 30 30 30 30 30 30 30 30 30 30 31
          22 2c 22 54 69 74 6c 65 22 3a 22 77 72 69 74 65 22 7d  // \",\"Title\":\"write\"}
    5a 10                          // 11, an entry of 16 bytes:
       0a 06 54 65 6e 61 6e 74     //   1, the key: Tenant
       12 06                       //   2, a Value of 6 bytes:
          1a 04 62 6c 75 65        //     3, text: blue";

fn with_payload(envelope: &str) -> Vec<u8> {
    [hex(envelope), hex(FINISHED)].concat()
}

fn context() -> Context {
    let context = Context::new().correlation_id(Uuid::from_u128(5));
    context.causation_id(Uuid::from_u128(6)).with("Tenant", "blue").unwrap()
}

fn task_header() -> Header {
    header_in(&context(), &TaskCreated::stream(7))
}

fn task() -> TaskCreated {
    TaskCreated { title: "write".into() }
}

#[test]
fn bytes_of_the_four_forms() {
    assert_eq!(proto::to_vec(&finished()).unwrap(), hex(FINISHED));
    assert_eq!(Typed::wrap(&finished(), &header()).unwrap(), with_payload(TYPED));
    assert_eq!(Bytes::wrap(&finished(), &header()).unwrap(), hex(BYTES));
    assert_eq!(Togather::wrap(&finished(), &header()).unwrap(), with_payload(TOGATHER));
    assert_eq!(Plumberd::wrap(&task(), &task_header()).unwrap(), hex(PLUMBERD));
    // A set is an event like any other where the encoding is the one that a store gets.
    let any = AnyEvent::Created(task());
    assert_eq!(Plumberd::wrap(&any, &task_header()).unwrap(), hex(PLUMBERD));
}

#[test]
fn dotted_names() {
    let expected = [
        // 1, 18 bytes: recording.finished
        hex("0a 12 72 65 63 6f 72 64 69 6e 67 2e 66 69 6e 69 73 68 65 64"),
        hex(BYTES).split_off(19),
    ]
    .concat();
    assert_eq!(Dotted::<Bytes>::wrap(&finished(), &header()).unwrap(), expected);
    assert_eq!(Dotted::<Bytes>::open(&expected).unwrap().event_name, "recording.finished");
}

#[test]
fn what_is_not_known_is_not_written() {
    // No context, so no trace; an event without fields.
    let header = header_in(&Context::new().uncorrelated(), &TaskDone::stream(7));
    assert_eq!(
        Typed::wrap(&TaskDone, &header).unwrap(),
        hex("0a 08 54 61 73 6b 44 6f 6e 65  // TaskDone
             12 02 76 31
             1a 01 37
             20 d3 de e0 a4 80 33
             4a 00                          // a message is there, also when it is empty")
    );
    assert_eq!(
        Togather::wrap(&TaskDone, &header).unwrap(),
        hex("0a 08 54 61 73 6b 44 6f 6e 65
             10 01
             18 d3 de e0 a4 80 33           // and no empty text, no empty bytes")
    );
}

#[test]
fn what_is_given_goes_before_what_is_derived() {
    let header = header().with_aggregate_id("eu/7").with_trace_id("t");
    let bytes = Typed::wrap(&finished(), &header).unwrap();
    let opened = Typed::open(&bytes).unwrap();
    assert_eq!(opened.aggregate_id.as_deref(), Some("eu/7"));
    assert_eq!(opened.trace_id.as_deref(), Some("t"));
    // Text that is no GUID is a trace, and no correlation id.
    assert_eq!(opened.metadata.correlation_id, None);

    let audit = plumberd::StreamName::parse("audit").unwrap();
    assert_eq!(header_in(&Context::new(), &audit).aggregate_id(), "audit");
}

/// The JSON of the message in some bytes, after it has been read back.
macro_rules! proto3 {
    ($type:ty, $bytes:expr) => {{
        let bytes = $bytes;
        let message: $type = proto::from_slice(&bytes).unwrap();
        let text = json::to_vec_with::<Proto3, _>(&message).unwrap();
        let limits = json::ReadLimits::default();
        let read: $type = json::from_slice_with(&text, ProfileId::Proto3, limits).unwrap();
        assert_eq!(read, message);
        String::from_utf8(text.clone()).unwrap()
    }};
}

#[test]
fn json_of_the_four_forms() {
    assert_eq!(
        proto3!(Typed<'_, Nested<RecordingFinished>>, with_payload(TYPED)),
        r#"{"eventName":"RecordingFinished","eventVersion":"v1","aggregateId":"7","timestamp":"1752423739219","traceId":"00000000-0000-0000-0000-000000000001","payload":{"recordingId":"a","duration":1.5,"filePath":"f"}}"#
    );
    assert_eq!(
        proto3!(Bytes<'_>, hex(BYTES)),
        r#"{"eventName":"RecordingFinished","eventVersion":"v1","aggregateId":"7","payload":"CgFhEQAAAAAAAPg/GgFm","timestamp":"1752423739219"}"#
    );
    assert_eq!(
        proto3!(Togather<'_>, with_payload(TOGATHER)),
        r#"{"eventType":"RecordingFinished","eventVersion":1,"timestamp":"1752423739219","traceId":"00000000-0000-0000-0000-000000000001","payload":"CgFhEQAAAAAAAPg/GgFm"}"#
    );
    assert_eq!(
        proto3!(Plumberd<'_>, hex(PLUMBERD)),
        r#"{"eventId":"00000000-0000-0000-0000-000000000001","eventType":"TaskCreated","eventVersion":1,"stream":"Task-7","created":"2025-07-13T16:22:19.219Z","correlationId":"00000000-0000-0000-0000-000000000005","causationId":"00000000-0000-0000-0000-000000000006","payloadEncoding":"PAYLOAD_ENCODING_JSON","payload":"eyJJZCI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMSIsIlRpdGxlIjoid3JpdGUifQ==","metadata":{"Tenant":"blue"}}"#
    );
    // The raw form of a payload has the same bytes.
    let bytes = with_payload(TYPED);
    let raw: Typed<'_, RawPayload<'_>> = proto::from_slice(&bytes).unwrap();
    assert_eq!(raw.payload.as_deref(), Some(&*hex(FINISHED)));
    assert_eq!(proto::to_vec(&raw).unwrap(), bytes);
}

/// What a store keeps goes into an envelope as it is, and comes out of it as it was.
#[test]
fn from_a_store_to_a_bus() {
    block_on(async {
        let plumber = Plumber::connect("memory:")
            .await
            .unwrap()
            .with_clock(clock())
            .with_ids(SequentialIds::default())
            .with_host_name(&HostName::Absent);
        let stream = TaskCreated::stream(7);
        let context = context();
        let any = ExpectedRevision::Any;
        plumber.append_in(&context, &stream, any, [task()]).await.unwrap();
        plumber.append_in(&context, &stream, any, [ada()]).await.unwrap();
        let events =
            collect(plumber.store().read_stream(ReadStream::forwards(stream))).await.unwrap();

        assert_eq!(Plumberd::wrap_recorded(&events[0]).unwrap(), hex(PLUMBERD));
        assert_eq!(
            Bytes::wrap_recorded(&events[0]).unwrap_err().to_string(),
            "`TaskCreated` is written as JSON, and a `Bytes` envelope carries Protobuf; add tags and `encoding = \"protobuf\"` to the event, or use a `Plumberd` envelope"
        );
        let stored = Dotted::<Togather>::wrap_recorded(&events[1]).unwrap();
        let header = header_in(&context, &TaskCreated::stream(7));
        assert_eq!(stored, Dotted::<Togather>::wrap(&ada(), &header).unwrap());
        let opened = Togather::open(&stored).unwrap();
        assert_eq!((&*opened.event_name, opened.metadata.version), ("user.created", 2));
    });
}

#[test]
fn metadata_of_other_writers() {
    let recorded = |metadata: &'static str| RecordedEvent {
        id: ID,
        stream: TaskDone::stream(7),
        revision: 0,
        position: None,
        event_type: "TaskDone".into(),
        content_type: ContentType::Binary,
        data: Vec::new().into(),
        metadata: metadata.into(),
        recorded_at: clock().now(),
        link: None,
    };
    let event = recorded(
        r#"{"Created":5,"$correlationId":"order 7","$server":1,"Tenant":"blue","SchemaVersion":2}"#,
    );
    let bytes = Plumberd::wrap_recorded(&event).unwrap();
    let metadata = Plumberd::open(&bytes).unwrap().metadata;
    // A time that is none gives way to the store's.
    assert_eq!(metadata.created, Some(event.recorded_at));
    assert_eq!((metadata.version, metadata.correlation_id), (2, None));
    let custom: Vec<_> = metadata.custom_entries().collect();
    assert_eq!(custom, [("Tenant", &"blue".into())]);

    assert_eq!(
        Bytes::wrap_recorded(&recorded("[]")).unwrap_err().to_string(),
        "metadata of a `Bytes` envelope: metadata must be a JSON object"
    );
}

#[test]
fn time_of_another_clock() {
    let clock = ManualClock::new("1970-01-01T01:00:00.0019999+01:00".parse().unwrap());
    let header = Header::new(&Context::new(), &TaskDone::stream(7), &clock);
    // What is finer than a millisecond is cut.
    assert_eq!(header.timestamp(), 1);
    // An id of version 7 is made for it.
    assert_eq!(header.event_id().get_version_num(), 7);
}
