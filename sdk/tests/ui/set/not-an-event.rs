use plumberd::PlumberdEvents;

struct Plain;

#[derive(PlumberdEvents)]
enum TaskEvent {
    Plain(Plain),
    Number(u64),
}

fn main() {}
