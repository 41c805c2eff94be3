use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v3")]
struct TaskCreated { title: String }

fn main() {}
