//! Envelopes: their bytes, what is read back, and what is refused.
#![cfg(feature = "derive")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod envelope {
    mod bad_input;
    mod bounds;
    mod hostile;
    mod model;
    mod reading;
    mod typed_message;
    mod wire;
}
