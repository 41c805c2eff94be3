use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event]
struct A { title: String }

#[derive(PlumberdEvent)]
#[event = "Task"]
struct B { title: String }

fn main() {}
