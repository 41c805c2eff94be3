use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Change {
    #[event(tag = 1, wire = "zigzag")]
    Text(String),
    #[event(tag = 2, wire = "zigzag")]
    Nothing,
}

#[derive(PlumberdData)]
enum Quality {
    #[event(tag = 0, wire = "fixed")]
    Low,
}

fn main() {}
