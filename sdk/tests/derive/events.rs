use plumberd::__private::Uuid;
use plumberd::codec::{Data, proto};
use plumberd::event::Payload;
use plumberd::store::ContentType;
use plumberd::{DecodeEvent, Event, PlumberdData, PlumberdEvent, Upcasted};

/// A camera stopped, and its file is complete.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingFinished {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 2)]
    duration: f64,
    /// Where it is.
    #[event(tag = 3)]
    file_path: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", name = "TaskMade", aliases("TaskCreated"), rename_all = "camelCase")]
struct TaskMade {
    is_3d: bool,
    #[event(name = "TITLE", aliases("caption"))]
    title: String,
    id: Uuid,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", encoding = "protobuf")]
struct TaskMoved {
    #[event(tag = 2)]
    to: String,
    #[event(tag = 1, id)]
    event_id: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", profile = "proto3")]
struct TaskClosed {
    #[event(tag = 1)]
    closed_by: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", profile = "py-0.1.9")]
struct TaskSeen {
    seen_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task")]
struct TaskReset;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Line")]
struct LineWritten<'a> {
    #[event(tag = 1)]
    text: &'a str,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Item")]
struct ItemAdded<T> {
    #[event(tag = 1)]
    item: T,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = CATEGORY)]
#[deprecated(note = "use another")]
struct Named {
    value: u8,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Thing {
    #[event(tag = 1)]
    number: u8,
}

const CATEGORY: &str = "Named";

const ID: Uuid = Uuid::from_u128(0x3fa8_5f64_5717_4562_b3fc_2c96_3f66_afa6);

fn encode(event: &impl Event) -> Vec<u8> {
    let mut out = Vec::new();
    event.encode(ID, &mut out).unwrap();
    out
}

fn text(event: &impl Event) -> String {
    String::from_utf8(encode(event)).unwrap()
}

fn decode<'de, E: DecodeEvent<'de>>(data: &'de [u8], content_type: ContentType) -> E {
    let payload = Payload { event_type: E::TYPE, version: E::VERSION, content_type, data };
    match E::decode(&payload).unwrap() {
        Upcasted::One(event) => event,
        Upcasted::Many(_) => panic!("one event"),
    }
}

/// Row 1 of the conformance table.
#[test]
fn json_as_dotnet_and_python_write_it() {
    let event = RecordingFinished {
        recording_id: "rec-123".into(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".into(),
    };
    assert_eq!(
        text(&event),
        r#"{"Id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","RecordingId":"rec-123","Duration":120.5,"FilePath":"/recordings/rec-123.mp4"}"#
    );
    assert_eq!(decode::<RecordingFinished>(&encode(&event), ContentType::Json), event);
    let bytes = proto::to_vec(&event).unwrap();
    assert_eq!(decode::<RecordingFinished>(&bytes, ContentType::Binary), event);
    assert_eq!(bytes[..9], [0x0a, 7, b'r', b'e', b'c', b'-', b'1', b'2', b'3']);
}

#[test]
fn facts() {
    assert_eq!(RecordingFinished::TYPE, "RecordingFinished");
    assert_eq!((RecordingFinished::VERSION, RecordingFinished::INFO.oldest), (1, 1));
    assert_eq!(RecordingFinished::stream(7).as_str(), "Recording-7");
    assert_eq!(RecordingFinished::DESCRIPTOR.doc, "A camera stopped, and its file is complete.");
    assert_eq!(RecordingFinished::FIELDS[2].doc, "Where it is.");
    assert_eq!((TaskMade::TYPE, TaskMade::INFO.aliases), ("TaskMade", &["TaskCreated"][..]));
    assert!(TaskMade::INFO.matches("TaskCreated") && !TaskMade::INFO.matches("taskmade"));
    assert_eq!(TaskMoved::INFO.content_type, ContentType::Binary);
    assert_eq!(<ItemAdded<Thing> as Event>::TYPE, "ItemAdded<Thing>");
    #[allow(deprecated, reason = "it is the test")]
    {
        assert_eq!(Named::CATEGORY.as_str(), "Named");
        assert_eq!(Named::DESCRIPTOR.deprecated.unwrap().note, "use another");
        assert_eq!(
            text(&Named { value: 1 }),
            r#"{"Id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","Value":1}"#
        );
    }
}

#[test]
fn an_id_of_its_own_comes_first() {
    let id = Uuid::from_u128(1);
    let event = TaskMade { is_3d: true, title: "t".into(), id };
    assert_eq!(Event::id(&event), Some(id));
    assert_eq!(
        text(&event),
        r#"{"Id":"00000000-0000-0000-0000-000000000001","is3D":true,"TITLE":"t"}"#
    );
    let read = br#"{"caption":"t","is3d":true,"Id":"00000000-0000-0000-0000-000000000001"}"#;
    assert_eq!(decode::<TaskMade>(read, ContentType::Json), event);
}

/// As many `.proto` files have it: an `id` that is no GUID.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User")]
struct UserSeen {
    id: String,
    name: String,
}

#[test]
fn another_id_is_the_only_one() {
    let event = UserSeen { id: "u-1".into(), name: "Ada".into() };
    assert_eq!(text(&event), r#"{"Id":"u-1","Name":"Ada"}"#);
    assert_eq!(decode::<UserSeen>(&encode(&event), ContentType::Json), event);
    assert_eq!(event.id(), None);
}

#[test]
fn protobuf_by_default() {
    let event = TaskMoved { to: "x".into(), event_id: Some(ID) };
    let bytes = encode(&event);
    assert_eq!(bytes, proto::to_vec(&event).unwrap());
    assert_eq!(decode::<TaskMoved>(&bytes, ContentType::Binary), event);
    assert_eq!(Event::id(&event), Some(ID));
    assert_eq!(Event::id(&TaskMoved { to: String::new(), event_id: None }), None);
}

#[test]
fn other_profiles() {
    assert_eq!(text(&TaskClosed { closed_by: "x".into() }), r#"{"closedBy":"x"}"#);
    assert_eq!(
        text(&TaskSeen { seen_by: None }),
        r#"{"Id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "SeenBy": null}"#
    );
}

#[test]
fn unit_borrowed_and_generic_events() {
    assert_eq!(text(&TaskReset), r#"{"Id":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}"#);
    assert_eq!(decode::<TaskReset>(b"{}", ContentType::Json), TaskReset);
    assert_eq!(decode::<TaskReset>(b"", ContentType::Binary), TaskReset);
    let data = encode(&LineWritten { text: "abc" });
    assert_eq!(decode::<LineWritten<'_>>(&data, ContentType::Json).text, "abc");
    let event = ItemAdded { item: Thing { number: 7 } };
    assert_eq!(proto::to_vec(&event).unwrap(), [0x0a, 2, 8, 7]);
    assert_eq!(decode::<ItemAdded<Thing>>(&encode(&event), ContentType::Json), event);
}

#[test]
fn a_newer_version_is_refused() {
    let payload = Payload {
        event_type: "TaskReset",
        version: 2,
        content_type: ContentType::Json,
        data: b"{}",
    };
    let error = TaskReset::decode(&payload).unwrap_err().to_string();
    assert!(error.contains("version 2"), "{error}");
}
