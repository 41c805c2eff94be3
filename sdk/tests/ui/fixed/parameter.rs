use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
struct Version<'a, T> {
    #[event(fixed = "a")]
    name: Fixed<&'a str>,
    #[event(fixed = 1)]
    number: Fixed<T>,
}

fn main() {}
