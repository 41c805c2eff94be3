use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "My-Task")]
struct TaskCreated { title: String }

fn main() {}
