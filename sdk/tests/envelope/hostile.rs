//! Nothing that comes in makes a reader panic, and what is written is read.

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::envelope::{
    Bytes, Dotted, Envelope, EnvelopeError, Header, Plumberd, RawPayload, Togather, Typed,
};
use plumberd::event::Payload;
use plumberd::metadata::Context;
use plumberd::store::ContentType;
use plumberd::stream::{Category, StreamId, StreamName};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::model::*;

type Raw<'a> = Typed<'a, RawPayload<'a>>;

/// Reads bytes as one form; what was read holds what a reader counts on.
fn read<V: Envelope>(bytes: &[u8]) {
    let Ok(opened) = V::open(bytes) else { return };
    assert!(!opened.event_name.is_empty());
    assert!(opened.metadata.version > 0);
    assert!(opened.aggregate_id.as_deref() != Some(""));
    assert!(opened.trace_id.as_deref() != Some(""));
    let _ = V::unwrap::<AnyEvent>(bytes);
    let _ = V::unwrap::<Keeping>(bytes);
    let _ = Dotted::<V>::unwrap::<AnyEvent>(bytes);
}

fn read_all(bytes: &[u8]) {
    read::<Raw>(bytes);
    read::<Bytes>(bytes);
    read::<Togather>(bytes);
    read::<Plumberd>(bytes);
}

fn carried<V: Envelope>(payload: &Payload<'_>, header: &Header) {
    let bytes = V::write(payload, header).unwrap();
    let opened = V::open(&bytes).unwrap();
    assert_eq!(opened.event_name, payload.event_type);
    assert_eq!(opened.metadata.version, payload.version);
    assert_eq!(&*opened.payload, payload.data);
}

fn written(event: &RecordingFinished, header: &Header) -> [Vec<u8>; 4] {
    let all = [
        Raw::wrap(event, header),
        Bytes::wrap(event, header),
        Togather::wrap(event, header),
        Plumberd::wrap(event, header),
    ];
    all.map(Result::unwrap)
}

fn event() -> impl Strategy<Value = RecordingFinished> {
    (".{0,9}", -1e9..1e9f64, ".{0,200}").prop_map(|(recording_id, duration, file_path)| {
        RecordingFinished { recording_id, duration, file_path }
    })
}

fn header() -> impl Strategy<Value = Header> {
    let ids = (1u128.., proptest::option::of(1u128..), proptest::option::of(".{0,40}"));
    let time = (0..253_402_300_800_i64, 0..1_000_000_000u32);
    (ids, time, "[ -~]{1,20}", proptest::option::of(".{0,20}")).prop_map(
        |((id, correlation, trace), (seconds, nanos), stream, aggregate)| {
            let category = Category::from_static("Recording");
            let stream = StreamName::new(&category, &StreamId::parse(stream).unwrap());
            let context = match correlation {
                Some(id) => Context::new().correlation_id(Uuid::from_u128(id)),
                None => Context::new().uncorrelated(),
            };
            let clock = ManualClock::new(DateTimeOffset::from_unix(seconds, nanos).unwrap());
            let mut header =
                Header::new(&context, &stream, &clock).with_event_id(Uuid::from_u128(id));
            if let Some(trace) = trace {
                header = header.with_trace_id(trace);
            }
            if let Some(aggregate) = aggregate {
                header = header.with_aggregate_id(aggregate);
            }
            header
        },
    )
}

/// A change to valid bytes: a flipped bit, one gone, one more, the rest gone.
fn apply(bytes: &mut Vec<u8>, (kind, at, byte): (u8, usize, u8)) {
    if bytes.is_empty() {
        return;
    }
    let at = at % bytes.len();
    match kind {
        0 => bytes[at] ^= byte,
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, byte),
        _ => bytes.truncate(at),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..120)) {
        read_all(&bytes);
    }

    #[test]
    fn arbitrary_versions_and_times(
        version in ".{0,12}",
        number: i32,
        timestamp: i64,
    ) {
        use plumberd::codec::proto;

        let bytes = proto::to_vec(&Bytes {
            event_name: "A".into(),
            event_version: version.into(),
            aggregate_id: "".into(),
            payload: b"".as_slice().into(),
            timestamp,
        });
        read::<Bytes>(&bytes.unwrap());
        let bytes = proto::to_vec(&Togather {
            event_type: "A".into(),
            event_version: number,
            timestamp,
            trace_id: None,
            payload: b"".as_slice().into(),
        });
        let bytes = bytes.unwrap();
        let opened = Togather::open(&bytes);
        let is_time = (0..=253_402_300_799_999).contains(&timestamp);
        prop_assert_eq!(opened.is_ok(), number > 0 && is_time);
    }

    #[test]
    fn changed_envelopes(
        event in event(),
        header in header(),
        changes in vec((0..4u8, any::<usize>(), any::<u8>()), 1..4),
    ) {
        for mut bytes in written(&event, &header) {
            for change in &changes {
                apply(&mut bytes, *change);
            }
            read_all(&bytes);
        }
    }

    #[test]
    fn what_is_written_is_read(event in event(), header in header()) {
        let [typed, bytes, togather, plumberd] = written(&event, &header);
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let aggregate = given(header.aggregate_id());
        let trace = header.trace_id().and_then(|id| given(&id));

        let read = Raw::unwrap::<RecordingFinished>(&typed).unwrap();
        prop_assert_eq!(read.event.into_one(), Some(event.clone()));
        prop_assert_eq!(read.envelope.aggregate_id.as_deref(), aggregate.as_deref());
        prop_assert_eq!(read.envelope.trace_id.as_deref(), trace.as_deref());
        let milliseconds = read.envelope.metadata.created.map_or(0, |created| {
            created.unix_seconds() * 1000 + i64::from(created.subsec_nanos() / 1_000_000)
        });
        prop_assert_eq!(milliseconds, header.timestamp());

        let read = Bytes::unwrap::<RecordingFinished>(&bytes).unwrap();
        prop_assert_eq!(read.event.into_one(), Some(event.clone()));
        prop_assert_eq!(read.envelope.aggregate_id.as_deref(), aggregate.as_deref());

        let read = Togather::unwrap::<RecordingFinished>(&togather).unwrap();
        prop_assert_eq!(read.event.into_one(), Some(event.clone()));
        prop_assert_eq!(read.envelope.trace_id.as_deref(), trace.as_deref());

        let read = Plumberd::unwrap::<RecordingFinished>(&plumberd).unwrap();
        prop_assert_eq!(read.event.into_one(), Some(event));
        prop_assert_eq!(read.envelope.event_id, Some(header.event_id()));
        prop_assert_eq!(read.envelope.stream.as_ref(), Some(header.stream()));
        prop_assert_eq!(read.envelope.metadata, header.metadata(1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Bytes that end early are an error, or lack the last fields; never another event.
    #[test]
    fn cut_at_every_offset(event in event(), header in header()) {
        for bytes in written(&event, &header) {
            for len in 0..bytes.len() {
                read_all(&bytes[..len]);
            }
        }
        let typed = Raw::wrap(&event, &header).unwrap();
        for len in 0..typed.len() {
            // The payload is the last field.
            let error = Raw::open(&typed[..len]).unwrap_err();
            let expected = matches!(
                error,
                EnvelopeError::Malformed { .. } | EnvelopeError::Missing { .. }
            );
            prop_assert!(expected, "{error}");
        }
    }

    #[test]
    fn any_payload_is_carried(
        name in ".{1,20}",
        version in 1..=0x7fff_ffff_u32,
        data in vec(any::<u8>(), 0..300),
        header in header(),
    ) {
        let content_type = ContentType::Binary;
        let payload = Payload { event_type: &name, version, content_type, data: &data };
        carried::<Raw>(&payload, &header);
        carried::<Bytes>(&payload, &header);
        carried::<Togather>(&payload, &header);
        carried::<Plumberd>(&payload, &header);
    }
}
