use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(catagory = "Task", color = "red")]
struct TaskCreated {
    #[event(nmae = "Title")]
    title: String,
}

fn main() {}
