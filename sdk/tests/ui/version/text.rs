use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "one")]
struct TaskCreated { title: String }

fn main() {}
