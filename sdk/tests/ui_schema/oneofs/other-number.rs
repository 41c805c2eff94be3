use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Answer {
    #[event(tag = 2)]
    Yes(bool),
    #[event(tag = 5)]
    Text(String),
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Choice")]
struct Choice {
    #[event(tag = 1)]
    name: String,
    #[event(oneof)]
    answer: Answer,
}

fn main() {}
