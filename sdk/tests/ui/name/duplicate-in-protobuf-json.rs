use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    is_3d: bool,
    is3d: bool,
}

fn main() {}
