use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

/// Standard output.
///
/// Whoever reads it may stop (`| head -1`). What is left is then dropped, and the command goes on to its
/// end: files are written, and the exit code is that of the command. One that does nothing but print asks
/// [`is_closed`](Self::is_closed), and ends.
#[derive(Debug)]
pub(crate) struct Stdout {
    inner: BufWriter<StdoutLock<'static>>,
    fault: Option<io::Error>,
}

impl Stdout {
    pub(crate) fn lock() -> Self {
        Self { inner: BufWriter::new(io::stdout().lock()), fault: None }
    }

    /// Prints something and ends the line.
    pub(crate) fn line(&mut self, line: impl Display) {
        self.text(&format!("{line}\n"));
    }

    /// Prints a text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Prints bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.fault = self.inner.write_all(bytes).err();
        }
    }

    /// Shows what was printed so far.
    pub(crate) fn flush(&mut self) {
        if self.fault.is_none() {
            self.fault = self.inner.flush().err();
        }
    }

    /// Whether nothing more can be printed.
    pub(crate) fn is_closed(&self) -> bool {
        self.fault.is_some()
    }

    /// Whether everything could be printed that somebody wanted to read.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let flushed = self.fault.take().map_or_else(|| self.inner.flush(), Err);
        // What could not be written is not tried again when the buffer is dropped.
        let _ = self.inner.into_parts();
        match flushed {
            Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}
