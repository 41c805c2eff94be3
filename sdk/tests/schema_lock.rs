//! The lock file of types that are written in Rust: one that is kept, and files that are wrong in every
//! way.
#![cfg(all(feature = "derive", feature = "schema"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "a test fails by panicking, and has no readers; only the types of the events count"
)]

mod schema_lock {
    mod accepting;
    mod failures;
    mod kept;
    mod model;
    mod registry;
}
