use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Camera")]
struct Camera {
    number: i32,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Source")]
enum Source {
    File(String),
}

fn main() {}
