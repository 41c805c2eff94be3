use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::chunk::{Chunk, ChunkReader, Damaged};
use super::filter::Filters;
use super::{Key, Kind, Posting};

/// A sorted list of the postings of some events that follow each other. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Run {
    pub(in super::super) id: i64,
    /// How often its entries were merged.
    pub(in super::super) level: i64,
    /// The first and the last position that it covers.
    pub(in super::super) first: i64,
    pub(in super::super) last: i64,
    /// The least and the greatest stream, and of the first eight bytes of an id: what is outside
    /// needs no look into the run.
    pub(in super::super) streams: (i64, i64),
    pub(in super::super) ids: (i64, i64),
    /// How many chunks it has.
    pub(in super::super) chunks: i64,
    /// How many keys its filter was made for.
    pub(in super::super) keys: i64,
}

/// The runs of a store, oldest first, as a transaction sees them.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Runs {
    list: Vec<Run>,
    /// Which state of the runs this is; `None` when they were not read.
    version: Option<i64>,
    filters: Arc<Filters>,
}

/// What keeps a list from being read.
#[derive(Debug)]
pub(in super::super) enum IndexError {
    Sqlite(rusqlite::Error),
    Damaged,
    /// The event at this position cannot be read, and so not be found either.
    Event(i64),
}

impl From<rusqlite::Error> for IndexError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Damaged> for IndexError {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

/// Which way to go through a list, and where from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Seek {
    /// This position or the next one.
    Up(i64),
    /// This position or the one before.
    Down(i64),
}

/// An event of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Place {
    /// 0 where the kind is not counted.
    pub(in super::super) ordinal: i64,
    pub(in super::super) position: i64,
}

impl Runs {
    pub(in super::super) fn new(filters: Arc<Filters>) -> Self {
        Self { list: Vec::new(), version: None, filters }
    }

    /// Brings the list up to the transaction that is open on the connection.
    pub(in super::super) fn refresh(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let version = connection
            .prepare_cached("SELECT version FROM index_state")?
            .query_row([], |row| row.get::<_, i64>(0))?;
        if self.version != Some(version) {
            let mut statement = connection.prepare_cached(
                "SELECT id, level, first_position, last_position, first_stream, last_stream,
                        first_id, last_id, chunks, keys FROM runs ORDER BY first_position",
            )?;
            self.list = statement
                .query_map([], |row| {
                    Ok(Run {
                        id: row.get(0)?,
                        level: row.get(1)?,
                        first: row.get(2)?,
                        last: row.get(3)?,
                        streams: (row.get(4)?, row.get(5)?),
                        ids: (row.get(6)?, row.get(7)?),
                        chunks: row.get(8)?,
                        keys: row.get(9)?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            self.version = Some(version);
            self.filters.keep(&self.list);
        }
        Ok(())
    }

    /// Forgets what was read: it may have been rolled back.
    pub(in super::super) fn forget(&mut self) {
        self.list.clear();
        self.version = None;
    }

    /// Whether a run may hold a list, as far as its bounds and its filter tell.
    fn may_hold(&self, connection: &Connection, run: &Run, key: Key) -> rusqlite::Result<bool> {
        Ok(run.may_hold(key) && self.filters.may_hold(connection, run, key)?)
    }

    pub(in super::super) fn as_slice(&self) -> &[Run] {
        &self.list
    }

    /// The last position that a run holds.
    pub(in super::super) fn mark(&self) -> i64 {
        self.list.last().map_or(0, |run| run.last)
    }

    /// Collects the events of a list in the direction of `from`, at least `limit` of them if there
    /// are as many.
    pub(in super::super) fn collect(
        &self,
        connection: &Connection,
        key: Key,
        from: Seek,
        limit: usize,
        into: &mut Vec<Place>,
    ) -> Result<(), IndexError> {
        match from {
            Seek::Up(from) => {
                for run in self.list.iter().filter(|run| run.last >= from) {
                    if self.may_hold(connection, run, key)? {
                        run.collect_up(connection, key, from, limit, into)?;
                    }
                    if into.len() >= limit {
                        break;
                    }
                }
            }
            Seek::Down(from) => {
                for run in self.list.iter().rev().filter(|run| run.first <= from) {
                    if self.may_hold(connection, run, key)? {
                        run.collect_down(connection, key, from, limit, into)?;
                    }
                    if into.len() >= limit {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// The last event of a list.
    pub(in super::super) fn last(
        &self,
        connection: &Connection,
        key: Key,
    ) -> Result<Option<Place>, IndexError> {
        for run in self.list.iter().rev() {
            if self.may_hold(connection, run, key)?
                && let Some(posting) = run.posting(connection, key, i64::MAX)?
            {
                return Ok(posting.place(posting.positions.len() - 1));
            }
        }
        Ok(None)
    }

    /// The event with an ordinal, or the next one, of a counted list.
    pub(in super::super) fn at(
        &self,
        connection: &Connection,
        key: Key,
        ordinal: i64,
    ) -> Result<Option<Place>, IndexError> {
        let mut above = None;
        for run in self.list.iter().rev() {
            if !self.may_hold(connection, run, key)? {
                continue;
            }
            let mut first = Vec::new();
            run.collect_up(connection, key, run.first, 1, &mut first)?;
            let Some(first) = first.first().copied() else { continue };
            if first.ordinal < ordinal {
                return Ok(run.at(connection, key, ordinal)?.or(above));
            }
            above = Some(first);
            if first.ordinal == ordinal {
                break;
            }
        }
        Ok(above)
    }
}

impl Run {
    fn may_hold(&self, key: Key) -> bool {
        let (least, greatest) = match key.kind {
            Kind::Stream => self.streams,
            Kind::EventId => self.ids,
            _ => return true,
        };
        least <= key.value && key.value <= greatest
    }

    /// The posting of a list that begins last at or before a position.
    fn posting(
        &self,
        connection: &Connection,
        key: Key,
        position: i64,
    ) -> Result<Option<Posting>, IndexError> {
        let mut chunk = self.chunk_at(connection, key, position)?;
        while let Some(found) = chunk {
            let mut last = None;
            let mut reader = ChunkReader::new(found.key, &found.postings);
            while let Some((of, first, count)) = reader.head()? {
                if of > key {
                    break;
                }
                if of < key {
                    reader.skip(count)?;
                    continue;
                }
                let positions = reader.positions(count)?;
                if positions.first().is_none_or(|first| *first > position) {
                    break;
                }
                last = Some(Posting { key, first, positions });
            }
            if let Some(last) = last {
                return Ok(Some(last));
            }
            // The list begins behind this chunk or, when the chunk begins with it, there is more of
            // it before.
            if found.key != key {
                return Ok(None);
            }
            chunk = self.chunk_before(connection, &found)?;
        }
        Ok(None)
    }

    fn collect_up(
        &self,
        connection: &Connection,
        key: Key,
        from: i64,
        limit: usize,
        into: &mut Vec<Place>,
    ) -> Result<(), IndexError> {
        let mut chunk = match self.chunk_at(connection, key, from)? {
            Some(chunk) => Some(chunk),
            None => self.chunk_behind(connection, key, from)?,
        };
        while let Some(found) = chunk {
            if found.key > key {
                return Ok(());
            }
            let mut reader = ChunkReader::new(found.key, &found.postings);
            while let Some((of, first, count)) = reader.head()? {
                if of > key {
                    return Ok(());
                }
                if of < key {
                    reader.skip(count)?;
                    continue;
                }
                let posting = Posting { key, first, positions: reader.positions(count)? };
                let skip = posting.positions.partition_point(|position| *position < from);
                into.extend((skip..count).filter_map(|index| posting.place(index)));
            }
            if into.len() >= limit {
                return Ok(());
            }
            chunk = self.chunk_behind(connection, found.key, found.position)?;
        }
        Ok(())
    }

    fn collect_down(
        &self,
        connection: &Connection,
        key: Key,
        from: i64,
        limit: usize,
        into: &mut Vec<Place>,
    ) -> Result<(), IndexError> {
        let mut chunk = self.chunk_at(connection, key, from)?;
        while let Some(found) = chunk {
            let mut postings = Vec::new();
            let mut reader = ChunkReader::new(found.key, &found.postings);
            while let Some((of, first, count)) = reader.head()? {
                if of > key {
                    break;
                }
                if of < key {
                    reader.skip(count)?;
                    continue;
                }
                postings.push(Posting { key, first, positions: reader.positions(count)? });
            }
            for posting in postings.iter().rev() {
                let end = posting.positions.partition_point(|position| *position <= from);
                into.extend((0..end).rev().filter_map(|index| posting.place(index)));
            }
            if into.len() >= limit || found.key != key {
                return Ok(());
            }
            chunk = self.chunk_before(connection, &found)?;
        }
        Ok(())
    }

    /// The event with an ordinal, or the next one in this run; the run's first is smaller.
    fn at(
        &self,
        connection: &Connection,
        key: Key,
        ordinal: i64,
    ) -> Result<Option<Place>, IndexError> {
        // Positions and ordinals grow together, so halving the one finds the other.
        let (mut low, mut high) = (self.first, self.last);
        let mut above = None;
        while low <= high {
            let middle = low + (high - low) / 2;
            match self.posting(connection, key, middle)? {
                None => low = middle + 1,
                Some(posting) => {
                    let count = i64::try_from(posting.positions.len()).unwrap_or(i64::MAX);
                    let (start, end) = (posting.positions[0], posting.positions.last().copied());
                    if posting.first > ordinal {
                        above = posting.place(0);
                        high = start - 1;
                    } else if ordinal < posting.first + count {
                        let index = usize::try_from(ordinal - posting.first).unwrap_or(0);
                        return Ok(posting.place(index));
                    } else {
                        low = end.unwrap_or(middle).max(middle) + 1;
                    }
                }
            }
        }
        Ok(above)
    }

    fn chunk_at(
        &self,
        connection: &Connection,
        key: Key,
        position: i64,
    ) -> rusqlite::Result<Option<Chunk>> {
        self.chunk(
            connection,
            "SELECT key, position, bytes FROM chunks CROSS JOIN postings ON id = postings_id
             WHERE run_id = ?1 AND kind = ?2 AND (key, position) <= (?3, ?4)
             ORDER BY key DESC, position DESC LIMIT 1",
            key,
            position,
        )
    }

    fn chunk_before(
        &self,
        connection: &Connection,
        chunk: &Chunk,
    ) -> rusqlite::Result<Option<Chunk>> {
        self.chunk(
            connection,
            "SELECT key, position, bytes FROM chunks CROSS JOIN postings ON id = postings_id
             WHERE run_id = ?1 AND kind = ?2 AND (key, position) < (?3, ?4)
             ORDER BY key DESC, position DESC LIMIT 1",
            chunk.key,
            chunk.position,
        )
    }

    fn chunk_behind(
        &self,
        connection: &Connection,
        key: Key,
        position: i64,
    ) -> rusqlite::Result<Option<Chunk>> {
        self.chunk(
            connection,
            "SELECT key, position, bytes FROM chunks CROSS JOIN postings ON id = postings_id
             WHERE run_id = ?1 AND kind = ?2 AND (key, position) > (?3, ?4)
             ORDER BY key, position LIMIT 1",
            key,
            position,
        )
    }

    fn chunk(
        &self,
        connection: &Connection,
        sql: &str,
        key: Key,
        position: i64,
    ) -> rusqlite::Result<Option<Chunk>> {
        connection
            .prepare_cached(sql)?
            .query_row(params![self.id, key.kind as i64, key.value, position], |row| {
                chunk_of(row, key.kind)
            })
            .optional()
    }
}

/// A chunk from the columns `key`, `position`, `bytes`.
pub(in super::super) fn chunk_of(row: &Row<'_>, kind: Kind) -> rusqlite::Result<Chunk> {
    Ok(Chunk {
        key: Key::new(kind, row.get(0)?),
        position: row.get(1)?,
        postings: row.get_ref(2)?.as_blob()?.to_vec(),
    })
}

impl Posting {
    /// The nth of its events.
    pub(super) fn place(&self, index: usize) -> Option<Place> {
        let position = *self.positions.get(index)?;
        let counted = if self.key.kind.is_counted() { i64::try_from(index).ok()? } else { 0 };
        Some(Place { ordinal: self.first + counted, position })
    }
}
