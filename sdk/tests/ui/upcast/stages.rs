use plumberd::PlumberdEvent;

fn stage(json: serde_json::Value) -> Result<serde_json::Value, plumberd::UpcastError> {
    Ok(json)
}

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v3", upcast_json(stage))]
struct TaskCreated { title: String }

fn main() {}
