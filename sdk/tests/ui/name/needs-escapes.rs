use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(name = "a\"b")]
    a: String,
    #[event(name = "", aliases("c\n"))]
    b: String,
}

fn main() {}
