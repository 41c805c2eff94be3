use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
union TaskCreated { a: u8, b: u16 }

fn main() {}
