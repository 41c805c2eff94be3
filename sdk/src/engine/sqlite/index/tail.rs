use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use uuid::Uuid;

use super::hash::KeyHashes;
use super::{ChunkWriter, Filter, Key, Kind};

/// What the index knows of an event.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Entry {
    pub(in super::super) position: i64,
    pub(in super::super) stream_id: i64,
    /// `None` for a tombstone, which is in no stream's list.
    pub(in super::super) revision: Option<i64>,
    /// `None` for a system stream.
    pub(in super::super) category_id: Option<i64>,
    pub(in super::super) type_id: i64,
    /// `None` when the event was scavenged.
    pub(in super::super) id: Option<Uuid>,
    pub(in super::super) correlation: Option<Key>,
    /// That of the stream's name, for its first event; `None` when the event was scavenged.
    pub(in super::super) name: Option<Key>,
}

/// The events behind the last run, by what they belong to. The writer adds to it before it commits,
/// so whoever reads takes no position beyond what it sees committed.
#[derive(Debug, Default)]
pub(in super::super) struct Tail {
    /// The last position that a run holds.
    mark: i64,
    /// The last position that is here, or in a run.
    seen: i64,
    events: usize,
    lists: HashMap<Key, List, KeyHashes>,
}

#[derive(Debug)]
struct List {
    /// The revision of the first, in the list of a stream.
    first: i64,
    positions: Positions,
}

/// Most lists hold one event: that of its id.
#[derive(Debug)]
enum Positions {
    One([i64; 1]),
    Many(Vec<i64>),
}

impl Positions {
    fn as_slice(&self) -> &[i64] {
        match self {
            Self::One(one) => one,
            Self::Many(many) => many,
        }
    }

    fn push(&mut self, position: i64) {
        match self {
            Self::One([first]) => *self = Self::Many(vec![*first, position]),
            Self::Many(many) => many.push(position),
        }
    }
}

impl Tail {
    /// An empty tail behind a run.
    pub(in super::super) fn behind(mark: i64) -> Self {
        Self { mark, seen: mark, ..Self::default() }
    }

    pub(in super::super) fn mark(&self) -> i64 {
        self.mark
    }

    pub(in super::super) fn seen(&self) -> i64 {
        self.seen
    }

    pub(in super::super) fn len(&self) -> usize {
        self.events
    }

    pub(in super::super) fn push(&mut self, entry: &Entry) {
        let position = entry.position;
        let mut add = |kind, value, first| match self.lists.entry(Key::new(kind, value)) {
            Slot::Occupied(mut list) => list.get_mut().positions.push(position),
            Slot::Vacant(slot) => {
                slot.insert(List { first, positions: Positions::One([position]) });
            }
        };
        if let Some(revision) = entry.revision {
            add(Kind::Stream, entry.stream_id, revision);
            if revision == 0 {
                add(Kind::Streams, 0, 0);
            }
        }
        if let Some(category) = entry.category_id {
            add(Kind::Category, category, 0);
        }
        add(Kind::EventType, entry.type_id, 0);
        if let Some(id) = entry.id.map(Key::of_id) {
            add(id.kind, id.value, 0);
        }
        if let Some(correlation) = entry.correlation {
            add(correlation.kind, correlation.value, 0);
        }
        if let Some(name) = entry.name {
            add(name.kind, name.value, 0);
        }
        self.seen = position;
        self.events += 1;
    }

    /// The positions of a list, and the revision of the first in the list of a stream.
    pub(in super::super) fn list(&self, key: Key) -> (i64, &[i64]) {
        self.lists.get(&key).map_or((0, &[]), |list| (list.first, list.positions.as_slice()))
    }

    /// All lists, in no order: the key, the revision of the first in the list of a stream, the positions.
    pub(in super::super) fn lists(&self) -> impl Iterator<Item = (Key, i64, &[i64])> {
        self.lists.iter().map(|(key, list)| (*key, list.first, list.positions.as_slice()))
    }

    /// Forgets everything behind a position: it was not committed.
    pub(in super::super) fn retract(&mut self, last: i64) {
        if last >= self.seen {
            return;
        }
        self.lists.retain(|_, list| match &mut list.positions {
            Positions::One([position]) => *position <= last,
            Positions::Many(positions) => {
                positions.truncate(positions.partition_point(|position| *position <= last));
                !positions.is_empty()
            }
        });
        self.events = self.events.saturating_sub(usize::try_from(self.seen - last).unwrap_or(0));
        self.seen = last;
    }

    /// Everything as the chunks of a run. `next` tells the first ordinal of a counted list, except
    /// for streams, which know theirs.
    pub(in super::super) fn chunks<E>(
        &self,
        mut next: impl FnMut(Key) -> Result<i64, E>,
    ) -> Result<ChunkWriter, E> {
        let mut lists: Vec<(&Key, &List)> = self.lists.iter().collect();
        lists.sort_unstable_by_key(|(key, _)| **key);
        let mut chunks = ChunkWriter::default();
        for (key, list) in lists {
            let first = match key.kind {
                Kind::Stream => list.first,
                kind if kind.is_counted() => next(*key)?,
                _ => 0,
            };
            chunks.add(*key, first, list.positions.as_slice());
        }
        Ok(chunks)
    }

    /// The filter of the run that this becomes, and how many keys are in it.
    pub(in super::super) fn filter(&self) -> (i64, Filter) {
        let keys = || self.lists.keys().filter(|key| Filter::covers(key.kind));
        let count = i64::try_from(keys().count()).unwrap_or(i64::MAX);
        let mut filter = Filter::new(count);
        keys().for_each(|key| filter.add(*key));
        (count, filter)
    }

    /// The least and the greatest value of a kind.
    pub(in super::super) fn bounds(&self, kind: Kind) -> Option<(i64, i64)> {
        let values = || self.lists.keys().filter(|key| key.kind == kind).map(|key| key.value);
        Some((values().min()?, values().max()?))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn entry(position: i64, stream_id: i64, revision: i64) -> Entry {
        Entry {
            position,
            stream_id,
            revision: Some(revision),
            category_id: Some(1),
            type_id: 2,
            id: Some(Uuid::from_u128(u128::from(position.cast_unsigned()) << 64)),
            correlation: None,
            name: None,
        }
    }

    #[test]
    fn what_was_not_committed_goes_again() {
        let mut tail = Tail::behind(10);
        for (position, stream, revision) in [(11, 1, 5), (12, 2, 0), (13, 1, 6), (14, 3, 0)] {
            tail.push(&entry(position, stream, revision));
        }
        assert_eq!(tail.list(Key::new(Kind::Stream, 1)), (5, [11, 13].as_slice()));
        assert_eq!(tail.list(Key::new(Kind::Category, 1)).1, [11, 12, 13, 14]);
        assert_eq!(tail.list(Key::new(Kind::Streams, 0)).1, [12, 14]);
        tail.retract(12);
        assert_eq!((tail.mark(), tail.seen(), tail.len()), (10, 12, 2));
        assert_eq!(tail.list(Key::new(Kind::Stream, 1)).1, [11]);
        assert!(tail.list(Key::new(Kind::Stream, 3)).1.is_empty());
        assert_eq!(tail.bounds(Kind::Stream), Some((1, 2)));
        tail.push(&entry(13, 3, 0));
        assert_eq!(tail.list(Key::new(Kind::Stream, 3)).1, [13]);
    }
}
