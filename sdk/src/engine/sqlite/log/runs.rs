//! The index in the log's hands: runs that are made, found, exchanged and removed.

use rusqlite::{Connection, params};

use super::super::index::{Chunk, IndexError, Kind, Run, add_pieces, remove_pieces};
use super::{Log, lock};

impl Log<'_> {
    /// Makes a run of the tail, this transaction's events included.
    pub(in super::super) fn flush(&mut self) -> Result<(), IndexError> {
        let Self { connection, runs, ordinals, tail, .. } = self;
        let tail = lock(tail);
        if self.flushed || tail.len() == 0 {
            return Ok(());
        }
        let chunks = tail
            .chunks(|key| {
                let first = match ordinals.get(&key) {
                    Some(next) => *next,
                    None => runs.last(connection, key)?.map_or(0, |place| place.ordinal + 1),
                };
                let count = i64::try_from(tail.list(key).1.len()).unwrap_or(0);
                ordinals.insert(key, first + count);
                Ok::<_, IndexError>(first)
            })?
            .finish();
        let (keys, filter) = tail.filter();
        let run = Run {
            id: reserve_run(connection)?,
            level: 0,
            first: tail.mark() + 1,
            last: tail.seen(),
            streams: tail.bounds(Kind::Stream).unwrap_or((i64::MAX, i64::MIN)),
            ids: tail.bounds(Kind::EventId).unwrap_or((i64::MAX, i64::MIN)),
            chunks: i64::try_from(chunks.len()).unwrap_or(i64::MAX),
            keys,
        };
        drop(tail);
        add_pieces(connection, run.id, 0, &filter.pieces())?;
        self.add_chunks(run.id, &chunks)?;
        self.add_run(&run)?;
        self.runs.refresh(self.connection)?;
        self.flushed = true;
        Ok(())
    }

    /// Bytes of the index that were written since the last call.
    pub(in super::super) fn take_indexed(&mut self) -> usize {
        std::mem::take(&mut self.indexed)
    }

    /// Takes the number of a new run.
    pub(in super::super) fn reserve_run(&self) -> rusqlite::Result<i64> {
        reserve_run(self.connection)
    }

    /// Adds chunks to a run that is being made.
    pub(in super::super) fn add_chunks(
        &mut self,
        run: i64,
        chunks: &[Chunk],
    ) -> Result<(), IndexError> {
        let mut add_postings =
            self.connection.prepare_cached("INSERT INTO postings (bytes) VALUES (?1)")?;
        let mut add = self.connection.prepare_cached(
            "INSERT INTO chunks (run_id, kind, key, position, postings_id) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for chunk in chunks {
            let Chunk { key, position, postings } = chunk;
            self.indexed += postings.len();
            let id = add_postings.insert([postings])?;
            add.execute(params![run, key.kind as i64, key.value, position, id])?;
        }
        Ok(())
    }

    /// Adds pieces to the filter of a run that is being made.
    pub(in super::super) fn add_filter(
        &mut self,
        run: i64,
        first: usize,
        pieces: &[Vec<u8>],
    ) -> Result<(), IndexError> {
        Ok(add_pieces(self.connection, run, first, pieces)?)
    }

    /// Lets a run be found.
    pub(in super::super) fn add_run(&mut self, run: &Run) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO runs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
            .execute(params![
                run.id,
                run.level,
                run.first,
                run.last,
                run.streams.0,
                run.streams.1,
                run.ids.0,
                run.ids.1,
                run.chunks,
                run.keys
            ])?;
        self.connection
            .prepare_cached("UPDATE index_state SET version = version + 1")?
            .execute([])
            .map(drop)
    }

    /// Puts a run in the place of those that it was merged from; whether they are still there, and
    /// all of it is.
    pub(in super::super) fn replace_runs(
        &mut self,
        sources: &[Run],
        run: &Run,
    ) -> Result<bool, IndexError> {
        self.runs.refresh(self.connection)?;
        let there = sources.iter().all(|source| self.runs.as_slice().contains(source));
        if !there || self.chunks_of(run.id)? != run.chunks {
            return Ok(false);
        }
        let mut remove = self.connection.prepare_cached("DELETE FROM runs WHERE id = ?1")?;
        for source in sources {
            remove.execute([source.id])?;
        }
        self.add_run(run)?;
        self.runs.refresh(self.connection)?;
        Ok(true)
    }

    /// The last position that a run holds.
    pub(in super::super) fn mark(&self) -> i64 {
        self.runs.mark()
    }

    /// Puts runs in the place of all those up to a position; the ids of those. `None` when a run goes on
    /// behind it, or a new one is not whole.
    pub(in super::super) fn exchange_runs(
        &mut self,
        until: i64,
        new: &[Run],
    ) -> Result<Option<Vec<i64>>, IndexError> {
        self.runs.refresh(self.connection)?;
        let old: Vec<Run> =
            self.runs.as_slice().iter().filter(|run| run.first <= until).cloned().collect();
        if old.iter().any(|run| run.last > until) {
            return Ok(None);
        }
        for run in new {
            if self.chunks_of(run.id)? != run.chunks {
                return Ok(None);
            }
        }
        let mut remove = self.connection.prepare_cached("DELETE FROM runs WHERE id = ?1")?;
        for run in &old {
            remove.execute([run.id])?;
        }
        for run in new {
            self.add_run(run)?;
        }
        // What was read from the old ones may be wrong.
        self.names.heads.forget();
        self.ordinals.clear();
        self.runs.refresh(self.connection)?;
        Ok(Some(old.iter().map(|run| run.id).collect()))
    }

    fn chunks_of(&self, run: i64) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached("SELECT count(*) FROM chunks WHERE run_id = ?1")?
            .query_row([run], |row| row.get(0))
    }

    /// Removes some chunks of a run that is no more; whether there may be others.
    pub(in super::super) fn remove_chunks(
        &mut self,
        run: i64,
        limit: i64,
    ) -> Result<bool, IndexError> {
        self.connection
            .prepare_cached(
                "DELETE FROM postings WHERE id IN (SELECT postings_id FROM chunks
                 WHERE run_id = ?1 ORDER BY kind, key, position LIMIT ?2)",
            )?
            .execute(params![run, limit])?;
        let removed = self
            .connection
            .prepare_cached(
                "DELETE FROM chunks WHERE run_id = ?1 AND (kind, key, position) <= (
                     SELECT kind, key, position FROM (
                         SELECT kind, key, position FROM chunks WHERE run_id = ?1
                         ORDER BY kind, key, position LIMIT ?2
                     ) ORDER BY kind DESC, key DESC, position DESC LIMIT 1)",
            )?
            .execute(params![run, limit])?;
        let more = i64::try_from(removed).unwrap_or(limit) >= limit;
        if !more {
            remove_pieces(self.connection, run)?;
        }
        Ok(more)
    }
}

fn reserve_run(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("UPDATE index_state SET last_run = last_run + 1 RETURNING last_run")?
        .query_row([], |row| row.get(0))
}
