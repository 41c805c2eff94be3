use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", name = "TaskCreated")]
struct TaskCreatedV1 { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", supersedes = TaskCreatedV1)]
struct TaskCreated { title: String }

fn main() {}
