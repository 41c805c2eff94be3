use std::ops::ControlFlow;
use std::sync::PoisonError;

use rusqlite::Connection;

use super::super::SqliteStore;
use super::super::background::SLICE;
use super::super::error::{index_error, storage_error};
use super::super::index::{Chunk, Filter, IndexError, Run};
use super::super::log::Log;
use super::super::open::open_reader;
use super::super::row::from_column;
use super::super::writer::ask;
use super::MaintenanceError;
use super::progress::{MaintenanceProgress, Stage, tell};
use super::window::{Ordinals, Windows};
use crate::engine::Durability;
use crate::store::StorageError;

/// What [`SqliteStore::rebuild_index`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuildReport {
    /// The events that the new runs hold. The newest stand in memory, and in a run later.
    pub events: u64,
    /// The new runs.
    pub runs: usize,
}

impl SqliteStore {
    /// Makes the index again from the events: when [`check`](Self::check) has found it wrong, or reads
    /// say that it cannot be read. The events are not changed.
    ///
    /// The new runs are written beside the old ones, in slices between which the store goes on
    /// appending, and take their place at once at the end: a store of a hundred million events need not
    /// stand still for it, and whatever ends it in the middle leaves the old index. Until then reads
    /// see that one. Blocks, so in an async program it is for a thread of its own; at most some hundred
    /// thousand events a second, and 20 MiB of memory.
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// # use plumberd::engine::sqlite::SqliteStore;
    /// # let folder = std::env::temp_dir().join(format!("plumberd-rebuild-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let store = SqliteStore::open(folder.join("events.db"))?;
    /// let report = store.rebuild_index(|progress| {
    ///     println!("{} of {}", progress.done, progress.total);
    ///     ControlFlow::Continue(())
    /// })?;
    /// # assert_eq!(report.runs, 0);
    /// # drop(store);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When an event cannot be read, another process changes the index at the same time, the disk is
    /// full, or it is cancelled.
    pub fn rebuild_index(
        &self,
        mut progress: impl FnMut(MaintenanceProgress) -> ControlFlow<()>,
    ) -> Result<RebuildReport, MaintenanceError> {
        let _upkeep = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        let _pause = Pause::begin(self);
        let mut rebuild = Rebuild { store: self, runs: Vec::new(), events: 0 };
        let done = rebuild.run(&mut progress);
        let report = RebuildReport { events: rebuild.events, runs: rebuild.runs.len() };
        // Either the old runs or the new ones are no more.
        let gone = match &done {
            Ok(old) => old.clone(),
            Err(_) => rebuild.runs.iter().map(|run| run.id).collect(),
        };
        let removed = rebuild.remove(&gone);
        done?;
        removed?;
        Ok(report)
    }
}

struct Rebuild<'a> {
    store: &'a SqliteStore,
    runs: Vec<Run>,
    events: u64,
}

impl Rebuild<'_> {
    /// The ids of the old runs.
    fn run(
        &mut self,
        watch: &mut dyn FnMut(MaintenanceProgress) -> ControlFlow<()>,
    ) -> Result<Vec<i64>, MaintenanceError> {
        let store = self.store;
        let until = self.ask(|log| Ok::<_, IndexError>(log.mark()))?;
        let reader = open_reader(&store.path, &store.options)
            .map_err(|error| storage_error(&store.path, &error))?;
        let mut windows = Windows::up_to(until);
        let mut ordinals = Ordinals::default();
        loop {
            tell(watch, Stage::Events, from_column(windows.done()), from_column(until))?;
            let id = self.ask(|log| log.reserve_run())?;
            let Some((run, chunks, filter, events)) =
                next(&reader, &mut windows, &mut ordinals, id)
                    .map_err(|error| index_error(&store.path, &error))?
            else {
                break;
            };
            self.runs.push(run);
            self.events += events;
            for slice in chunks.chunks(usize::from(SLICE)) {
                let slice = slice.to_vec();
                self.ask(move |log| log.add_chunks(id, &slice))?;
            }
            self.ask(move |log| log.add_filter(id, 0, &filter.pieces()))?;
        }
        let new = self.runs.clone();
        self.ask(move |log| log.exchange_runs(until, &new))?.ok_or_else(|| {
            let place = store.path.display().to_string();
            let reason = "it has changed the index while that was made again".into();
            StorageError::Locked { place, reason }.into()
        })
    }

    fn remove(&self, runs: &[i64]) -> Result<(), StorageError> {
        for run in runs.iter().copied() {
            while self.ask(move |log| log.remove_chunks(run, i64::from(SLICE)))? {}
        }
        Ok(())
    }

    fn ask<T: Send + 'static, E: Into<IndexError>>(
        &self,
        work: impl FnOnce(&mut Log<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, StorageError> {
        ask(&self.store.appends, &self.store.path, Durability::Normal, work)
    }
}

/// A run, what stands in it, and the events that are still there.
type NewRun = (Run, Vec<Chunk>, Filter, u64);

/// The next window as a run. A scavenge of another process moves events from one table to the other, so
/// both are read in one transaction.
fn next(
    reader: &Connection,
    windows: &mut Windows,
    ordinals: &mut Ordinals,
    id: i64,
) -> Result<Option<NewRun>, IndexError> {
    reader.execute_batch("BEGIN")?;
    let window = windows.next(reader, &mut |position, fault| match fault {
        super::window::Fault::Record => Err(IndexError::Event(position)),
        _ => Ok(()),
    });
    reader.execute_batch("COMMIT")?;
    let Some(window) = window? else { return Ok(None) };
    let (run, chunks, filter) = ordinals.run(id, &window)?;
    Ok(Some((run, chunks, filter, window.events)))
}

/// As long as this lives, no merge begins.
struct Pause<'a>(&'a SqliteStore);

impl<'a> Pause<'a> {
    fn begin(store: &'a SqliteStore) -> Self {
        store.signal.pause(true);
        Self(store)
    }
}

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        self.0.signal.pause(false);
    }
}
