use plumberd::PlumberdEvent;

fn stage(json: String) -> String {
    json
}

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v2", upcast_json(stage))]
struct TaskCreated { title: String }

fn main() {}
