//! The command, run in folders of its own: what it prints, what it writes, and how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod accept;
mod arguments;
mod buf;
mod check;
mod diff;
mod explain;
mod export;
mod generate;
mod lock_file;
mod manual;
mod new;
mod project;
mod stdout;
