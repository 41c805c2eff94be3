use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", register = true)]
struct TaskCreated<T> { item: T }

fn main() {}
