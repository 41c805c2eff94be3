use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = 1, version = 1, name = TaskCreated, aliases = "Old")]
struct TaskCreated {
    #[event(tag = "1")]
    title: String,
    #[event(skip = true)]
    cache: String,
}

fn main() {}
