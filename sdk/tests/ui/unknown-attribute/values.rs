use plumberd::PlumberdEvent;

#[derive(PlumberdEvent)]
#[event(category = "Task", profile = "protobuf3", rename_all = "pascalcase", encoding = "proto", interop(serd))]
struct TaskCreated {
    #[event(wire = "zig-zag")]
    number: i32,
}

fn main() {}
