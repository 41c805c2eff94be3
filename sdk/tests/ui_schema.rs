//! Types that are held to a schema: those under `tests/ui_schema/pass` are what it says, all others fail
//! to compile as their `.stderr` shows. `TRYBUILD=overwrite cargo test -p plumberd --test ui_schema`
//! writes them anew.
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "says why it was skipped, and fails by panicking"
)]

use std::path::Path;
use std::process::Command;

#[path = "ui/skip.rs"]
mod skip;

const VARIABLE: &str = "PLUMBERD_SCHEMAS";

/// The derives read the variable in the compiler, which gets it from this test's process: one that has
/// it from the beginning.
#[test]
fn types_are_held_to_their_schemas() {
    if let Some(reason) = skip::reason() {
        eprintln!("skipped: {reason}");
        return;
    }
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui_schema/schemas.txt");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "cases", "--nocapture"])
        .env(VARIABLE, schemas)
        .status()
        .unwrap();
    assert!(status.success(), "see above");
}

#[test]
#[ignore = "run by the other one, with schemas"]
fn cases() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui_schema/pass/*.rs");
    for folder in ["names", "types", "oneofs", "enums"] {
        cases.compile_fail(format!("tests/ui_schema/{folder}/*.rs"));
    }
}
