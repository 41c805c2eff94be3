//! rustfmt has nothing to do.

use std::io::Write;
use std::process::{Command, Stdio};

use super::super::text;
use super::fixture;

/// What rustfmt makes of a text; nothing where there is no rustfmt.
pub(super) fn rustfmt(text: &str, heuristics: &str) -> Option<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .arg(format!("--config=use_small_heuristics={heuristics}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn check(heuristics: &str) {
    let ours = text(&fixture::everything(), &fixture::options());
    let Some(theirs) = rustfmt(&ours, heuristics) else { return };
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours.len(), theirs.len());
}

#[test]
pub(super) fn rustfmt_leaves_it() {
    check("Default");
}

#[test]
pub(super) fn rustfmt_leaves_it_with_our_settings() {
    check("Max");
}
