use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Source {
    #[event(fixed = "a")]
    File(String),
}

fn main() {}
