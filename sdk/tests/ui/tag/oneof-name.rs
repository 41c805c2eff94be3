use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
enum Source {
    #[event(tag = 2)]
    Title(String),
    #[event(tag = 3)]
    Nobody,
}

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    title: String,
    #[event(oneof)]
    source: Option<Source>,
}

fn main() {}
