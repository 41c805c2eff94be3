use plumberd::PlumberdData;

#[derive(PlumberdData)]
#[event(category = "Task", transparent)]
struct Size { width: u32 }

fn main() {}
