use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved(1..3))]
struct A { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved(7..=5))]
struct B { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved(title))]
struct C { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved(0))]
struct D { title: String }

fn main() {}
