use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 0)]
    a: String,
    #[event(tag = -1)]
    b: String,
    #[event(tag = 536870912)]
    c: String,
    #[event(tag = 19500)]
    d: String,
    #[event(tag = 99999999999999999999)]
    e: String,
}

fn main() {}
