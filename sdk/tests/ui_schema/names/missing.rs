use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = "recording.v1.RecordingFinished")]
struct RecordingFinished {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 6)]
    file: String,
}

fn main() {}
