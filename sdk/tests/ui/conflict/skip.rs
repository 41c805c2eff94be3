use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(skip, tag = 1)]
    title: String,
    #[event(skip, id)]
    other: String,
}

fn main() {}
