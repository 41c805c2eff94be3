use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated(String, u64);

fn main() {}
