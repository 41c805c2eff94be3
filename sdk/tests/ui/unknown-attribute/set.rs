use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { title: String }

#[derive(PlumberdEvents)]
#[event(name = "TaskEvent")]
enum TaskEvent {
    #[event(tag = 1)]
    Created(TaskCreated),
}

fn main() {}
