use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(wire = "fixed")]
    number: u64,
}

fn main() {}
