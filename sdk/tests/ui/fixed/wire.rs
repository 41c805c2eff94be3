use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Version {
    #[event(tag = 1, fixed = "a", wire = "fixed")]
    name: Fixed<&'static str>,
    #[event(tag = 2, fixed = 1, wire = "zigzag")]
    unsigned: Fixed<u32>,
}

fn main() {}
