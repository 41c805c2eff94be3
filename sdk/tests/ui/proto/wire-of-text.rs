use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1, wire = "zigzag")]
    title: String,
}

fn main() {}
