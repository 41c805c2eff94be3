use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", crate = plumberd)]
struct A { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", crate = "super::plumberd")]
struct B { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", crate = 1)]
struct C { title: String }

fn main() {}
