use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", interop(serde))]
struct TaskCreated {
    #[serde(rename = "T", default)]
    title: String,
    #[serde(flatten)]
    more: String,
}

fn main() {}
