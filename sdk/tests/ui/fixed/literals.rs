use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Numbers {
    #[event(fixed = "a")]
    number: Fixed<i32>,
    #[event(fixed = 1)]
    text: Fixed<&'static str>,
    #[event(fixed = -1)]
    unsigned: Fixed<u64>,
    #[event(fixed = 1)]
    flag: Fixed<bool>,
}

fn main() {}
