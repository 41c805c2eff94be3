use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "1")]
struct TaskCreated { title: String }

fn main() {}
