//! Readers that go away, and disks that are full.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::shop::Shop;

/// Runs a command whose reader takes a few bytes at most, or none.
fn unread(mut command: Command, bytes: usize) -> (Option<i32>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut few = vec![0; bytes];
    out.read_exact(&mut few).unwrap();
    drop(out);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code(), err)
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let shop = Shop::empty();
    shop.bulk("events.db", 20_000);
    for arguments in [
        &["read"][..],
        &["read", "--json"],
        &["tail", "-n", "5000"],
        &["streams"],
        &["types"],
        &["stats"],
        &["export", "-"],
        &["doctor"],
        &["manual"],
        &["completions", "bash"],
    ] {
        let quiet = (Some(0), String::new());
        assert_eq!(unread(shop.command(arguments), 0), quiet, "{arguments:?}");
    }
    assert_eq!(unread(shop.command(&["read", "--json"]), 1000), (Some(0), String::new()));
    assert_eq!(unread(shop.command(&["export", "-"]), 1000), (Some(0), String::new()));
    // The command goes on to its end.
    assert_eq!(unread(shop.command(&["copy", "sqlite:events.db", "sqlite:copy.db"]), 0).0, Some(0));
    assert_eq!(shop.events("copy.db").len(), 20_000);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one() {
    let shop = Shop::with_order();
    for arguments in [&["read"][..], &["stats", "--json"], &["completions", "zsh"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = shop.command(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: cannot write to standard output: No space left on device (os error 28)\n"
        );
    }
}

#[test]
fn nothing_is_drawn_where_no_terminal_is() {
    let shop = Shop::empty();
    shop.bulk("events.db", 5000);
    for arguments in [&["types"][..], &["store", "check"], &["export", "a.jsonl"]] {
        let output = shop.command(arguments).output().unwrap();
        assert_eq!(output.stderr, b"", "{arguments:?}");
        assert!(!output.stdout.contains(&0x1b), "{arguments:?}");
    }
}
