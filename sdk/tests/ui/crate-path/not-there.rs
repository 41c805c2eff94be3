use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", crate = ::plumbered)]
struct A { title: String }

fn main() {}
