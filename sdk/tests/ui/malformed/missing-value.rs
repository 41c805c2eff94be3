use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category, version =, name = "A" "B", "text", aliases())]
struct TaskCreated { title: String }

fn main() {}
