use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Values {
    #[event(fixed)]
    nothing: Fixed<&'static str>,
    #[event(fixed = NAME)]
    path: Fixed<&'static str>,
    #[event(fixed = 1.5)]
    float: Fixed<i32>,
    #[event(fixed = 1000000000000000000000000000000000000000)]
    large: Fixed<u64>,
    #[event(fixed = -)]
    sign: Fixed<i32>,
}

fn main() {}
