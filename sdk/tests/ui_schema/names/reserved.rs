use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.RecordingFinished")]
struct RecordingFinished {
    #[event(tag = 8)]
    duration: f64,
    #[event(tag = 20)]
    frames: u32,
}

fn main() {}
