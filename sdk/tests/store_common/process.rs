//! This test program, started again as another process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROLE: &str = "PLUMBERD_TEST_ROLE";
const FILE: &str = "PLUMBERD_TEST_FILE";

/// The command that starts this program again, to run its test `child` only. Its output is piped.
pub(crate) fn command(role: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    arguments(&mut command, role, file);
    command
}

/// The same behind a shell that first runs some words of its own.
pub(crate) fn command_after(words: &str, role: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{words}; exec \"$0\" \"$@\""));
    command.arg(std::env::current_exe().unwrap());
    arguments(&mut command, role, file);
    command
}

fn arguments(command: &mut Command, role: &str, file: &Path) {
    command
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(FILE, file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
}

/// What a child is to do, and with which file; `None` in a test program that a person started.
pub(crate) fn role() -> Option<(String, PathBuf)> {
    let (role, file) = (std::env::var(ROLE).ok()?, std::env::var_os(FILE)?);
    // The test runner has begun a line of its own.
    say("\n");
    Some((role, file.into()))
}

/// Tells the parent. One write for a line, so that a kill cuts lines only at the end of the output.
pub(crate) fn say(lines: &str) {
    std::io::stdout().lock().write_all(lines.as_bytes()).unwrap();
}
