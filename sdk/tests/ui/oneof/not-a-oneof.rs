use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
struct Size { #[event(tag = 1)] width: u32 }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    title: String,
    #[event(oneof)]
    size: Size,
}

fn main() {}
