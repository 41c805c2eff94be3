use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdData)]
#[event(rename_all = "camelCase", json = "name")]
enum Source { Camera(u32), File(String) }

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated {
    #[event(oneof, tag = 1, default)]
    source: Source,
}

fn main() {}
