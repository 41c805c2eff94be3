//! What the `SQLite` store does when the file, the disk, the clock or another process is not as it
//! should be.
#![cfg(all(feature = "sqlite", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may panic, and says why it was skipped"
)]

#[path = "store_common/mod.rs"]
mod common;

mod store_faults {
    pub(crate) use super::common;

    mod checks;
    mod clock;
    mod closing;
    mod disk_errors;
    mod faulty_disk;
    mod files;
    mod limits;
    mod locks;
    pub(crate) mod neighbour;
    mod random_errors;
    mod replaced;
    mod space;
}

/// Does nothing, unless a test of this file has started it.
#[test]
fn child() {
    if let Some((role, file)) = common::process::role() {
        store_faults::neighbour::run(&role, &file);
    }
}
