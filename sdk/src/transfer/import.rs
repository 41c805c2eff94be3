use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::digest::Digest;
use super::line::{self, Line};
use super::target::{Arrival, Target};
use super::{TransferError, TransferProgress, Watch, tell};
use crate::engine::{TOMBSTONE, VirtualStream};
use crate::store::EventStore;

/// Events that are appended together.
const BATCH_EVENTS: usize = 256;
/// Bytes of lines after which less are.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;
/// The longest line in bytes: no engine takes an event that would have it.
const LINE_BYTES: u64 = 1 << 30;

/// Appends the events of JSON lines to a store; see the [module](super).
///
/// * Ids, types, content types, metadata and payloads are kept to the byte, and the order of the
///   events. Positions and times are the target's own.
/// * Revisions are kept: an event goes behind those of its stream that came before, and nowhere else. So
///   an import that ended in the middle is begun again from the first line, and what is there already is
///   known by its ids. That holds for a target in which nobody else writes to these streams.
/// * Metadata streams (`$$…`) take their events whatever they hold: an engine adds metadata of its own
///   when it brings a deleted stream back. Tombstones are made by the target, with ids of its own.
/// * Events in virtual streams (`$ce-…` of a `KurrentDB` with projections) are skipped.
///
/// At the end the number and the digest of the events have to be those of the last line; and what was
/// appended is read back and compared, except what the target hides.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct Import {
    renumber: bool,
}

/// What an import has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The events of the lines. They are in the target now, be it since an earlier attempt.
    pub events: u64,
    /// The SHA-256 of the events, in hexadecimal digits.
    pub digest: String,
    /// Those that were read back from the target, and are the same.
    pub compared: u64,
    /// Those in virtual streams, which the target makes itself.
    pub skipped: u64,
    /// Those with other revisions than in the lines; see [`Import::renumber`].
    pub renumbered: u64,
}

impl Import {
    /// Keeps revisions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether events may get other revisions, when earlier ones of their stream were scavenged or left out
    /// of the export. Then links to them (`2@stream`) and the `$tb` of metadata mean other events than
    /// before, and are not changed. A store that was scavenged is better copied as a file.
    pub fn renumber(mut self, renumber: bool) -> Self {
        self.renumber = renumber;
        self
    }

    /// Reads the lines and appends their events. Reading blocks. Besides the events that are appended
    /// together, 50 bytes are held in memory for each stream.
    ///
    /// # Errors
    /// When a line is wrong, the target refuses an event or holds another, the end is missing, or it is
    /// cancelled.
    pub async fn from_reader(
        &self,
        store: &dyn EventStore,
        lines: impl BufRead,
        mut progress: impl FnMut(TransferProgress) -> ControlFlow<()>,
    ) -> Result<ImportReport, TransferError> {
        let mut reading = Reading::new(lines);
        let mut target = Target::new(store, self.renumber);
        self.run(&mut reading, &mut target, &mut progress).await
    }

    /// The same from a file.
    ///
    /// # Errors
    /// As [`from_reader`](Self::from_reader).
    pub async fn from_file(
        &self,
        store: &dyn EventStore,
        path: impl AsRef<Path>,
        progress: impl FnMut(TransferProgress) -> ControlFlow<()>,
    ) -> Result<ImportReport, TransferError> {
        let file = BufReader::new(File::open(path)?);
        self.from_reader(store, file, progress).await
    }

    async fn run<R: BufRead>(
        &self,
        reading: &mut Reading<R>,
        target: &mut Target<'_>,
        watch: Watch<'_>,
    ) -> Result<ImportReport, TransferError> {
        let mut digest = Digest::default();
        let mut skipped = 0;
        let mut batch = Vec::new();
        let mut appended_bytes = 0;
        let mut end = None;
        while let Some(line) = reading.next()? {
            let number = reading.progress.line;
            let wrong = |reason: &str| TransferError::Line { line: number, reason: reason.into() };
            if end.is_some() {
                return Err(wrong(
                    "it stands behind the last line of the export; import each export by itself",
                ));
            }
            match line {
                Line::Begin { .. } if number == 1 => {}
                _ if number == 1 => {
                    return Err(wrong(
                        "it does not begin an export; use the file as it was exported",
                    ));
                }
                Line::Begin { .. } => {
                    return Err(wrong("it begins another export; import each export by itself"));
                }
                Line::End { events, digest } => end = Some((events, digest)),
                Line::Event(event) => {
                    digest.add(&event);
                    reading.progress.events += 1;
                    if VirtualStream::parse(&event.stream).is_some() {
                        skipped += 1;
                        continue;
                    }
                    if event.revision == TOMBSTONE {
                        target.append(std::mem::take(&mut batch)).await?;
                        target.tombstone(number, event.stream).await?;
                        continue;
                    }
                    batch.push(Arrival { line: number, event: *event });
                }
            }
            let bytes = reading.progress.bytes;
            if batch.len() >= BATCH_EVENTS || bytes - appended_bytes >= BATCH_BYTES || end.is_some()
            {
                appended_bytes = bytes;
                target.append(std::mem::take(&mut batch)).await?;
                tell(watch, reading.progress)?;
            }
        }
        target.append(batch).await?;
        target.finish()?;
        let (events, found_digest) = (digest.events(), digest.to_hex());
        match end {
            None => Err(TransferError::Unfinished { events }),
            Some((expected, expected_digest))
                if (expected, &expected_digest) != (events, &found_digest) =>
            {
                let found = events;
                Err(TransferError::Digest { expected, expected_digest, found, found_digest })
            }
            Some(_) => Ok(ImportReport {
                events,
                digest: found_digest,
                compared: target.compared,
                skipped,
                renumbered: target.renumbered,
            }),
        }
    }
}

pub(super) struct Reading<R> {
    lines: R,
    pub(super) progress: TransferProgress,
    text: Vec<u8>,
}

impl<R> Reading<R> {
    pub(super) fn new(lines: R) -> Self {
        let progress = TransferProgress { events: 0, line: 0, bytes: 0 };
        Self { lines, progress, text: Vec::new() }
    }
}

impl<R: BufRead> Reading<R> {
    pub(super) fn next(&mut self) -> Result<Option<Line>, TransferError> {
        self.text.clear();
        let read = (&mut self.lines).take(LINE_BYTES).read_until(b'\n', &mut self.text)?;
        if read == 0 {
            return Ok(None);
        }
        self.progress.line += 1;
        self.progress.bytes += read as u64;
        let number = self.progress.line;
        let wrong = |reason: String| TransferError::Line { line: number, reason };
        match self.text.last() {
            Some(b'\n') => {}
            _ if read as u64 == LINE_BYTES => {
                return Err(wrong(format!("it is longer than {LINE_BYTES} bytes, as no event is")));
            }
            _ => {
                return Err(wrong("it was cut; finish the export and import again".into()));
            }
        }
        line::read(&self.text).map(Some).map_err(wrong)
    }
}
