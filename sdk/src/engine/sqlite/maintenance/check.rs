use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use super::super::SqliteStore;
use super::super::error::{index_error, storage_error};
use super::super::index::{ChunkReader, IndexError, Key, Kind, Place, Run, Runs, Seek, chunk_of};
use super::super::log::last_position;
use super::super::open::open_reader;
use super::super::row::{Record, from_column};
use super::MaintenanceError;
use super::finding::{CheckReport, Finding};
use super::progress::{MaintenanceProgress, Stage, Watch, tell};
use super::window::{Fault, Ordinals, Window, Windows};
use crate::engine::reserved::original_of;
use crate::engine::visibility::Truncation;
use crate::stream::{Position, StreamName};

/// Findings after which nobody wants to read more.
const FINDINGS: usize = 1000;
/// What `SQLite` is to tell of its file at most.
const FILE_FINDINGS: usize = 100;

impl SqliteStore {
    /// Looks whether the file is whole: `SQLite`'s own check, that every run of the index can be read,
    /// that every event is found through its stream, its category, its type, its id and its
    /// correlation, that no stream has a gap which no scavenge has made, and that what is kept of the
    /// metadata of streams is what their metadata says.
    ///
    /// Nothing is changed, and nobody is held up: it sees the store as it was when it began. The log
    /// of `SQLite` (`…-wal`) grows meanwhile by what is appended. Blocks, so in an async program it is
    /// for a thread of its own; some ten thousand events a second, 20 MiB of memory,
    /// and 32 bytes for each stream.
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// # use plumberd::engine::sqlite::SqliteStore;
    /// # let folder = std::env::temp_dir().join(format!("plumberd-check-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let store = SqliteStore::open(folder.join("events.db"))?;
    /// let report = store.check(|progress| {
    ///     println!("{:?}: {} of {}", progress.stage, progress.done, progress.total);
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(report.is_sound(), "{report}");
    /// # drop(store);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the file cannot be read for another reason than damage, or it is cancelled.
    pub fn check(
        &self,
        mut progress: impl FnMut(MaintenanceProgress) -> ControlFlow<()>,
    ) -> Result<CheckReport, MaintenanceError> {
        let failed = |error: rusqlite::Error| storage_error(&self.path, &error);
        let connection = open_reader(&self.path, &self.options).map_err(failed)?;
        connection.execute_batch("BEGIN").map_err(failed)?;
        let mut check = Check {
            connection: &connection,
            path: &self.path,
            runs: Runs::default(),
            last: 0,
            next: HashMap::new(),
            report: CheckReport::default(),
        };
        match check.run(&mut progress) {
            Ok(()) => check.report.complete = true,
            Err(Stop::Enough) => {}
            Err(Stop::Damaged(reason)) => check.report.findings.push(Finding::File { reason }),
            Err(Stop::Failed(error)) => return Err(error),
        }
        Ok(check.report)
    }
}

struct Check<'a> {
    connection: &'a Connection,
    path: &'a Path,
    runs: Runs,
    /// The last position of the log.
    last: i64,
    /// The next revision of each stream.
    next: HashMap<i64, i64>,
    report: CheckReport,
}

/// Why a check ends early.
enum Stop {
    /// There are many findings.
    Enough,
    /// `SQLite` cannot read on.
    Damaged(String),
    Failed(MaintenanceError),
}

impl From<MaintenanceError> for Stop {
    fn from(error: MaintenanceError) -> Self {
        Self::Failed(error)
    }
}

/// How many places the lists of each kind have.
type Counts = [u64; Kind::ALL.len()];

impl Check<'_> {
    fn run(&mut self, watch: Watch<'_>) -> Result<(), Stop> {
        tell(watch, Stage::File, 0, 1)?;
        self.check_file()?;
        tell(watch, Stage::File, 1, 1)?;
        self.runs.refresh(self.connection).map_err(|error| self.stop(&error))?;
        self.last = last_position(self.connection).map_err(|error| self.stop(&error))?;
        self.report.runs = self.runs.as_slice().len();
        let found = self.check_runs(watch)?;
        self.check_events(watch, found)?;
        self.check_metadata()
    }

    fn stop(&self, error: &rusqlite::Error) -> Stop {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Stop::Damaged(error.to_string())
            }
            _ => Stop::Failed(storage_error(self.path, error).into()),
        }
    }

    fn find(&mut self, finding: Finding) -> Result<(), Stop> {
        self.report.findings.push(finding);
        if self.report.findings.len() < FINDINGS { Ok(()) } else { Err(Stop::Enough) }
    }

    fn check_file(&mut self) -> Result<(), Stop> {
        let connection = self.connection;
        let said = (|| {
            let mut check =
                connection.prepare(&format!("PRAGMA integrity_check({FILE_FINDINGS})"))?;
            check.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        })();
        for reason in said.map_err(|error| self.stop(&error))? {
            if reason != "ok" {
                self.find(Finding::File { reason })?;
            }
        }
        let streams = connection
            .query_row("SELECT count(*) FROM streams", [], |row| row.get::<_, i64>(0))
            .map_err(|error| self.stop(&error))?;
        self.report.streams = from_column(streams);
        Ok(())
    }

    /// Reads all runs; the places that they have.
    fn check_runs(&mut self, watch: Watch<'_>) -> Result<Counts, Stop> {
        let mut counts = Counts::default();
        let runs = self.runs.as_slice().to_vec();
        let mut after = 0;
        for (done, run) in (0..).zip(&runs) {
            tell(watch, Stage::Index, done, runs.len() as u64)?;
            if run.first != after + 1 || run.last < run.first {
                let reason = format!(
                    "it covers the positions {} to {}, and the one before ends at {after}",
                    run.first, run.last
                );
                self.find(Finding::Run { run: run.id, reason })?;
            }
            after = run.last;
            match read_run(self.connection, run, &mut counts) {
                Ok(()) => {}
                Err(RunFault::Wrong(reason)) => {
                    self.find(Finding::Run { run: run.id, reason: reason.into() })?;
                }
                Err(RunFault::Sqlite(error)) => return Err(self.stop(&error)),
            }
        }
        tell(watch, Stage::Index, runs.len() as u64, runs.len() as u64)?;
        Ok(counts)
    }

    /// Reads all events, and looks for each in the index.
    fn check_events(&mut self, watch: Watch<'_>, found: Counts) -> Result<(), Stop> {
        let mark = self.runs.mark();
        let total = from_column(self.last.max(mark));
        let mut ordinals = Ordinals::default();
        let (mut least, mut most) = (Counts::default(), Counts::default());
        let mut windows = Windows::up_to(mark);
        while let Some(window) = self.window(&mut windows)? {
            self.check_window(&window, &mut ordinals)?;
            for (key, _, positions) in window.tail.lists() {
                least[key.kind as usize] += positions.len() as u64;
                most[key.kind as usize] += positions.len() as u64;
            }
            // The index keeps the ids of scavenged events until it is made again.
            let seen = positions_of(&window);
            most[Kind::EventId as usize] += seen - window.events.min(seen);
            tell(watch, Stage::Events, from_column(window.last), total)?;
        }
        for kind in Kind::ALL {
            let (least, most) = (least[kind as usize], most[kind as usize]);
            let found = found[kind as usize];
            // Every expected place was looked for already, so this tells of others.
            if found > most {
                let lists = lists(kind);
                self.find(Finding::Stray { lists, expected: least, found })?;
            }
        }
        // What is in no run yet is in memory, and made of the events whenever the file is opened.
        let mut windows = Windows::between(mark, self.last);
        while let Some(window) = self.window(&mut windows)? {
            for (key, first, positions) in window.tail.lists() {
                if key.kind == Kind::Stream {
                    self.check_revision(key.value, first, positions.len())?;
                }
            }
            tell(watch, Stage::Events, from_column(window.last), total)?;
        }
        Ok(())
    }

    fn window(&mut self, windows: &mut Windows) -> Result<Option<Window>, Stop> {
        let mut faults = Vec::new();
        let window = windows.next(self.connection, &mut |position, fault| {
            faults.push((position, fault));
            Ok(())
        });
        for (position, fault) in faults {
            let reason = match fault {
                Fault::Record => "it cannot be read",
                Fault::Name => "its stream or its type has no name, or another one",
                // The next window begins with it, and finds the gap before it.
                Fault::Gap => continue,
            };
            let position = Position::single(from_column(position));
            self.find(Finding::Event { position, reason })?;
        }
        let window = match window {
            Ok(window) => window,
            Err(IndexError::Sqlite(error)) => return Err(self.stop(&error)),
            Err(error) => {
                return Err(Stop::Failed(index_error(self.path, &error).into()));
            }
        };
        if let Some(window) = &window {
            self.report.events += window.events;
            for (position, stream_id) in &window.tombstones {
                self.check_tombstone(*position, *stream_id)?;
            }
        }
        Ok(window)
    }

    fn check_window(&mut self, window: &Window, ordinals: &mut Ordinals) -> Result<(), Stop> {
        let mut lists: Vec<_> = window.tail.lists().collect();
        lists.sort_unstable_by_key(|(key, ..)| *key);
        for (key, revision, positions) in lists {
            let first = match key.kind {
                Kind::Stream => revision,
                kind if kind.is_counted() => ordinals.begin(&window.tail, key),
                _ => 0,
            };
            let wrong = match self.first_wrong(key, first, positions, window) {
                Ok(wrong) => wrong,
                Err(IndexError::Sqlite(error)) => return Err(self.stop(&error)),
                // The run was found to be damaged when it was read.
                Err(_) => positions.first().copied(),
            };
            if let Some(position) = wrong {
                let list = self.name_of(key).map_err(|error| self.stop(&error))?;
                let position = Position::single(from_column(position));
                self.find(Finding::Index { list, position })?;
            }
            if key.kind == Kind::Stream {
                self.check_revision(key.value, revision, positions.len())?;
            }
        }
        Ok(())
    }

    /// The first position that the index does not have as the window does.
    fn first_wrong(
        &self,
        key: Key,
        first: i64,
        positions: &[i64],
        window: &Window,
    ) -> Result<Option<i64>, IndexError> {
        let mut places = Vec::new();
        let from = Seek::Up(window.first);
        self.runs.collect(self.connection, key, from, positions.len(), &mut places)?;
        let mut expected = (first..).zip(positions).map(|(ordinal, position)| Place {
            ordinal: if key.kind.is_counted() { ordinal } else { 0 },
            position: *position,
        });
        if key.kind != Kind::EventId {
            return Ok(expected
                .zip(places.iter().map(Some).chain(std::iter::repeat(None)))
                .find(|(expected, found)| Some(expected) != *found)
                .map(|(expected, _)| expected.position));
        }
        // Places of scavenged events may stand between.
        if !expected.clone().all(|place| places.contains(&place)) {
            self.runs.collect(self.connection, key, from, usize::MAX, &mut places)?;
        }
        Ok(expected.find(|place| !places.contains(place)).map(|place| place.position))
    }

    /// Looks whether the events of a window go on with what came before.
    fn check_revision(&mut self, stream_id: i64, first: i64, count: usize) -> Result<(), Stop> {
        let next = first.saturating_add(i64::try_from(count).unwrap_or(0));
        let expected = self.next.insert(stream_id, next).unwrap_or(0);
        if expected == first {
            return Ok(());
        }
        let stream = self.stream(stream_id).map_err(|error| self.stop(&error))?;
        // Without a name, the events were found already.
        let Some(stream) = stream else { return Ok(()) };
        let (expected, found) = (from_column(expected), from_column(first));
        self.find(Finding::Gap { stream, expected, found })
    }

    fn check_tombstone(&mut self, position: i64, stream_id: i64) -> Result<(), Stop> {
        let known = self
            .connection
            .prepare_cached("SELECT tombstoned FROM stream_states WHERE stream_id = ?1")
            .and_then(|mut known| {
                known.query_row([stream_id], |row| row.get::<_, bool>(0)).optional()
            })
            .map_err(|error| self.stop(&error))?;
        if known == Some(true) {
            return Ok(());
        }
        match self.stream(stream_id).map_err(|error| self.stop(&error))? {
            Some(stream) => {
                let reason = "it has a tombstone, and is not known as deleted";
                self.find(Finding::Metadata { stream, reason })
            }
            None => {
                let position = Position::single(from_column(position));
                let reason = "its stream or its type has no name, or another one";
                self.find(Finding::Event { position, reason })
            }
        }
    }

    /// Compares what is kept of metadata with the metadata.
    fn check_metadata(&mut self) -> Result<(), Stop> {
        let connection = self.connection;
        let mut wrong = Vec::new();
        let done = (|| {
            let mut streams = connection
                .prepare("SELECT name, id FROM streams WHERE name >= '$$' AND name < '$%'")?;
            let mut rows = streams.query([])?;
            while let Some(row) = rows.next()? {
                let name = StreamName::parse(row.get::<_, String>(0)?);
                let Some(of) = name.ok().and_then(|name| original_of(&name)) else { continue };
                let Some(said) = self.truncation(row.get(1)?)? else { continue };
                if self.kept(&of)? != Some(said) {
                    wrong.push(of);
                }
            }
            Ok(())
        })();
        // Another error is one of a run or an event that was found already.
        if let Err(IndexError::Sqlite(error)) = done {
            return Err(self.stop(&error));
        }
        for stream in wrong {
            let reason = "what is kept of its metadata is not what its metadata says";
            self.find(Finding::Metadata { stream, reason })?;
        }
        Ok(())
    }

    /// What the last event of a metadata stream says.
    fn truncation(&self, stream_id: i64) -> Result<Option<Truncation>, IndexError> {
        let key = Key::new(Kind::Stream, stream_id);
        let newest: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT max(position) FROM events WHERE position > ?1 AND stream_id = ?2",
            )?
            .query_row(params![self.runs.mark(), stream_id], |row| row.get(0))?;
        let position = match newest {
            Some(position) => Some(position),
            None => self.runs.last(self.connection, key)?.map(|place| place.position),
        };
        let Some(position) = position else { return Ok(None) };
        let record: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT record FROM events WHERE position = ?1")?
            .query_row([position], |row| row.get(0))
            .optional()?;
        let record = record.as_deref().and_then(Record::parse);
        Ok(record.map(|record| Truncation::of_event(record.content_type, record.data())))
    }

    /// What is kept of the metadata of a stream.
    fn kept(&self, stream: &StreamName) -> rusqlite::Result<Option<Truncation>> {
        self.connection
            .prepare_cached(
                "SELECT t.truncate_before, t.max_count, t.max_age
                 FROM stream_states t JOIN streams s ON s.id = t.stream_id WHERE s.name = ?1",
            )?
            .query_row([stream.as_str()], |row| {
                let number =
                    |column| row.get(column).map(|number: Option<i64>| number.map(from_column));
                Ok(Truncation {
                    before: number(0)?.unwrap_or(0),
                    max_count: number(1)?,
                    max_age: number(2)?.map(std::time::Duration::from_secs),
                })
            })
            .optional()
    }

    fn stream(&self, id: i64) -> rusqlite::Result<Option<StreamName>> {
        let name = self.name("SELECT name FROM streams WHERE id = ?1", id)?;
        Ok(name.and_then(|name| StreamName::parse(name).ok()))
    }

    fn name(&self, sql: &str, id: i64) -> rusqlite::Result<Option<String>> {
        self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()
    }

    fn name_of(&self, key: Key) -> rusqlite::Result<String> {
        let (what, sql) = match key.kind {
            Kind::Stream => ("stream", "SELECT name FROM streams WHERE id = ?1"),
            Kind::Category => ("category", "SELECT name FROM categories WHERE id = ?1"),
            Kind::EventType => ("type", "SELECT name FROM types WHERE id = ?1"),
            Kind::Streams => return Ok("the list of streams".into()),
            Kind::Correlation => return Ok("a correlation".into()),
            Kind::EventId => return Ok("the id of an event".into()),
        };
        let name = self.name(sql, key.value)?;
        Ok(name.map_or_else(|| format!("{what} {}", key.value), |name| format!("{what} `{name}`")))
    }
}

/// How many events a window has, those included that were scavenged.
fn positions_of(window: &Window) -> u64 {
    let types = window.tail.lists().filter(|(key, ..)| key.kind == Kind::EventType);
    types.map(|(_, _, positions)| positions.len() as u64).sum()
}

fn lists(kind: Kind) -> &'static str {
    match kind {
        Kind::Stream => "streams",
        Kind::Category => "categories",
        Kind::EventType => "types",
        Kind::Streams => "first events of streams",
        Kind::Correlation => "correlations",
        Kind::EventId => "ids",
    }
}

/// What is wrong with a run.
enum RunFault {
    Wrong(&'static str),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for RunFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Reads a run, and counts its places.
fn read_run(connection: &Connection, run: &Run, counts: &mut Counts) -> Result<(), RunFault> {
    let mut statement = connection.prepare_cached(
        "SELECT key, position, postings, kind FROM chunks WHERE run_id = ?1
         ORDER BY kind, key, position",
    )?;
    let mut rows = statement.query([run.id])?;
    let mut chunks = 0;
    // The last place before.
    let mut before: Option<(Key, i64, i64)> = None;
    while let Some(row) = rows.next()? {
        chunks += 1;
        let kind = Kind::of_column(row.get(3)?).ok_or(RunFault::Wrong("a chunk of no kind"))?;
        let chunk = chunk_of(row, kind)?;
        let unreadable = |_| RunFault::Wrong("a chunk cannot be read");
        let mut reader = ChunkReader::new(chunk.key, &chunk.postings);
        let mut first = true;
        while let Some(posting) = reader.posting().map_err(unreadable)? {
            let (start, end) =
                (posting.positions[0], posting.positions[posting.positions.len() - 1]);
            if first && (posting.key != chunk.key || start != chunk.position) {
                return Err(RunFault::Wrong("a chunk begins with another key than it says"));
            }
            first = false;
            let sorted = posting.positions.windows(2).all(|pair| pair[0] < pair[1]);
            let behind = before.is_none_or(|(key, position, ordinal)| {
                key < posting.key
                    || key == posting.key
                        && position < start
                        && (!kind.is_counted() || ordinal <= posting.first)
            });
            if !sorted || !behind {
                return Err(RunFault::Wrong("its places are not in order"));
            }
            let value = posting.key.value;
            let within = |(least, greatest): (i64, i64)| (least..=greatest).contains(&value);
            if start < run.first
                || end > run.last
                || kind == Kind::Stream && !within(run.streams)
                || kind == Kind::EventId && !within(run.ids)
            {
                return Err(RunFault::Wrong("it has places outside of what it covers"));
            }
            let count = posting.positions.len();
            counts[kind as usize] += count as u64;
            let next = posting.first + i64::try_from(count).unwrap_or(0);
            before = Some((posting.key, end, next));
        }
        if first {
            return Err(RunFault::Wrong("a chunk is empty"));
        }
    }
    if chunks != run.chunks {
        return Err(RunFault::Wrong("chunks of it are missing"));
    }
    Ok(())
}
