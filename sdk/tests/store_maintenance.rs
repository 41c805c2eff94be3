//! Migrations, checks, backups and scavenges of `SQLite` stores.
#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic, and says what it skips"
)]

#[path = "store_common/mod.rs"]
mod common;

mod store_maintenance {
    pub(crate) use super::common;

    mod backup;
    mod check;
    mod inside;
    #[cfg(unix)]
    pub(crate) mod killed;
    mod migration;
    mod names;
    mod scavenge;
}

/// Does nothing, unless a test of this file has started it.
#[cfg(unix)]
#[test]
fn child() {
    if let Some((role, file)) = common::process::role() {
        store_maintenance::killed::work(&role, &file);
    }
}
