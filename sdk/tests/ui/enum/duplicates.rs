use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Quality {
    #[event(tag = 0)]
    Low,
    #[event(tag = 0)]
    Lower,
    #[event(tag = 1, name = "Low", aliases("Lower"))]
    High,
}

fn main() {}
