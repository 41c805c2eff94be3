use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality {
    #[event(numbr = 0)]
    Low = 0,
    #[event(skip)]
    High = 1,
}

fn main() {}
