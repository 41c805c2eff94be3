use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", verison = "v1")]
struct TaskCreated { title: String }

fn main() {}
