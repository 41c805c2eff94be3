use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", name = "TaskCreated")]
struct TaskCreatedV1 { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v2", supersedes = TaskCreatedV1, upcast_json(stage))]
struct TaskCreated { title: String }

fn main() {}
