use plumberd::{Fixed, PlumberdData};

type Name = Fixed<&'static str>;

#[derive(PlumberdData)]
struct Version {
    name: Name,
}

fn main() {}
