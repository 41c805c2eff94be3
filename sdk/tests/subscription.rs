//! The subscription runner, on the engines that are built in.
#![cfg(feature = "derive")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod subscription {
    mod basics;
    mod checkpoints;
    mod common;
    mod connection;
    mod crash;
    mod dead_letters;
    mod faulty;
    mod policies;
    mod replay;
    #[cfg(feature = "sqlite")]
    mod sqlite;
    mod stats;
}
