mod events;
mod metadata;
mod names;
mod run;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use self::run::{RunFault, read_run};
use super::super::SqliteStore;
use super::super::error::storage_error;
use super::super::index::{Kind, Runs};
use super::super::log::last_position;
use super::super::open::open_reader;
use super::super::row::from_column;
use super::MaintenanceError;
use super::finding::{CheckReport, Finding};
use super::progress::{MaintenanceProgress, Stage, Watch, tell};
use crate::stream::StreamName;

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
    /// for a thread of its own; about a hundred thousand events a second, 20 MiB of memory,
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
        let first_events = self.check_events(watch, found)?;
        self.check_names(first_events)?;
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

    fn stream(&self, id: i64) -> rusqlite::Result<Option<StreamName>> {
        let name = self.name("SELECT name FROM streams WHERE id = ?1", id)?;
        Ok(name.and_then(|name| StreamName::parse(name).ok()))
    }

    fn name(&self, sql: &str, id: i64) -> rusqlite::Result<Option<String>> {
        self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()
    }
}
