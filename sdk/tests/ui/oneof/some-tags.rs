use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum Source {
    #[event(tag = 1)]
    Camera(u32),
    File(String),
}

fn main() {}
