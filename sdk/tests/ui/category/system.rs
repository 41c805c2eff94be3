use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "$tasks")]
struct TaskCreated { title: String }

fn main() {}
