use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality {
    #[event(tag = 0)]
    Low,
    #[event(unknown, tag = 7)]
    Other(i32),
}

fn main() {}
