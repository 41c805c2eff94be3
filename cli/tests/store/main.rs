//! The commands about stores, run in folders of their own: what they print, what they write, and how they end.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod append;
mod beside;
mod copy;
mod doctor;
mod inspect;
mod interrupt;
mod lines;
mod location;
mod maintain;
mod pipes;
mod read;
mod shell;
mod shop;
mod show;
mod tail;
mod trace;
mod transfer;
mod verify;
