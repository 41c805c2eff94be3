use plumberd::PlumberdEvent;

use plumberd::__private::Uuid;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(id, name = "TaskId")]
    id: Uuid,
}

fn main() {}
