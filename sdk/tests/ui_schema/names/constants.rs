use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Fixed")]
struct Constants {
    #[event(tag = 1, fixed = "b")]
    event_name: Fixed<&'static str>,
    #[event(tag = 2)]
    version: u32,
    #[event(tag = 3, fixed = 3, wire = "zigzag")]
    offset: Fixed<i32>,
    #[event(tag = 4, fixed = 1)]
    flag: Fixed<u32>,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct Tag {
    #[event(tag = 1, fixed = "a")]
    text: Fixed<&'static str>,
}

fn main() {}
