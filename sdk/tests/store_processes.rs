//! Many writers and readers, in one process and in several, on one file.
#![cfg(all(feature = "sqlite", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may panic, and says what it measured"
)]

#[path = "store_common/mod.rs"]
mod common;

mod store_processes {
    pub(crate) use super::common;

    mod beside;
    mod log;
    mod promptness;
    mod readers;
    mod writers;

    /// The work of the child processes.
    pub(crate) fn run(role: &str, file: &std::path::Path) {
        let store = plumberd::engine::sqlite::SqliteStore::open(file).unwrap();
        common::process::say("open\n");
        match role {
            "share" => writers::share(&store),
            "tell" => promptness::tell(&store),
            "follow" => readers::follow(&store),
            "stall" => readers::stall(&store),
            other => panic!("{other}"),
        }
    }
}

/// Does nothing, unless a test of this file has started it.
#[test]
fn child() {
    if let Some((role, file)) = common::process::role() {
        store_processes::run(&role, &file);
    }
}
