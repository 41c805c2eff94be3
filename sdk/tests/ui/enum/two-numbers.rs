use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality {
    #[event(tag = 1)]
    Low = 0,
    High = ONE,
    Best = 3_000_000_000,
}

const ONE: isize = 1;

fn main() {}
