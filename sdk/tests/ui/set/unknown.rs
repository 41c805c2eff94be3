use plumberd::PlumberdEvents;
use plumberd::event::UnknownEvent;

#[derive(PlumberdEvents)]
enum A {
    #[event(unknown)]
    Other,
}

#[derive(PlumberdEvents)]
enum B {
    #[event(unknown, version = "v1")]
    Other(UnknownEvent),
    #[event(unknown)]
    More(UnknownEvent),
}

fn main() {}
