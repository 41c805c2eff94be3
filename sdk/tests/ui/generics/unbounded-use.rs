use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
struct Page<T> { items: Vec<T> }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { page: Page<std::time::Instant> }

fn main() {}
