use std::fmt;
use std::io::BufRead;

use super::TransferError;
use super::digest::Digest;
use super::import::Reading;
use super::line::Line;
use crate::store::RecordedEvent;

/// The events of the lines of an export, in their order, without a store.
///
/// ```
/// use std::ops::ControlFlow;
/// use plumberd::engine::memory::MemoryStore;
/// use plumberd::testing::block_on;
/// use plumberd::transfer::{Export, ExportedEvents};
///
/// let mut lines = Vec::new();
/// let store = MemoryStore::new();
/// block_on(Export::new().to_writer(&store, &mut lines, |_| ControlFlow::Continue(())))?;
/// assert_eq!(ExportedEvents::new(&lines[..]).count(), 0);
/// # Ok::<(), plumberd::transfer::TransferError>(())
/// ```
///
/// An error is the last item: a line is wrong, or at the end the number and the digest of the events are
/// not those of the last line, or there is no such line.
pub struct ExportedEvents<R> {
    reading: Reading<R>,
    digest: Digest,
    done: bool,
}

impl<R> ExportedEvents<R> {
    /// The events of these lines.
    pub fn new(lines: R) -> Self {
        Self { reading: Reading::new(lines), digest: Digest::default(), done: false }
    }

    /// The bytes of the lines that were read.
    pub fn bytes(&self) -> u64 {
        self.reading.progress.bytes
    }
}

impl<R: BufRead> Iterator for ExportedEvents<R> {
    type Item = Result<RecordedEvent, TransferError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let event = self.read().transpose();
        self.done = !matches!(event, Some(Ok(_)));
        event
    }
}

impl<R: BufRead> ExportedEvents<R> {
    fn read(&mut self) -> Result<Option<RecordedEvent>, TransferError> {
        loop {
            let line = self.reading.next()?;
            let number = self.reading.progress.line;
            let wrong =
                |reason: &str| Err(TransferError::Line { line: number, reason: reason.to_owned() });
            match line {
                None => return Err(TransferError::Unfinished { events: self.digest.events() }),
                Some(Line::Begin { .. }) if number == 1 => {}
                Some(_) if number == 1 => {
                    return wrong("it does not begin an export; use the file as it was exported");
                }
                Some(Line::Begin { .. }) => {
                    return wrong("it begins another export; read each export by itself");
                }
                Some(Line::Event(event)) => {
                    self.digest.add(&event);
                    return Ok(Some(*event));
                }
                Some(Line::End { events, digest }) => {
                    let (found, found_digest) = (self.digest.events(), self.digest.to_hex());
                    if (events, &digest) == (found, &found_digest) {
                        return Ok(None);
                    }
                    return Err(TransferError::Digest {
                        expected: events,
                        expected_digest: digest,
                        found,
                        found_digest,
                    });
                }
            }
        }
    }
}

impl<R> fmt::Debug for ExportedEvents<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportedEvents").field("done", &self.done).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::engine::memory::MemoryStore;
    use crate::store::EventStore;
    use crate::stream::{ExpectedRevision, StreamName};
    use crate::testing::{block_on, event};
    use crate::transfer::Export;

    fn lines() -> String {
        let store = MemoryStore::new();
        let stream = StreamName::parse("A-1").unwrap();
        let events = vec![event("T"), event("U")];
        block_on(store.append(stream, ExpectedRevision::Any, events)).unwrap();
        let mut lines = Vec::new();
        block_on(Export::new().to_writer(&store, &mut lines, |_| ControlFlow::Continue(())))
            .unwrap();
        String::from_utf8(lines).unwrap()
    }

    #[test]
    fn events_come_in_order() {
        let lines = lines();
        let types: Vec<_> =
            ExportedEvents::new(lines.as_bytes()).map(|it| it.unwrap().event_type).collect();
        assert_eq!(types, ["T".into(), "U".into()] as [std::sync::Arc<str>; 2]);
    }

    #[test]
    fn wrong_lines_end_it() {
        let lines = lines();
        let end = lines.trim_end().rfind('\n').unwrap() + 1;
        for (lines, events, error) in [
            (
                lines[..end].to_owned(),
                2,
                "the lines end after 2 events without the last line of an export; finish that and import again",
            ),
            (
                lines.replacen("\"U\"", "\"V\"", 1),
                2,
                "the last line tells of 2 events with the digest ",
            ),
            (
                lines.split_inclusive('\n').skip(1).collect(),
                0,
                "line 1: it does not begin an export; use the file as it was exported",
            ),
            (
                format!("{}{lines}", lines.lines().next().unwrap().to_owned() + "\n"),
                0,
                "line 2: it begins another export; read each export by itself",
            ),
            ("{}\n".into(), 0, "line 1: `stream` is missing; use the file as it was exported"),
            (String::new(), 0, "the lines end after 0 events without the last line of an export"),
        ] {
            let items: Vec<_> = ExportedEvents::new(lines.as_bytes()).collect();
            assert_eq!(items.len(), events + 1, "{lines}");
            let found = items.last().unwrap().as_ref().unwrap_err().to_string();
            assert!(found.starts_with(error), "{found}");
        }
    }
}
