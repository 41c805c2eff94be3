use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(reserved, name = "Old")]
    title: String,
}

fn main() {}
