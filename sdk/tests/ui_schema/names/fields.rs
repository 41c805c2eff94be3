use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Renumbered {
    #[event(tag = 2, wire = "zigzag")]
    number: i32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Renamed {
    #[event(tag = 1, wire = "zigzag")]
    count: i32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct TooMany {
    #[event(tag = 1, wire = "zigzag")]
    number: i32,
    #[event(tag = 2)]
    numbr: u32,
    #[event(tag = 3)]
    owner: String,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct None {}

fn main() {}
