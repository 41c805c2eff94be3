use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { title: String }

mod other {
    #[derive(plumberd::PlumberdEvent)]
    #[event(category = "Task")]
    pub struct TaskCreated { pub title: String }
}

#[derive(PlumberdEvents)]
enum TaskEvent {
    Created(TaskCreated),
    CreatedToo(other::TaskCreated),
}

fn main() {}
