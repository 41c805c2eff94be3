//! What is read against a schema is what the derived code reads: the same verdict, the same message, for
//! good payloads and for thousands of broken ones.
#![cfg(all(feature = "derive", feature = "dynamic"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "a test fails by panicking, and has no readers; values are written and compared, not used"
)]

mod dynamic {
    mod differential;
    mod model;
    mod versions;
}
