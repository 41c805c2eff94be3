use std::fs::{File, OpenOptions};
use std::future::poll_fn;
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::Path;

use super::digest::Digest;
use super::line::{self, Line};
use super::{TransferError, TransferProgress, Watch, tell};
use crate::engine::describe;
use crate::store::{EventStore, Filter, ReadAll, Selection};
use crate::stream::Position;

/// Events after which the progress is told.
const TOLD: u64 = 256;

/// Writes the events of a store as JSON lines; see the [module](super).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Export {
    selection: Selection,
    filter: Option<Filter>,
}

/// What an export has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// How many events.
    pub events: u64,
    /// The SHA-256 of the events, in hexadecimal digits.
    pub digest: String,
    /// The length of the lines in bytes.
    pub bytes: u64,
}

impl Export {
    /// The whole log, the system's events included: with stream metadata and tombstones, deleted
    /// streams are deleted in the target too.
    pub fn new() -> Self {
        Self::default()
    }

    /// Part of the log. Revisions may then have gaps; see [`Import::renumber`](super::Import::renumber).
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Some of the events only.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Writes the events that are there when it gets to them. Writing blocks.
    ///
    /// # Errors
    /// When the store cannot be read, the lines cannot be written, or it is cancelled.
    pub async fn to_writer(
        &self,
        store: &dyn EventStore,
        out: impl Write,
        mut progress: impl FnMut(TransferProgress) -> ControlFlow<()>,
    ) -> Result<ExportReport, TransferError> {
        let mut lines = Lines { out: BufWriter::new(out), done: Done::default() };
        lines.put(line::begin(&self.of()).as_bytes())?;
        self.write(store, &mut lines, &mut progress).await
    }

    /// The same into a file. One that was cut in the middle is finished: what it holds is read first, and
    /// the export goes on behind its last whole line.
    ///
    /// # Errors
    /// As [`to_writer`](Self::to_writer), and when the file holds a whole export, another one, or something
    /// else.
    pub async fn to_file(
        &self,
        store: &dyn EventStore,
        path: impl AsRef<Path>,
        mut progress: impl FnMut(TransferProgress) -> ControlFlow<()>,
    ) -> Result<ExportReport, TransferError> {
        let path = path.as_ref();
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let done = self.found(path, &file)?;
        file.set_len(done.bytes)?;
        file.seek(SeekFrom::Start(done.bytes))?;
        let mut lines = Lines { out: BufWriter::new(&file), done };
        if lines.done.lines == 0 {
            lines.put(line::begin(&self.of()).as_bytes())?;
        }
        let report = self.write(store, &mut lines, &mut progress).await?;
        drop(lines);
        file.sync_all()?;
        Ok(report)
    }

    /// What is exported, in words.
    fn of(&self) -> String {
        match &self.filter {
            None => describe(&self.selection),
            Some(filter) => format!("{}, {filter:?}", describe(&self.selection)),
        }
    }

    /// What a file holds of this export: its whole lines.
    fn found(&self, path: &Path, file: &File) -> Result<Done, TransferError> {
        let place = || path.display().to_string();
        let mut done = Done::default();
        let mut lines = BufReader::new(file);
        let mut text = Vec::new();
        loop {
            text.clear();
            lines.read_until(b'\n', &mut text)?;
            // The last line may have been cut.
            if text.last() != Some(&b'\n') {
                break;
            }
            let number = done.lines + 1;
            let wrong = |reason: &str| {
                let reason = format!("{reason}; choose another name, for this is no export");
                TransferError::Line { line: number, reason }
            };
            match (line::read(&text), number) {
                (Ok(Line::Begin { of }), 1) if of == self.of() => {}
                (Ok(Line::Begin { of: found }), 1) => {
                    let wanted = self.of();
                    return Err(TransferError::OtherExport { place: place(), found, wanted });
                }
                (Ok(Line::Event(event)), 2..) => {
                    done.digest.add(&event);
                    done.last = event.position;
                    if done.last.is_none() {
                        return Err(TransferError::NoPosition { place: place() });
                    }
                }
                (Ok(Line::End { events, .. }), 2..) => {
                    return Err(TransferError::Complete { place: place(), events });
                }
                (Ok(_), _) => return Err(wrong("it stands in the wrong place")),
                (Err(reason), _) => return Err(wrong(&reason)),
            }
            done.lines = number;
            done.bytes += text.len() as u64;
        }
        if done.lines == 0
            && !text.is_empty()
            && !line::begin(&self.of()).as_bytes().starts_with(&text)
        {
            let reason = "it is no export; choose another name".into();
            return Err(TransferError::Line { line: 1, reason });
        }
        Ok(done)
    }

    async fn write<W: Write>(
        &self,
        store: &dyn EventStore,
        lines: &mut Lines<W>,
        watch: Watch<'_>,
    ) -> Result<ExportReport, TransferError> {
        let mut read = ReadAll::forwards(self.selection.clone());
        read.filter.clone_from(&self.filter);
        if let Some(last) = lines.done.last {
            read = read.from_position(last);
        }
        let mut events = store.read_all(read);
        let mut text = Vec::new();
        tell(watch, lines.done.progress())?;
        while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
            let event = event?;
            if event.position.is_some() && event.position == lines.done.last {
                continue;
            }
            text.clear();
            line::write(&event, &mut text);
            lines.put(&text)?;
            lines.done.digest.add(&event);
            lines.done.last = event.position;
            if lines.done.digest.events().is_multiple_of(TOLD) {
                tell(watch, lines.done.progress())?;
            }
        }
        let (events, digest) = (lines.done.digest.events(), lines.done.digest.to_hex());
        lines.put(line::end(events, &digest).as_bytes())?;
        lines.out.flush()?;
        tell(watch, lines.done.progress())?;
        Ok(ExportReport { events, digest, bytes: lines.done.bytes })
    }
}

struct Lines<W: Write> {
    out: BufWriter<W>,
    done: Done,
}

impl<W: Write> Lines<W> {
    fn put(&mut self, line: &[u8]) -> Result<(), TransferError> {
        self.out.write_all(line)?;
        self.done.lines += 1;
        self.done.bytes += line.len() as u64;
        Ok(())
    }
}

/// What is written already.
#[derive(Debug, Default)]
struct Done {
    lines: u64,
    bytes: u64,
    digest: Digest,
    last: Option<Position>,
}

impl Done {
    fn progress(&self) -> TransferProgress {
        TransferProgress { events: self.digest.events(), line: self.lines, bytes: self.bytes }
    }
}
