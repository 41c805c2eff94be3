use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "a:b")]
struct TaskCreated { title: String }

fn main() {}
