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
#[event(proto = "recording.v1.Source")]
enum Source {
    #[event(tag = 1)]
    Camera(Camera),
    #[event(tag = 5)]
    File(String),
    #[event(tag = 7)]
    Url(String),
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Choice")]
enum Choice {
    #[event(tag = 2)]
    Yes(bool),
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Nobody")]
enum Nobody {
    #[event(tag = 1)]
    Nothing,
    #[event(tag = 2)]
    Something(String),
}

fn main() {}
