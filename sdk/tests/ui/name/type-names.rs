use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", name = "tasks::TaskCreated", aliases("Tasks.TaskCreated", "", "$task", "Old", "Old"))]
struct TaskCreated { title: String }

fn main() {}
