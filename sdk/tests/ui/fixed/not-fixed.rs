use plumberd::PlumberdData;

#[derive(PlumberdData)]
struct Version {
    #[event(fixed = "a")]
    name: String,
}

fn main() {}
