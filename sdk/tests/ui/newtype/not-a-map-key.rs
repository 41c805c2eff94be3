use plumberd::{PlumberdData, PlumberdEvent};

use std::collections::BTreeMap;

#[derive(PartialEq, Eq, PartialOrd, Ord, PlumberdData)]
struct Flags(Vec<u32>);

#[derive(PlumberdEvent)]
#[event(category = "Task")]
struct TaskCreated { by_flags: BTreeMap<Flags, String> }

fn main() {}
