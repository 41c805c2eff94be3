use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
struct TaskCreated { title: String }

fn main() {}
