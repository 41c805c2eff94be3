use plumberd::PlumberdEvents;

#[derive(PlumberdEvents)]
#[event(category = "Task")]
enum TaskEvent<T> { Created { title: T } }

fn main() {}
