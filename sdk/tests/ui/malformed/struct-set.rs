use plumberd::PlumberdEvents;

#[derive(PlumberdEvents)]
struct TaskEvent { title: String }

fn main() {}
