//! What is done beside the appends: copying the log into the file, merging the runs of the index,
//! looking for what other processes have written.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::error::index_error;
use super::identity::Identity;
use super::index::{Filters, IndexError, Merge, Runs, choose};
use super::log::{Log, last_position};
use super::queue::Queue;
use super::room::{self, make_room};
use super::row::from_column;
use super::writer::{Request, ask};
use crate::engine::Durability;
use crate::engine::growth::{Grown, Growth};
use crate::store::StorageError;

/// Bytes of the log after which it is copied into the file: what a crash leaves of it is read again when
/// the file is opened, at about a gigabyte a second. Copying more often would make appends wait more
/// often for the end of a copy.
pub(super) const CHECKPOINT_BYTES: usize = 32 * 1024 * 1024;
/// Pages that may be left for the writer to copy: a millisecond or two.
const REMAINDER: i64 = 64;
/// Times to copy what was written during the copy before, until so little is left.
const PASSES: usize = 8;
/// Chunks that are written in one transaction: appends wait for it, a millisecond or two. Many small ones
/// would cost more, for each makes readers forget what they have of the file.
pub(super) const SLICE: u16 = 256;
/// How often to look whether another process has written, while somebody waits for it.
const LOOK_INTERVAL: Duration = Duration::from_millis(5);
/// How long somebody counts as waiting: between two waits, a subscriber works.
const AWAITED_FOR: Duration = Duration::from_secs(2);
/// The same while nobody waits.
const IDLE_INTERVAL: Duration = Duration::from_millis(50);
/// How often to look for runs to merge that another process has left. One that is open for a moment only
/// begins none: it would not come to an end of it.
const MERGE_INTERVAL: Duration = Duration::from_secs(10);

/// How the writer and the background talk.
#[derive(Default)]
pub(super) struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Appended since the last copy of the log began.
    bytes: usize,
    /// The writer is to copy the rest.
    finish: bool,
    /// No runs are to be merged.
    paused: bool,
    closed: bool,
}

impl Signal {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writer has committed.
    pub(super) fn wrote(&self, bytes: usize) {
        let mut state = self.lock();
        let before = state.bytes;
        state.bytes = before.saturating_add(bytes);
        if before < CHECKPOINT_BYTES && state.bytes >= CHECKPOINT_BYTES {
            self.changed.notify_all();
        }
    }

    /// Whether the writer is to copy what is left of the log.
    pub(super) fn take_checkpoint(&self) -> bool {
        std::mem::take(&mut self.lock().finish)
    }

    /// Whether merges may begin.
    pub(super) fn pause(&self, paused: bool) {
        self.lock().paused = paused;
    }

    fn is_paused(&self) -> bool {
        self.lock().paused
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits for work; `false` when there will be none. `true` in the pair asks for a checkpoint.
    fn wait(&self, patience: Duration) -> Option<bool> {
        let state = self.lock();
        if state.closed {
            return None;
        }
        let mut state = if state.bytes >= CHECKPOINT_BYTES {
            state
        } else {
            self.changed.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0
        };
        if state.closed {
            return None;
        }
        let due = state.bytes >= CHECKPOINT_BYTES;
        if due {
            state.bytes = 0;
        }
        Some(due)
    }
}

/// The thread of the background.
pub(super) struct Background<'a> {
    pub(super) connection: Connection,
    pub(super) path: &'a Path,
    pub(super) signal: &'a Signal,
    pub(super) growth: &'a Growth,
    pub(super) writer: &'a Queue<Request>,
    pub(super) filters: Arc<Filters>,
    pub(super) identity: Identity,
    /// The last number that was given to a run before the store was opened.
    pub(super) reserved: i64,
}

impl Background<'_> {
    /// Works until the store is closed. What fails is tried again: nothing is lost by it, the log only
    /// grows.
    pub(super) fn run(mut self) {
        let mut runs = Runs::new(Arc::clone(&self.filters));
        let mut data_version = self.look(None).ok();
        let mut awaited = Instant::now();
        let mut merged = Instant::now();
        let mut has_room = false;
        let _ = self.remove_orphans();
        loop {
            if self.growth.is_watched() {
                awaited = Instant::now();
            }
            let patience =
                if awaited.elapsed() < AWAITED_FOR { LOOK_INTERVAL } else { IDLE_INTERVAL };
            let Some(checkpoint) = self.signal.wait(patience) else { return };
            if checkpoint {
                let _ = self.checkpoint();
            }
            if !has_room && self.signal.lock().bytes >= room::FROM {
                has_room = true;
                let goes_on = || !self.signal.is_closed();
                let _ = make_room(self.path, self.identity, self.writer, goes_on);
            }
            if let Ok(version) = self.look(data_version) {
                if data_version != Some(version) || merged.elapsed() > MERGE_INTERVAL {
                    merged = Instant::now();
                    let _ = self.merge(&mut runs);
                }
                data_version = Some(version);
            }
        }
    }

    /// Tells of what was committed, here or elsewhere.
    fn look(&self, before: Option<i64>) -> rusqlite::Result<i64> {
        let version =
            self.connection.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0))?;
        if before != Some(version) {
            let last = last_position(&self.connection)?;
            self.growth.advance(from_column(last), Grown::Anywhere);
        }
        Ok(version)
    }

    /// Copies the log into the file beside the writer, and leaves it the rest.
    fn checkpoint(&self) -> rusqlite::Result<()> {
        // Each pass copies what was written during the one before, which is less and less.
        for _ in 0..PASSES {
            let (in_log, copied) =
                self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                    Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
                })?;
            if in_log - copied <= REMAINDER || self.signal.is_closed() {
                break;
            }
        }
        self.signal.lock().finish = true;
        Ok(())
    }

    /// Merges runs until there are few.
    fn merge(&mut self, runs: &mut Runs) -> Result<(), StorageError> {
        while !self.signal.is_paused() && !self.signal.is_closed() {
            runs.refresh(&self.connection)
                .map_err(|error| index_error(self.path, &error.into()))?;
            let Some(sources) = choose(runs.as_slice()) else { return Ok(()) };
            let mut merge = Merge::new(sources);
            let id = self.ask(|log| log.reserve_run())?;
            let gone = match self.write_run(&mut merge, id) {
                Ok(true) => merge.sources.iter().map(|run| run.id).collect(),
                Ok(false) => vec![id],
                Err(error) => {
                    // It is tried again, so what was written of it would become more and more.
                    let _ = self.remove(&[id]);
                    return Err(error);
                }
            };
            self.remove(&gone)?;
        }
        Ok(())
    }

    /// Writes a merged run; whether it is in the place of its sources.
    fn write_run(&self, merge: &mut Merge, id: i64) -> Result<bool, StorageError> {
        loop {
            if self.signal.is_closed() {
                return Ok(false);
            }
            let chunks = merge
                .slice(&self.connection, usize::from(SLICE))
                .map_err(|error| index_error(self.path, &error))?;
            if chunks.is_empty() {
                break;
            }
            self.ask(move |log| log.add_chunks(id, &chunks))?;
            if let Some(true) = self.signal.wait(Duration::ZERO) {
                let _ = self.checkpoint();
            }
            let _ = self.look(None);
        }
        for (piece, bits) in merge.filter.pieces().into_iter().enumerate() {
            if self.signal.is_closed() {
                return Ok(false);
            }
            self.ask(move |log| log.add_filter(id, piece, &[bits]))?;
        }
        let (run, sources) = (merge.run(id), merge.sources.clone());
        self.ask(move |log| log.replace_runs(&sources, &run))
    }

    /// Removes the chunks of runs that are no more.
    fn remove(&self, gone: &[i64]) -> Result<(), StorageError> {
        for run in gone.iter().copied() {
            while self.ask(move |log| log.remove_chunks(run, i64::from(SLICE)))? {
                if self.signal.is_closed() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Removes what a merge has left that was ended in the middle.
    fn remove_orphans(&self) -> Result<(), StorageError> {
        let failed = |error: rusqlite::Error| index_error(self.path, &error.into());
        let mut orphans = Vec::new();
        let mut after = 0_i64;
        // One look a run: the chunks of a run stand together.
        while let Some(run) = self
            .connection
            .prepare_cached("SELECT min(run_id) FROM chunks WHERE run_id > ?1 AND run_id <= ?2")
            .and_then(|mut next| {
                next.query_row([after, self.reserved], |row| row.get::<_, Option<i64>>(0))
            })
            .map_err(failed)?
        {
            after = run;
            let known: bool = self
                .connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?1)")
                .and_then(|mut known| known.query_row([run], |row| row.get(0)))
                .map_err(failed)?;
            if !known {
                orphans.push(run);
            }
        }
        self.remove(&orphans)
    }

    fn ask<T: Send + 'static, E: Into<IndexError>>(
        &self,
        work: impl FnOnce(&mut Log<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, StorageError> {
        // What a power cut takes of the index is made again.
        ask(self.writer, self.path, Durability::Normal, work)
    }
}
