use plumberd::PlumberdData;

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

#[derive(PlumberdData)]
enum Recorder {
    #[event(tag = 5)]
    Camera(Camera),
    #[event(tag = 6)]
    File(String),
    #[event(tag = 10)]
    Nobody,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.RecordingFinished")]
struct RecordingFinished {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 2)]
    quality: Option<Quality>,
    #[event(tag = 3)]
    tags: std::collections::BTreeMap<String, Tag>,
    #[event(tag = 4, fixed = "recording.finished")]
    event_name: plumberd::Fixed<&'static str>,
    #[event(oneof)]
    source: Recorder,
    #[event(tag = 11)]
    cameras: Vec<Camera>,
    #[event(tag = 12)]
    main: Option<Camera>,
    #[event(tag = 13)]
    owner: Tag,
}

fn main() {}
