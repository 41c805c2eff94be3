use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { title: String }

#[derive(PlumberdEvents)]
#[event(category = "Task")]
enum TaskEvent {
    #[event(version = "v2")]
    Created(TaskCreated),
}

fn main() {}
