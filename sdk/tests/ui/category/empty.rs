use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "")]
struct TaskCreated { title: String }

fn main() {}
