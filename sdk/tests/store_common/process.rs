//! This test program, started again as another process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

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

/// A child process, as its parent sees it.
pub(crate) struct Process {
    child: Child,
    /// Until it is to end.
    orders: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let orders = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, orders, lines }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What is behind the next line that begins with a word; other lines are given to `meanwhile`.
    pub(crate) fn hear(&mut self, word: &str, mut meanwhile: impl FnMut(&str)) -> String {
        loop {
            let line = self.lines.next().unwrap_or_else(|| panic!("it ended before `{word}`"));
            let line = line.unwrap();
            match line.strip_prefix(word) {
                Some(rest) => return rest.trim_start().to_owned(),
                None => meanwhile(&line),
            }
        }
    }

    pub(crate) fn go_on(&mut self) {
        self.orders.as_mut().unwrap().write_all(b"go on\n").unwrap();
    }

    /// Has no more orders, waits until it ends by itself, and gives the rest of its lines to `meanwhile`.
    pub(crate) fn end(mut self, mut meanwhile: impl FnMut(&str)) {
        drop(self.orders.take());
        for line in self.lines.by_ref() {
            meanwhile(&line.unwrap());
        }
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }

    /// Kills it, whatever it does.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
