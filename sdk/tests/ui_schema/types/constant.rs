use plumberd::{Fixed, PlumberdData};

#[derive(PlumberdData)]
#[event(proto = "recording.v1.Constants")]
struct Constants {
    #[event(tag = 1, fixed = "a \"b\" \\ \n")]
    event_name: Fixed<&'static str>,
    #[event(tag = 2, fixed = 3)]
    version: Fixed<u64>,
    #[event(tag = 3, fixed = -3)]
    offset: Fixed<i32>,
    #[event(tag = 4, fixed = true)]
    flag: Fixed<bool>,
}

fn main() {}
