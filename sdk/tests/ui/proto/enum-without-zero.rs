use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
enum Level { Low = 1, High = 2 }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    level: Level,
}

fn main() {}
