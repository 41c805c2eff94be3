//! Golden wire files: a folder of them that is kept, and folders that are wrong in every way.
#![cfg(feature = "derive")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod golden {
    mod blessing;
    mod failures;
    mod kept;
    mod model;
}
