//! Readers that go away.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::project::{PLACED_PATH, Project};

/// Runs a command whose reader takes no line at all; what it says on standard error and its exit code.
fn unread(mut command: Command) -> (Option<i32>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    for line in lines {
        err += &line.unwrap();
    }
    (child.wait().unwrap().code(), err)
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let project = Project::accepted();
    let quiet = |code| (Some(code), String::new());
    for arguments in [&["explain"][..], &["check"], &["diff"], &["check", "--format", "json"]] {
        assert_eq!(unread(project.command(arguments)), quiet(0), "{arguments:?}");
    }
    // The command goes on to its end.
    let generate = ["generate", "python", "--out", "gen"];
    assert_eq!(unread(project.command(&generate)), quiet(0));
    assert_eq!(project.names("gen").len(), 7);
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    assert_eq!(unread(project.command(&["check"])), quiet(1));
    assert_eq!(unread(project.command(&["accept", "--breaking"])), quiet(0));
    assert_eq!(unread(project.command(&["check"])), quiet(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one() {
    let project = Project::placed();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = project.command(&["explain"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: cannot write to standard output: No space left on device (os error 28)\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn errors_that_nobody_reads() {
    let project = Project::empty();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = project.command(&["check"]).stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(2));
}
