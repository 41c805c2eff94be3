use rusqlite::{Connection, params};

use super::index::{Entry, IndexError, Key, Runs, Tail};
use super::row::Record;
use crate::engine::correlation::correlation_id;

/// The revision of a tombstone, which stands behind every other.
pub(super) const TOMBSTONE: i64 = i64::MAX;

/// Adds to the tail what the log holds up to `last`: what another process has written, or all that
/// the last process had not put into a run.
///
/// The runs and `last` are those of the transaction that is open on the connection.
pub(super) fn follow(
    connection: &Connection,
    runs: &Runs,
    last: i64,
    tail: &mut Tail,
) -> Result<(), IndexError> {
    if tail.mark() < runs.mark() {
        *tail = Tail::behind(runs.mark());
    }
    if tail.seen() >= last {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "SELECT e.position, e.stream_id, e.revision, s.category_id, e.type_id, e.record
         FROM events e JOIN streams s ON s.id = e.stream_id
         WHERE e.position > ?1 AND e.position <= ?2 ORDER BY e.position",
    )?;
    let mut rows = statement.query(params![tail.seen(), last])?;
    while let Some(row) = rows.next()? {
        let position = row.get(0)?;
        let record = row.get_ref(5)?.as_blob().ok().and_then(Record::parse);
        let record = record.ok_or(IndexError::Event(position))?;
        let revision: i64 = row.get(2)?;
        tail.push(&Entry {
            position,
            stream_id: row.get(1)?,
            revision: (revision != TOMBSTONE).then_some(revision),
            category_id: row.get(3)?,
            type_id: row.get(4)?,
            id: Some(record.id),
            correlation: correlation_id(record.metadata()).map(|id| Key::of_correlation(&id)),
            name: (revision == 0).then(|| Key::of_name(record.stream)),
        });
    }
    Ok(())
}
