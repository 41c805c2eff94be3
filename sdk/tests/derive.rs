//! The derives, end to end: bytes, round trips, sets, upcasting.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod derive {
    mod data;
    mod events;
    mod fixed;
    mod interop;
    mod protobuf_names;
    mod sets;
    mod upcasting;
}
