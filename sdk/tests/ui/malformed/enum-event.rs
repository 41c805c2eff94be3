use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
enum TaskEvent { Created, Done }

fn main() {}
