use std::fmt::Display;
use std::io::{self, ErrorKind, StdoutLock, Write};

/// Standard output.
///
/// Whoever reads it may stop (`| head -1`). What is left is then dropped, and the command goes on to its
/// end: files are written, and the exit code is that of the command.
#[derive(Debug)]
pub(crate) struct Stdout {
    inner: StdoutLock<'static>,
    fault: Option<io::Error>,
}

impl Stdout {
    pub(crate) fn lock() -> Self {
        Self { inner: io::stdout().lock(), fault: None }
    }

    /// Prints something and ends the line.
    pub(crate) fn line(&mut self, line: impl Display) {
        self.text(&format!("{line}\n"));
    }

    /// Prints a text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        if self.fault.is_none() {
            self.fault = self.inner.write_all(text.as_bytes()).err();
        }
    }

    /// Whether everything could be printed that somebody wanted to read.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match self.fault.map_or_else(|| self.inner.flush(), Err) {
            Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}
