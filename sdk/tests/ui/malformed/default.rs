use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(default = ,)]
    a: u8,
    #[event(default = |x| x)]
    b: u8,
}

fn main() {}
