use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v2", since = "v3")]
struct TaskCreated { title: String }

fn main() {}
