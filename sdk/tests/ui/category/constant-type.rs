use plumberd::PlumberdEvent;

const CATEGORY: u32 = 1;

#[derive(PlumberdEvent)]
#[event(category = CATEGORY)]
struct TaskCreated { title: String }

fn main() {}
