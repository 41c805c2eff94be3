use plumberd::{PlumberdData, PlumberdEvent};

#[derive(PlumberdEvent)]
#[event(category = "Task", proto = "task.v1.TaskCreated", proto_name = "task.v1.TaskCreated")]
struct Both {
    #[event(tag = 1)]
    title: String,
}

#[derive(PlumberdEvent)]
#[event(category = "Task", proto_name = "task v1")]
struct Names {
    #[event(tag = 1, proto_name = "3d")]
    depth: u32,
    #[event(tag = 2, proto_name = "title")]
    text: String,
    #[event(tag = 3)]
    title: String,
    #[event(tag = 4, json_name = "a\"b")]
    quoted: String,
    #[event(skip, proto_name = "cache")]
    cache: u32,
    #[event(oneof, json_name = "source")]
    source: Source,
}

#[derive(PlumberdData)]
enum Source {
    #[event(tag = 5)]
    File(String),
}

#[derive(PlumberdData)]
enum Quality {
    #[event(proto_name = "LOW")]
    Low = 0,
    #[event(proto_name = "LOW")]
    High = 1,
    #[event(json_name = "best")]
    Best = 2,
}

fn main() {}
