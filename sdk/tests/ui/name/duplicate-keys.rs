use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    title: String,
    #[event(name = "Title")]
    name: String,
    #[event(aliases("Name", "Title", "Summary"))]
    summary: String,
}

fn main() {}
