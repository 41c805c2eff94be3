use plumberd::{PlumberdEvent, Upcast, UpcastError, Upcasted};

#[derive(PlumberdEvent)]
#[event(category = "Task", name = "TaskCreated")]
struct TaskCreatedV1 { title: String }

#[derive(PlumberdEvent)]
#[event(category = "Task", version = "v3", supersedes = TaskCreatedV1)]
struct TaskCreated { title: String }

impl Upcast<TaskCreatedV1> for TaskCreated {
    fn upcast(old: TaskCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Upcasted::One(Self { title: old.title }))
    }
}

fn main() {}
