use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    title: String,
    #[event(tag = 1)]
    description: String,
}

fn main() {}
