use std::collections::VecDeque;

use rusqlite::{Connection, params};

use super::chunk::{Chunk, ChunkReader, ChunkWriter};
use super::filter::Filter;
use super::run::{IndexError, Run, chunk_of};
use super::{Key, Kind, Posting};

/// Runs of a level that become one of the next. A greater number means more runs to look through,
/// a smaller one that entries are rewritten more often.
const FANOUT: usize = 4;
/// Chunks that are read from a run at once.
const READ_AHEAD: i64 = 16;

/// The runs to merge next: the oldest of the lowest level that has enough of them.
pub(in super::super) fn choose(runs: &[Run]) -> Option<&[Run]> {
    // Younger runs have been merged less often, so those of one level stand together.
    let mut end = runs.len();
    while end > 0 {
        let level = runs[end - 1].level;
        let start = runs[..end].iter().rposition(|run| run.level != level).map_or(0, |at| at + 1);
        if end - start >= FANOUT {
            return Some(&runs[start..start + FANOUT]);
        }
        end = start;
    }
    None
}

/// Positions of a list that are collected before they are written: a long list is not held whole.
const PENDING: usize = 4096;

/// Runs becoming one, in slices. Between two slices nothing is held open.
pub(in super::super) struct Merge {
    pub(in super::super) sources: Vec<Run>,
    cursors: Vec<Cursor>,
    pending: Option<Posting>,
    chunks: ChunkWriter,
    written: i64,
    pub(in super::super) filter: Filter,
}

struct Cursor {
    run: i64,
    /// The last chunk that was read.
    after: Option<(Key, i64)>,
    postings: VecDeque<Posting>,
    ended: bool,
}

impl Merge {
    pub(in super::super) fn new(sources: &[Run]) -> Self {
        let cursors = sources
            .iter()
            .map(|run| Cursor { run: run.id, after: None, postings: VecDeque::new(), ended: false })
            .collect();
        Self {
            sources: sources.to_vec(),
            cursors,
            pending: None,
            chunks: ChunkWriter::default(),
            written: 0,
            filter: Filter::new(sources.iter().map(|run| run.keys).sum()),
        }
    }

    /// At least some chunks of the new run; none when all were given.
    pub(in super::super) fn slice(
        &mut self,
        connection: &Connection,
        chunks: usize,
    ) -> Result<Vec<Chunk>, IndexError> {
        let mut done = Vec::new();
        while done.len() < chunks {
            let Some(posting) = self.next(connection)? else {
                if let Some(last) = self.pending.take() {
                    self.chunks.add(last.key, last.first, &last.positions);
                }
                done.extend(std::mem::take(&mut self.chunks).finish());
                break;
            };
            self.add(posting);
            done.extend(self.chunks.take_done());
        }
        self.written += i64::try_from(done.len()).unwrap_or(0);
        Ok(done)
    }

    /// The run that all slices make.
    pub(in super::super) fn run(&self, id: i64) -> Run {
        let widest = |of: fn(&Run) -> (i64, i64)| {
            let least = self.sources.iter().map(|run| of(run).0).min();
            let greatest = self.sources.iter().map(|run| of(run).1).max();
            (least.unwrap_or(i64::MAX), greatest.unwrap_or(i64::MIN))
        };
        Run {
            id,
            level: self.sources.iter().map(|run| run.level).max().unwrap_or(0) + 1,
            first: self.sources.iter().map(|run| run.first).min().unwrap_or(0),
            last: self.sources.iter().map(|run| run.last).max().unwrap_or(0),
            streams: widest(|run| run.streams),
            ids: widest(|run| run.ids),
            chunks: self.written,
            keys: self.sources.iter().map(|run| run.keys).sum(),
        }
    }

    fn add(&mut self, posting: Posting) {
        if Filter::covers(posting.key.kind) {
            self.filter.add(posting.key);
        }
        match &mut self.pending {
            Some(pending)
                if pending.goes_on_with(&posting) && pending.positions.len() < PENDING =>
            {
                pending.positions.extend_from_slice(&posting.positions);
            }
            pending => {
                if let Some(done) = pending.replace(posting) {
                    self.chunks.add(done.key, done.first, &done.positions);
                }
            }
        }
    }

    /// The next posting of all sources: of the same key, the older source first.
    fn next(&mut self, connection: &Connection) -> Result<Option<Posting>, IndexError> {
        let mut least: Option<(Key, usize)> = None;
        for (index, cursor) in self.cursors.iter_mut().enumerate() {
            if let Some(key) = cursor.key(connection)?
                && least.is_none_or(|(least, _)| key < least)
            {
                least = Some((key, index));
            }
        }
        Ok(least.and_then(|(_, index)| self.cursors[index].postings.pop_front()))
    }
}

impl Cursor {
    fn key(&mut self, connection: &Connection) -> Result<Option<Key>, IndexError> {
        if self.postings.is_empty() && !self.ended {
            self.fill(connection)?;
        }
        Ok(self.postings.front().map(|posting| posting.key))
    }

    fn fill(&mut self, connection: &Connection) -> Result<(), IndexError> {
        let (kind, key, position) = match self.after {
            Some((key, position)) => (key.kind as i64, key.value, position),
            None => (-1, 0, 0),
        };
        let mut statement = connection.prepare_cached(
            "SELECT key, position, bytes, kind FROM chunks CROSS JOIN postings ON id = postings_id
             WHERE run_id = ?1 AND (kind, key, position) > (?2, ?3, ?4)
             ORDER BY kind, key, position LIMIT ?5",
        )?;
        let mut rows = statement.query(params![self.run, kind, key, position, READ_AHEAD])?;
        self.ended = true;
        while let Some(row) = rows.next()? {
            self.ended = false;
            let kind = Kind::of_column(row.get(3)?).ok_or(IndexError::Damaged)?;
            let chunk = chunk_of(row, kind)?;
            let mut reader = ChunkReader::new(chunk.key, &chunk.postings);
            while let Some(posting) = reader.posting()? {
                self.postings.push_back(posting);
            }
            self.after = Some((chunk.key, chunk.position));
        }
        Ok(())
    }
}

impl Posting {
    fn goes_on_with(&self, next: &Self) -> bool {
        let end = self.first + i64::try_from(self.positions.len()).unwrap_or(0);
        self.key == next.key && (!self.key.kind.is_counted() || end == next.first)
    }
}
