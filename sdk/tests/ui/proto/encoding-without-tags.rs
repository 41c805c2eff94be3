use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", encoding = "protobuf", reserved(2))]
struct TaskCreated {
    title: String,
    description: String,
    r#type: u8,
}

fn main() {}
