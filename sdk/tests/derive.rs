use plumberd::{Event, PlumberdData, PlumberdEvent, PlumberdEvents, Upcast, UpcastError, Upcasted};
use std::collections::BTreeMap;

/// A camera stopped.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct RecordingFinished {
    #[event(tag = 1)]
    pub recording_id: String,
    #[event(tag = 2)]
    pub duration: f64,
    #[event(tag = 3)]
    pub file_path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
enum Quality {
    Low = 0,
    High = 1,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Open {
    #[event(tag = 0)]
    Low,
    #[event(tag = 1)]
    High,
    #[event(unknown)]
    Other(i32),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, PlumberdData)]
struct CameraId(String);
#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Meters(f64);

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Camera {
    #[event(tag = 1)]
    id: CameraId,
    #[event(tag = 2)]
    quality: Quality,
    #[event(tag = 3)]
    height: Meters,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct JsonOnly {
    a: i32,
}
#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Wrapped(JsonOnly);

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Source {
    #[event(tag = 10)]
    Camera(Camera),
    #[event(tag = 11)]
    File(String),
    #[event(tag = 12)]
    Nobody,
}
#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum One {
    #[event(tag = 10)]
    Camera(Camera),
}
#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum UntaggedSource {
    Camera(Camera),
    File(String),
    Nobody,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v2", since = "v2", aliases("Old"))]
struct Started {
    #[event(tag = 1)]
    name: String,
    #[event(oneof)]
    source: Source,
    #[event(tag = 2, wire = "zigzag")]
    offset: i64,
    #[event(tag = 3)]
    cameras: BTreeMap<CameraId, Camera>,
    #[event(tag = 4, default = 7)]
    limit: u32,
    #[event(tag = 5)]
    list: Vec<Quality>,
    #[event(tag = 8)]
    open: Option<Open>,
    #[event(skip)]
    cache: Vec<u8>,
    #[event(reserved, tag = 6)]
    gone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
struct Borrowed<'a> {
    #[event(tag = 1)]
    name: &'a str,
    #[event(tag = 2)]
    cow: std::borrow::Cow<'a, str>,
    #[event(tag = 3)]
    list: Vec<&'a str>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Page<T> {
    #[event(tag = 1)]
    items: Vec<T>,
    #[event(tag = 2)]
    first: Option<T>,
}
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
struct Listed<T> {
    #[event(tag = 1)]
    page: Page<T>,
    #[event(tag = 2)]
    t: T,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v1", name = "UserCreated")]
struct UserCreatedV1 {
    full_name: String,
}
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v2", supersedes = UserCreatedV1)]
struct UserCreated {
    first_name: String,
    last_name: String,
}
impl Upcast<UserCreatedV1> for UserCreated {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Upcasted::One(UserCreated { first_name: old.full_name, last_name: String::new() }))
    }
}
fn v1_to_v2(v: serde_json::Value) -> Result<serde_json::Value, UpcastError> {
    Ok(v)
}
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v2", upcast_json(v1_to_v2))]
struct Staged;

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
#[event(category = "Recording")]
enum Set {
    Started(Started),
    Finished(Box<RecordingFinished>),
    Paused {
        at: u64,
        #[event(skip)]
        skipped: u8,
    },
    #[event(version = "v1", name = "RecordingResumed")]
    Resumed,
    #[event(unknown)]
    Other(plumberd::event::UnknownEvent),
}
#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum GenericSet<A, B> {
    A(A),
    B(B),
    C(Started),
}

#[test]
fn smoke() {
    assert_eq!(RecordingFinished::TYPE, "RecordingFinished");
    let _ = (Wrapped(JsonOnly { a: 1 }), Staged);
}
