use plumberd::__private::Uuid;
use plumberd::event::{Payload, UnknownEvent};
use plumberd::store::ContentType;
use plumberd::{Decoded, EncodeEvent, EventSet, PlumberdEvent, PlumberdEvents};

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", aliases("RecordingBegun"))]
struct RecordingStarted {
    #[event(tag = 1)]
    camera: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
struct RecordingFinished {
    duration: f64,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum RecordingEvent {
    Started(RecordingStarted),
    Finished(Box<RecordingFinished>),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum Tolerant {
    Started(RecordingStarted),
    #[event(unknown)]
    Other(UnknownEvent),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
#[event(category = "Task")]
enum TaskEvent {
    Created {
        #[event(tag = 1)]
        title: String,
        #[event(tag = 2, id)]
        event_id: Uuid,
        #[event(skip)]
        seen: bool,
    },
    #[event(name = "TaskDone", aliases("TaskFinished"))]
    Done,
    #[event(version = "v2", since = "v2", encoding = "protobuf", category = "Other")]
    Moved {
        #[event(tag = 1)]
        id: u64,
    },
    Recorded(RecordingStarted),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum Either<A, B> {
    Left(A),
    Right(B),
    Started(RecordingStarted),
}

const ID: Uuid = Uuid::from_u128(5);

fn encode(event: &impl EncodeEvent) -> Vec<u8> {
    let mut out = Vec::new();
    event.encode(ID, &mut out).unwrap();
    out
}

fn again<S: EventSet + EncodeEvent>(event: &S) -> Option<S> {
    let data = encode(event);
    let payload = Payload {
        event_type: event.event_type(),
        version: event.version(),
        content_type: event.content_type(),
        data: &data,
    };
    S::decode(&payload).unwrap().into_one()
}

fn started() -> RecordingStarted {
    RecordingStarted { camera: "c".into() }
}

#[test]
fn events_of_a_set() {
    let names: Vec<_> = RecordingEvent::EVENTS.iter().map(|event| event.event_type).collect();
    assert_eq!(names, ["RecordingStarted", "RecordingFinished"]);
    for event in [
        RecordingEvent::from(started()),
        RecordingEvent::from(Box::new(RecordingFinished { duration: 1.0 })),
    ] {
        assert_eq!(again(&event), Some(event));
    }
}

#[test]
fn into_a_set_and_back() {
    let event = RecordingEvent::from(started());
    assert_eq!(RecordingStarted::try_from(event.clone()), Ok(started()));
    assert_eq!(<Box<RecordingFinished>>::try_from(event.clone()), Err(event));
}

#[test]
fn unknown_types_are_values() {
    let payload =
        Payload { event_type: "Nope", version: 3, content_type: ContentType::Json, data: b"{}" };
    assert_eq!(RecordingEvent::decode(&payload).unwrap(), Decoded::Unknown);
    let Some(Tolerant::Other(unknown)) = Tolerant::decode(&payload).unwrap().into_one() else {
        panic!("not kept")
    };
    assert_eq!(
        (unknown.event_type.as_str(), unknown.version, &unknown.data[..]),
        ("Nope", 3, &b"{}"[..])
    );
    let kept = Tolerant::Other(unknown);
    assert_eq!(again(&kept), Some(kept));
    assert_eq!(Tolerant::EVENTS.len(), 1);
}

#[test]
fn aliases_are_read() {
    let payload = Payload {
        event_type: "RecordingBegun",
        version: 1,
        content_type: ContentType::Json,
        data: br#"{"Camera":"c"}"#,
    };
    let read = RecordingEvent::decode(&payload).unwrap().into_one();
    assert_eq!(read, Some(RecordingEvent::Started(started())));
    let error =
        RecordingEvent::decode(&Payload { data: b"{}", ..payload }).unwrap_err().to_string();
    assert!(error.contains("Camera"), "{error}");
}

#[test]
fn variants_that_are_events() {
    let created =
        TaskEvent::Created { title: "t".into(), event_id: Uuid::from_u128(7), seen: false };
    assert_eq!(
        (created.event_type(), created.version(), created.id()),
        ("Created", 1, Some(Uuid::from_u128(7)))
    );
    assert_eq!(
        String::from_utf8(encode(&created)).unwrap(),
        r#"{"Id":"00000000-0000-0000-0000-000000000007","Title":"t"}"#
    );
    let moved = TaskEvent::Moved { id: 3 };
    assert_eq!((moved.content_type(), moved.version(), moved.id()), (ContentType::Binary, 2, None));
    assert_eq!(encode(&moved), [8, 3]);
    assert_eq!(encode(&TaskEvent::Done), br#"{"Id":"00000000-0000-0000-0000-000000000005"}"#);
    for event in [created, TaskEvent::Done, moved, TaskEvent::from(started())] {
        assert_eq!(again(&event), Some(event));
    }
    let facts: Vec<_> =
        TaskEvent::EVENTS.iter().map(|event| (event.event_type, event.category)).collect();
    assert_eq!(
        facts,
        [
            ("Created", "Task"),
            ("TaskDone", "Task"),
            ("Moved", "Other"),
            ("RecordingStarted", "Recording")
        ]
    );
}

#[test]
fn generic_sets() {
    type Both = Either<RecordingFinished, Box<RecordingFinished>>;
    let left = Both::Left(RecordingFinished { duration: 2.0 });
    assert_eq!(again(&left), Some(left));
    assert_eq!(Both::from(started()), Both::Started(started()));
}
