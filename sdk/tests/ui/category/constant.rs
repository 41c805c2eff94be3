use plumberd::PlumberdEvent;

const CATEGORY: &str = "My-Task";

#[derive(PlumberdEvent)]
#[event(category = CATEGORY)]
struct TaskCreated { title: String }

fn main() {}
