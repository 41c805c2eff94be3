use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "1.0.0")]
struct TaskCreated { title: String }

fn main() {}
