use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    title: String,
    description: String,
    #[event(tag = 3)]
    by: String,
    at: u64,
}

fn main() {}
