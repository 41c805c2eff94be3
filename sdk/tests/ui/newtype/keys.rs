use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(name = "Camera")]
struct CameraId(#[event(tag = 1)] String);

fn main() {}
