use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
enum Source {
    #[event(tag = 2)]
    File(String),
    #[event(tag = 3)]
    Nobody,
}

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 2)]
    title: String,
    #[event(oneof)]
    source: Source,
}

fn main() {}
