use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", category = "Other")]
struct TaskCreated { title: String }

fn main() {}
