use plumberd::PlumberdEvent;

fn stage(json: serde_json::Value) -> Result<serde_json::Value, plumberd::UpcastError> {
    Ok(json)
}

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v2", upcast_json(stage))]
struct TaskCreated<'a> { title: &'a str }

fn main() {}
