use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Version {
    #[event(fixed = "a")]
    name: Fixed<String>,
}

fn main() {}
