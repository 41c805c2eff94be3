use std::collections::BTreeMap;

use plumberd::codec::Data;
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
#[event(proto = "recording.v1.Tag")]
struct Number {
    #[event(tag = 1)]
    text: u32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct Optional {
    #[event(tag = 1)]
    text: Option<String>,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct List {
    #[event(tag = 1)]
    text: Vec<String>,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct Map {
    #[event(tag = 1)]
    text: BTreeMap<u32, Tag>,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Varint {
    #[event(tag = 1)]
    number: i32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct FixedWidth {
    #[event(tag = 1, wire = "fixed")]
    number: i32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Wide {
    #[event(tag = 1, wire = "zigzag")]
    number: i64,
}

fn main() {
    let _ = Tag::DESCRIPTOR;
}
