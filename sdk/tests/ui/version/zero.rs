use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v0")]
struct TaskCreated { title: String }

fn main() {}
