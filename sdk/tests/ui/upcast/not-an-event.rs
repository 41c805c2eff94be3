use plumberd::PlumberdEvent;

struct Plain;

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v2", supersedes = Plain)]
struct TaskCreated { title: String }

fn main() {}
