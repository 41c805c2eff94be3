use plumberd::PlumberdEvent;

use plumberd::__private::Uuid;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(id)]
    id: Uuid,
    #[event(id)]
    other: Uuid,
}

fn main() {}
