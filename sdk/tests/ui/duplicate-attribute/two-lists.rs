use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
#[event(version = "v1", category = "Other")]
struct TaskCreated {
    #[event(tag = 1)]
    #[event(tag = 1)]
    title: String,
}

fn main() {}
