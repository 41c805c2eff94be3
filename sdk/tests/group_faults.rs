//! Consumer groups on stores that fail, are gone, or are watched.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod group_faults {
    mod ends;
    mod failures;
    mod idle;
    mod state;
    mod store;
}
