//! The folder of this crate, with an event of two versions.

use super::model::*;

plumberd::golden! { "tests/golden_files"; AnyEvent;
    finished(),
    TaskCreated { title: "write".into() },
    page(),
    ada(),
    AnyEvent::Done(TaskDone),
}

/// The set lacks a type. That is wrong also while files are blessed, and writes nothing.
mod broken {
    use super::super::model::*;

    plumberd::golden! {
        #[should_panic(
            expected = "- UserCreated.v1.json is of `UserCreated`, which the set does not have; add"
        )]
        "tests/golden_files"; TaskCreated;
    }
}
