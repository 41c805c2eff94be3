use rusqlite::Connection;

use super::super::super::index::{ChunkReader, Key, Kind, Run, chunk_of};
use super::Counts;

/// What is wrong with a run.
pub(super) enum RunFault {
    Wrong(&'static str),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for RunFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Reads a run, and counts its places.
pub(super) fn read_run(
    connection: &Connection,
    run: &Run,
    counts: &mut Counts,
) -> Result<(), RunFault> {
    let mut statement = connection.prepare_cached(
        "SELECT key, position, bytes, kind FROM chunks CROSS JOIN postings ON id = postings_id
         WHERE run_id = ?1 ORDER BY kind, key, position",
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
