use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { title: String }

fn main() {
    let event = TaskCreated { title: String::new() };
    let _ = plumberd::codec::proto::to_vec(&event);
}
