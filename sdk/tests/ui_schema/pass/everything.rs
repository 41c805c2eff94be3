//! Every type that Protobuf has, in every Rust type for it.
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use plumberd::codec::{Data, Field, proto};
use plumberd::clock::DateTimeOffset;
use plumberd::event::EventSet;
use plumberd::{Fixed, PlumberdData, PlumberdEvent, PlumberdEvents};
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct Tag {
    #[event(tag = 1)]
    text: String,
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Camera {
    #[event(tag = 1, wire = "zigzag")]
    number: i32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PlumberdData)]
#[event(proto = "recording.v1.Quality")]
enum Quality {
    #[default]
    Unspecified = 0,
    High = 2,
    Low = -1,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct NewTag(Option<Tag>);

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
struct Short(i16);

#[derive(Debug, Clone, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Everything")]
struct Everything<'a> {
    #[event(tag = 1)] a_double: f64,
    #[event(tag = 2)] a_float: f32,
    #[event(tag = 3)] an_int32: i32,
    #[event(tag = 4)] a_short: Short,
    #[event(tag = 5)] a_tiny: i8,
    #[event(tag = 6)] an_int64: i64,
    #[event(tag = 7)] a_uint32: u32,
    #[event(tag = 8)] a_byte: u8,
    #[event(tag = 9)] a_uint64: u64,
    #[event(tag = 10, wire = "zigzag")] a_sint32: i32,
    #[event(tag = 11, wire = "zigzag")] a_sint64: i64,
    #[event(tag = 12, wire = "fixed")] a_fixed32: u32,
    #[event(tag = 13, wire = "fixed")] a_fixed64: u64,
    #[event(tag = 14, wire = "fixed")] an_sfixed32: i32,
    #[event(tag = 15, wire = "fixed")] an_sfixed64: i64,
    #[event(tag = 16)] a_bool: bool,
    #[event(tag = 17)] a_string: &'a str,
    #[event(tag = 18)] a_char: char,
    #[event(tag = 19)] a_uuid: Uuid,
    #[event(tag = 20)] some_bytes: Vec<u8>,
    #[event(tag = 21)] an_array: [u8; 4],
    #[event(tag = 22)] a_moment: Option<DateTimeOffset>,
    #[event(tag = 23)] a_required_moment: DateTimeOffset,
    #[event(tag = 24)] a_span: Option<Duration>,
    #[event(tag = 25)] a_value: Value,
    #[event(tag = 26)] maybe_a_value: Option<Value>,
    #[event(tag = 27)] maybe: Option<Arc<str>>,
    #[event(tag = 28)] maybe_bytes: Option<Vec<u8>>,
    #[event(tag = 29, wire = "zigzag")] maybe_sint: Option<i64>,
    #[event(tag = 30)] numbers: Vec<i32>,
    #[event(tag = 31)] texts: BTreeSet<String>,
    #[event(tag = 32)] unique: BTreeSet<u64>,
    #[event(tag = 33)] three: [f64; 3],
    #[event(tag = 34, wire = "zigzag")] zigzags: Vec<i32>,
    #[event(tag = 35)] moments: Vec<DateTimeOffset>,
    #[event(tag = 36)] qualities: Vec<Quality>,
    #[event(tag = 37)] counts: HashMap<i32, bool>,
    #[event(tag = 38)] by_name: BTreeMap<String, Quality>,
    #[event(tag = 39)] plain_quality: Quality,
    #[event(tag = 40)] must: String,
    #[event(tag = 41)] boxed: Option<Box<Everything<'a>>>,
    #[event(tag = 42)] new_tag: NewTag,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Recorder {
    #[event(tag = 5)]
    Camera(Camera),
    #[event(tag = 6)]
    File(String),
    #[event(tag = 10)]
    Nobody,
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Recording", proto = "recording.v1.RecordingFinished")]
struct RecordingFinished {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 2)]
    quality: Option<Quality>,
    #[event(tag = 3)]
    tags: HashMap<String, Tag>,
    #[event(tag = 4, fixed = "recording.finished")]
    event_name: Fixed<&'static str>,
    #[event(oneof)]
    source: Option<Recorder>,
    #[event(tag = 11)]
    cameras: Vec<Camera>,
    #[event(tag = 12)]
    main: Option<Camera>,
    #[event(tag = 13)]
    owner: Tag,
    #[event(skip)]
    seen: bool,
}

/// An enum with data that is a message, with a struct where the schema has an empty message.
#[derive(Debug, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Source")]
enum Source {
    #[event(tag = 1)]
    Camera(Box<Camera>),
    #[event(tag = 2)]
    File(String),
    #[event(tag = 3)]
    Quality(Quality),
    #[event(tag = 4)]
    Nothing,
}

#[derive(Debug, PartialEq, PlumberdData)]
enum Answer {
    #[event(tag = 2)]
    Yes(bool),
    #[event(tag = 3)]
    Text(String),
}

#[derive(Debug, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Choice")]
struct Choice {
    #[event(tag = 1)]
    name: String,
    #[event(oneof)]
    answer: Answer,
}

#[derive(Debug, Default, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Constants")]
struct Constants {
    #[event(tag = 1, fixed = "a \"b\" \\ \n")]
    event_name: Fixed<&'static str>,
    #[event(tag = 2, fixed = 3)]
    version: Fixed<u16>,
    #[event(tag = 3, fixed = -3, wire = "zigzag")]
    offset: Fixed<i32>,
    #[event(tag = 4, fixed = true)]
    flag: Fixed<bool>,
}

#[derive(Debug, PartialEq, PlumberdData)]
#[event(proto = "recording.v1.Page", name = "Page")]
struct Page<T> {
    #[event(tag = 1)]
    items: Vec<T>,
}

#[derive(Debug, PlumberdEvents)]
#[event(category = "Recording")]
enum RecordingEvent {
    #[event(proto = "recording.v1.Tag")]
    Tagged { #[event(tag = 1)] text: String },
}

fn main() {
    assert_eq!(Everything::DESCRIPTOR.proto, Some("recording.v1.Everything"));
    assert_eq!(Source::DESCRIPTOR.proto, Some("recording.v1.Source"));
    assert_eq!(Quality::DESCRIPTOR.proto, Some("recording.v1.Quality"));
    assert_eq!(RecordingEvent::EVENTS[0].descriptor.proto, Some("recording.v1.Tag"));
    assert_eq!(<NewTag as Field>::PROTO_NAME, "recording.v1.Tag");
    let page = Page { items: vec![Tag { text: "a".into() }] };
    assert_eq!(proto::to_vec(&page).ok(), Some(vec![0x0a, 3, 0x0a, 1, b'a']));
    assert_eq!(Choice::DESCRIPTOR.fields().len(), 2);
    assert_eq!(Constants::DESCRIPTOR.fields().len(), 4);
    assert_eq!(RecordingFinished::DESCRIPTOR.fields().len(), 8);
}
