use plumberd::PlumberdData;

#[derive(PlumberdData)]
enum A {
    #[event(tag = 0)]
    Low,
    #[event(unknown)]
    Other(String),
}

#[derive(PlumberdData)]
enum B {
    #[event(tag = 0)]
    Low,
    #[event(unknown)]
    Other(i32),
    #[event(unknown)]
    More(i32),
}

fn main() {}
