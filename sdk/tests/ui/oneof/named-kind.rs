use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Source {
    Kind(u32),
    #[event(aliases("kind"))]
    File(String),
}

fn main() {}
