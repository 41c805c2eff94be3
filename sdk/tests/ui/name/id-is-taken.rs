use plumberd::PlumberdEvent;

use plumberd::__private::Uuid;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    id: u64,
    #[event(id)]
    event_id: Uuid,
}

fn main() {}
