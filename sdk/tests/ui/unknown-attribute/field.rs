use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tga = 1)]
    title: String,
    #[event(rename = "By")]
    created_by: String,
    #[event(category = "Task")]
    at: u64,
}

fn main() {}
