//! What the derives say about mistakes: each file under `tests/ui` fails to compile as its `.stderr`
//! shows. `TRYBUILD=overwrite cargo test -p plumberd --test ui` writes them anew.
#![allow(clippy::print_stderr, reason = "says why it was skipped")]

#[path = "ui/skip.rs"]
mod skip;

#[test]
fn compile_errors() {
    if let Some(reason) = skip::reason() {
        eprintln!("skipped: {reason}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
