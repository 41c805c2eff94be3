use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { title: String }

mod other {
    #[derive(plumberd::PlumberdEvent)]
    #[event(category = "Task", aliases("TaskCreated"))]
    pub struct TaskMade { pub title: String }
}

#[derive(PlumberdEvents)]
enum TaskEvent {
    Created(TaskCreated),
    Made(other::TaskMade),
}

fn main() {}
