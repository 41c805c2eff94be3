use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Source {
    Camera { id: u32 },
    Pair(u32, u32),
}

fn main() {}
