use plumberd::{PlumberdEvent, PlumberdEvents};

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated<'a> { title: &'a str }

#[derive(PlumberdEvents)]
enum TaskEvent<'a> { Created(TaskCreated<'a>) }

fn main() {}
