use plumberd::{PlumberdData, PlumberdEvent};

struct Color;

#[derive(PlumberdData)]
struct Size { color: Color }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { size: Size }

fn main() {}
