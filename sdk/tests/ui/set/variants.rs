use plumberd::PlumberdEvents;

#[derive(PlumberdEvents)]
enum TaskEvent {
    Two(String, String),
    Created { title: String },
}

#[derive(PlumberdEvents)]
enum Empty {}

fn main() {}
