use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
struct Size { width: u32 }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(tag = 1)]
    sizes: Vec<Size>,
}

fn main() {}
