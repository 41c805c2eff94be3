use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};

use super::super::SqliteStore;
use super::super::error::{index_error, storage_error};
use super::super::hidden::Hidden;
use super::super::index::{IndexError, Key, Kind, Runs};
use super::super::log::Log;
use super::super::open::open_reader;
use super::super::row::{from_column, moment};
use super::super::writer::{ask, ask_alone};
use super::MaintenanceError;
use super::progress::{MaintenanceProgress, Stage, Watch, tell};
use crate::clock::DateTimeOffset;
use crate::engine::Durability;
use crate::engine::visibility::Truncation;
use crate::store::StorageError;

/// Events that are looked at in one read.
const LOOKS: i64 = 4096;
/// Events that are removed in one transaction: appends wait for it, a few milliseconds.
const SLICE_EVENTS: usize = 128;
/// Bytes after which such a transaction ends early: the pages of a large event are freed one by one.
const SLICE_BYTES: i64 = 512 * 1024;
/// Streams whose rules are remembered, at some 100 bytes each.
const STREAMS: usize = 65_536;

/// How to scavenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct ScavengeOptions {
    compact: bool,
}

impl ScavengeOptions {
    /// Removes events; the file keeps its length, and later events take their room.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to make the file shorter too. It is written anew as a whole (`VACUUM`), and appends wait for
    /// that: some ten seconds a gigabyte, and twice the room of what is left for a while. Those of other
    /// processes fail when it takes longer than their patience. Reads go on.
    ///
    /// There is no way in small steps: `SQLite` has one (`auto_vacuum`) that makes every file larger and
    /// every write of a large event dearer, for all stores and all of the time.
    pub fn compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }
}

/// What [`SqliteStore::scavenge`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScavengeReport {
    /// The events that were looked at.
    pub looked_at: u64,
    /// Those that were removed.
    pub events: u64,
    /// Their ids, metadata and payloads, in bytes.
    pub bytes: u64,
    /// The bytes by which the file became shorter.
    pub compacted: u64,
}

impl SqliteStore {
    /// Removes the events that stream metadata (`$maxCount`, `$maxAge`, `$tb`) and deletions hide, from
    /// the log too, as a scavenge of `KurrentDB` does. It keeps the last event of every stream, hidden or
    /// not, the tombstone of a stream that was deleted for ever, and the last metadata of every stream. What
    /// is left keeps its position, its revision and its place in categories and types. In virtual
    /// streams, the links to removed events are gone with them.
    ///
    /// Events are removed in slices between which the store goes on appending; whatever ends it in the
    /// middle, what was removed is removed, and the next scavenge does the rest. Blocks, so in an async
    /// program it is for a thread of its own. An append that is a retry of a removed event is not known
    /// as one.
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// # use plumberd::engine::sqlite::{ScavengeOptions, SqliteStore};
    /// # let folder = std::env::temp_dir().join(format!("plumberd-scavenge-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let store = SqliteStore::open(folder.join("events.db"))?;
    /// let options = ScavengeOptions::new().compact(true);
    /// let report = store.scavenge(options, |_| ControlFlow::Continue(()))?;
    /// println!("{} events, {} bytes", report.events, report.bytes);
    /// # drop(store);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the store cannot be read or written, or it is cancelled.
    pub fn scavenge(
        &self,
        options: ScavengeOptions,
        mut progress: impl FnMut(MaintenanceProgress) -> ControlFlow<()>,
    ) -> Result<ScavengeReport, MaintenanceError> {
        let _upkeep = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        let mut report = ScavengeReport::default();
        let mut scavenge = Scavenge { store: self, report: &mut report };
        scavenge.run(&mut progress)?;
        if options.compact {
            tell(&mut progress, Stage::Compaction, 0, 1)?;
            report.compacted = self.compact()?;
            tell(&mut progress, Stage::Compaction, 1, 1)?;
        }
        Ok(report)
    }

    /// Writes the file anew; the bytes by which it became shorter.
    fn compact(&self) -> Result<u64, StorageError> {
        let patience = self.options.busy_timeout;
        ask_alone(&self.appends, &self.path, move |connection| {
            let before = length(connection)?;
            connection.execute_batch("VACUUM")?;
            let freed = before.saturating_sub(length(connection)?);
            truncate(connection, patience)?;
            Ok(freed)
        })
    }
}

/// Bytes of the file when all of the log has been copied into it.
fn length(connection: &Connection) -> rusqlite::Result<u64> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    Ok(from_column(pages).saturating_mul(from_column(size)))
}

/// Copies the log into the file, which is cut to its new length then. While somebody else copies, or
/// reads what was before, that has to wait; the next copy does it when this one gives up.
fn truncate(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let since = Instant::now();
    loop {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = connection.query_row(checkpoint, [], |row| row.get(0))?;
        if !busy || since.elapsed() >= patience {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

struct Scavenge<'a> {
    store: &'a SqliteStore,
    report: &'a mut ScavengeReport,
}

/// An event that may be removed, and its bytes.
type Candidate = (i64, i64);

impl Scavenge<'_> {
    fn run(&mut self, watch: Watch<'_>) -> Result<(), MaintenanceError> {
        let store = self.store;
        // What is in no run yet would be missing when its run is made of the events that are left.
        let until = self.ask(|log| {
            log.flush()?;
            Ok::<_, IndexError>(log.mark())
        })?;
        let reader = open_reader(&store.path, &store.options)
            .map_err(|error| storage_error(&store.path, &error))?;
        let mut rules = Rules::default();
        let mut after = 0;
        while after < until {
            tell(watch, Stage::Events, from_column(after), from_column(until))?;
            let now = store.options.clock.now();
            let (looked_at, passed, candidates) = look(&reader, &mut rules, after, until, now)
                .map_err(|error| index_error(&store.path, &error))?;
            self.report.looked_at += looked_at;
            after = passed;
            self.remove(&candidates, now)?;
        }
        tell(watch, Stage::Events, from_column(until), from_column(until))
    }

    fn remove(
        &mut self,
        mut candidates: &[Candidate],
        now: DateTimeOffset,
    ) -> Result<(), StorageError> {
        while !candidates.is_empty() {
            let mut bytes = 0;
            let room = |candidate: &&Candidate| {
                let fits = bytes < SLICE_BYTES;
                bytes += candidate.1;
                fits
            };
            let count = candidates.iter().take(SLICE_EVENTS).take_while(room).count();
            let (slice, rest) = candidates.split_at(count);
            candidates = rest;
            let positions: Vec<i64> = slice.iter().map(|(position, _)| *position).collect();
            let (events, bytes) = self.ask(move |log| log.remove_hidden(&positions, now))?;
            self.report.events += events;
            self.report.bytes += bytes;
        }
        Ok(())
    }

    fn ask<T: Send + 'static, E: Into<IndexError>>(
        &self,
        work: impl FnOnce(&mut Log<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, StorageError> {
        ask(&self.store.appends, &self.store.path, Durability::Full, work)
    }
}

/// What a scavenge removes of a stream. As long as nobody writes to it, that only grows.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Rule {
    tombstoned: bool,
    truncation: Truncation,
    /// The last revision; it is not needed when nothing is hidden.
    last: i64,
}

impl Rule {
    /// The rule of a stream, with its last revision from elsewhere.
    pub(in super::super) fn of(
        connection: &Connection,
        hidden: &mut Hidden,
        stream_id: i64,
        last: impl FnOnce() -> Result<i64, IndexError>,
    ) -> Result<Option<Self>, IndexError> {
        let (tombstoned, truncation) = match hidden.of(connection, stream_id)? {
            Some(state) => (state.tombstoned, state.truncation),
            None if is_metadata(connection, stream_id)? => (false, Truncation::METADATA_STREAM),
            None => return Ok(None),
        };
        if !tombstoned && truncation == Truncation::NONE {
            return Ok(None);
        }
        Ok(Some(Self { tombstoned, truncation, last: last()? }))
    }

    /// Whether an event is removed. The newest event of the log is the last of its stream, so that it
    /// is never.
    pub(in super::super) fn removes(
        &self,
        revision: i64,
        recorded_at: i64,
        now: DateTimeOffset,
    ) -> bool {
        if self.tombstoned {
            return revision != super::super::follow::TOMBSTONE;
        }
        revision < self.last
            && moment(recorded_at).is_some_and(|recorded_at| {
                let (revision, last) = (from_column(revision), from_column(self.last));
                self.truncation.hides(revision, last, recorded_at, now)
            })
    }
}

fn is_metadata(connection: &Connection, stream_id: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT substr(name, 1, 2) = '$$' FROM streams WHERE id = ?1")?
        .query_row([stream_id], |row| row.get(0))
        .optional()
        .map(|found| found.unwrap_or(false))
}

/// The rules of the streams that were met lately.
#[derive(Default)]
struct Rules {
    runs: Runs,
    rules: HashMap<i64, Option<Rule>>,
}

impl Rules {
    fn of(
        &mut self,
        connection: &Connection,
        hidden: &mut Hidden,
        stream_id: i64,
    ) -> Result<Option<Rule>, IndexError> {
        if let Some(rule) = self.rules.get(&stream_id) {
            return Ok(*rule);
        }
        let runs = &self.runs;
        let rule = Rule::of(connection, hidden, stream_id, || {
            let last = runs.last(connection, Key::new(Kind::Stream, stream_id))?;
            Ok(last.map_or(-1, |place| place.ordinal))
        })?;
        if self.rules.len() >= STREAMS {
            self.rules.clear();
        }
        self.rules.insert(stream_id, rule);
        Ok(rule)
    }
}

/// Looks at some events: how many, up to where, and which of them may be removed. The writer looks
/// again, for the metadata may have changed.
fn look(
    reader: &Connection,
    rules: &mut Rules,
    after: i64,
    until: i64,
    now: DateTimeOffset,
) -> Result<(u64, i64, Vec<Candidate>), IndexError> {
    reader.execute_batch("BEGIN")?;
    let looked = look_in_transaction(reader, rules, after, until, now);
    reader.execute_batch("COMMIT")?;
    looked
}

fn look_in_transaction(
    reader: &Connection,
    rules: &mut Rules,
    after: i64,
    until: i64,
    now: DateTimeOffset,
) -> Result<(u64, i64, Vec<Candidate>), IndexError> {
    rules.runs.refresh(reader)?;
    let mut hidden = Hidden::new(reader, now)?;
    let mut statement = reader.prepare_cached(
        "SELECT position, stream_id, revision, recorded_at, length(record) FROM events
         WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3",
    )?;
    let mut rows = statement.query(params![after, until, LOOKS])?;
    let (mut looked_at, mut passed, mut candidates) = (0, after, Vec::new());
    while let Some(row) = rows.next()? {
        looked_at += 1;
        passed = row.get(0)?;
        let rule = rules.of(reader, &mut hidden, row.get(1)?)?;
        if rule.is_some_and(|rule| {
            let (revision, recorded_at) = (row.get(2), row.get(3));
            matches!((revision, recorded_at), (Ok(revision), Ok(at)) if rule.removes(revision, at, now))
        }) {
            candidates.push((passed, row.get(4)?));
        }
    }
    if looked_at < LOOKS.cast_unsigned() {
        passed = until;
    }
    Ok((looked_at, passed, candidates))
}
