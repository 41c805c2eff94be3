use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::super::follow::TOMBSTONE;
use super::super::index::{Chunk, Entry, Filter, IndexError, Key, Kind, Run, Tail};
use super::super::row::Record;
use super::removed::RemovedEvents;
use crate::engine::correlation::correlation_id;

/// Positions of a window: what four runs of the usual size cover, in some ten MiB of memory.
pub(super) const WINDOW: i64 = 32_768;
/// The level of a run that covers a window: that of one merged from four.
const LEVEL: i64 = 1;

/// The log in windows, as the index sees it: what stands in `events`, and what stood there until it was
/// scavenged.
pub(super) struct Windows {
    after: i64,
    until: i64,
    removed: RemovedEvents,
}

/// What the index has to hold of some positions.
pub(super) struct Window {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) tail: Tail,
    /// How many events of the window are still there.
    pub(super) events: u64,
    /// The tombstones among them: position and stream.
    pub(super) tombstones: Vec<(i64, i64)>,
}

/// What is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It cannot be read; its lists are not known.
    Record,
    /// Its stream or its type has no name, or the stream another one than the event says.
    Name,
    /// It does not have the revision behind that of the one before it in its stream.
    Gap,
}

impl Windows {
    /// The log up to a position.
    pub(super) fn up_to(until: i64) -> Self {
        Self::between(0, until)
    }

    /// The log behind a position, up to another one.
    pub(super) fn between(after: i64, until: i64) -> Self {
        Self { after, until, removed: RemovedEvents::behind(after) }
    }

    /// How far the windows have come.
    pub(super) fn done(&self) -> i64 {
        self.after
    }

    /// The next window; `None` at the end. It ends early before an event whose stream has a gap there:
    /// within one list, ordinals count up. `fault` decides whether to go on.
    pub(super) fn next(
        &mut self,
        connection: &Connection,
        fault: &mut dyn FnMut(i64, Fault) -> Result<(), IndexError>,
    ) -> Result<Option<Window>, IndexError> {
        if self.after >= self.until {
            return Ok(None);
        }
        let first = self.after + 1;
        let mut last = self.until.min(self.after.saturating_add(WINDOW));
        let mut removed = self.removed.up_to(connection, last)?;
        let mut tail = Tail::behind(self.after);
        let (mut events, mut tombstones) = (0, Vec::new());
        let mut statement = connection.prepare_cached(
            "SELECT e.position, e.stream_id, e.revision, s.category_id, e.type_id, e.record, s.name,
                    EXISTS (SELECT 1 FROM types t WHERE t.id = e.type_id)
             FROM events e LEFT JOIN streams s ON s.id = e.stream_id
             WHERE e.position >= ?1 AND e.position <= ?2 ORDER BY e.position",
        )?;
        let mut rows = statement.query(params![first, last])?;
        loop {
            let row = rows.next()?;
            let position = match row {
                Some(row) => row.get(0)?,
                None => last.saturating_add(1),
            };
            while let Some(next) = removed.first_entry().filter(|next| *next.key() < position) {
                let entry = next.get().entry();
                if is_gap(&tail, &entry) {
                    last = entry.position - 1;
                    break;
                }
                next.remove();
                tail.push(&entry);
            }
            let Some(row) = row.filter(|_| position <= last) else { break };
            let record = row.get_ref(5)?.as_blob().ok().and_then(Record::parse);
            let Some(record) = record else {
                fault(position, Fault::Record)?;
                continue;
            };
            let name = row.get_ref(6)?.as_str_or_null().ok().flatten();
            if name.map(str::as_bytes) != Some(record.stream) || !row.get::<_, bool>(7)? {
                fault(position, Fault::Name)?;
            }
            let revision: i64 = row.get(2)?;
            let entry = Entry {
                position,
                stream_id: row.get(1)?,
                revision: (revision != TOMBSTONE).then_some(revision),
                category_id: row.get(3)?,
                type_id: row.get(4)?,
                id: Some(record.id),
                correlation: correlation_id(record.metadata()).map(|id| Key::of_correlation(&id)),
                name: (revision == 0).then(|| Key::of_name(record.stream)),
            };
            if is_gap(&tail, &entry) {
                fault(position, Fault::Gap)?;
                last = position - 1;
                break;
            }
            if entry.revision.is_none() {
                tombstones.push((position, entry.stream_id));
            }
            tail.push(&entry);
            events += 1;
        }
        self.removed.give_back(removed);
        self.after = last;
        Ok(Some(Window { first, last, tail, events, tombstones }))
    }
}

/// Whether an event does not go on with what the window holds of its stream.
fn is_gap(tail: &Tail, entry: &Entry) -> bool {
    let Some(revision) = entry.revision else { return false };
    let (first, positions) = tail.list(Key::new(Kind::Stream, entry.stream_id));
    let next = first + i64::try_from(positions.len()).unwrap_or(0);
    !positions.is_empty() && next != revision
}

/// The next ordinals of the lists that count events across streams.
#[derive(Debug, Default)]
pub(super) struct Ordinals(HashMap<Key, i64>);

impl Ordinals {
    /// The ordinal of the first event that a window has in a list.
    pub(super) fn begin(&mut self, tail: &Tail, key: Key) -> i64 {
        let next = self.0.entry(key).or_default();
        let first = *next;
        *next += i64::try_from(tail.list(key).1.len()).unwrap_or(0);
        first
    }

    /// A window as a run.
    pub(super) fn run(
        &mut self,
        id: i64,
        window: &Window,
    ) -> Result<(Run, Vec<Chunk>, Filter), IndexError> {
        let tail = &window.tail;
        let chunks = tail.chunks(|key| Ok::<_, IndexError>(self.begin(tail, key)))?.finish();
        let (keys, filter) = tail.filter();
        let run = Run {
            id,
            level: LEVEL,
            first: window.first,
            last: window.last,
            streams: tail.bounds(Kind::Stream).unwrap_or((i64::MAX, i64::MIN)),
            ids: tail.bounds(Kind::EventId).unwrap_or((i64::MAX, i64::MIN)),
            chunks: i64::try_from(chunks.len()).unwrap_or(i64::MAX),
            keys,
        };
        Ok((run, chunks, filter))
    }
}
