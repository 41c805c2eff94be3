use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(proto = ".recording.v1.Tag")]
struct Dot {
    #[event(tag = 1)]
    text: String,
}

#[derive(PlumberdData)]
#[event(proto = "recording/v1/Tag")]
struct Slashes {
    #[event(tag = 1)]
    text: String,
}

#[derive(PlumberdData)]
#[event(proto = "recording..Tag")]
struct Dots {
    #[event(tag = 1)]
    text: String,
}

#[derive(PlumberdData)]
#[event(proto = Tag)]
struct Path {
    #[event(tag = 1)]
    text: String,
}

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Tag")]
struct Newtype(String);

fn main() {}
