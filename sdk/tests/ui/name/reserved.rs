use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved("title"))]
struct TaskCreated { title: String }

fn main() {}
