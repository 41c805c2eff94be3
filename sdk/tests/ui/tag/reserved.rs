use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", reserved(2, 4..=6))]
struct TaskCreated {
    #[event(tag = 2)]
    a: String,
    #[event(tag = 5)]
    b: String,
    #[event(tag = 7, reserved)]
    c: String,
    #[event(tag = 7)]
    d: String,
}

fn main() {}
