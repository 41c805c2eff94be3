//! Where the events of a stream, a category, a type … stand in the log.
//!
//! An append writes to `events` only, at its right edge, and to the [`Tail`] in memory. Every few
//! thousand events, the tail becomes a *run*: a sorted list of postings in the tables `runs` and
//! `chunks`, written in one go. Runs are merged in the background into larger ones, so that their
//! number grows with the logarithm of the log, and an entry is rewritten a handful of times, always
//! in order. No page of an index is ever dirtied at random: an append costs the same in a store of a
//! thousand events and of a hundred million.
//!
//! After a crash, the tail is what stands behind the last run, and is read from the log again.

mod chunk;
mod filter;
mod hash;
mod merge;
mod run;
mod tail;
mod varint;

pub(super) use chunk::{Chunk, ChunkReader, ChunkWriter};
pub(super) use filter::{Filter, Filters, add_pieces, remove_pieces};
pub(super) use merge::{Merge, choose};
pub(super) use run::{IndexError, Place, Run, Runs, Seek, chunk_of};
pub(super) use tail::{Entry, Tail};
pub(super) use varint::{put, take};

/// What a list of positions is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The events of a stream; the ordinal is the revision.
    Stream = 0,
    /// The events of a category; the ordinal counts them.
    Category = 1,
    /// The events of a type; the ordinal counts them.
    EventType = 2,
    /// The first event of each stream; the ordinal counts them.
    Streams = 3,
    /// The events of a correlation, by the hash of its id. Not counted.
    Correlation = 4,
    /// The events of an id, or of few: see [`Key::of_id`]. Not counted.
    EventId = 5,
    /// The first event of the stream of a name, by its hash. Not counted.
    Name = 6,
}

impl Kind {
    /// Whether the ordinals of a list are known, or only its order.
    pub(super) fn is_counted(self) -> bool {
        !matches!(self, Self::Correlation | Self::EventId | Self::Name)
    }

    /// All kinds, in the order of their numbers.
    pub(super) const ALL: [Self; 7] = [
        Self::Stream,
        Self::Category,
        Self::EventType,
        Self::Streams,
        Self::Correlation,
        Self::EventId,
        Self::Name,
    ];

    pub(super) fn of_column(column: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as i64 == column)
    }
}

/// What a list of positions belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    /// A row id, or eight bytes in the order of signed numbers.
    pub(super) value: i64,
}

impl Key {
    pub(super) fn new(kind: Kind, value: i64) -> Self {
        Self { kind, value }
    }

    /// The first six bytes, so that ids made from the time stay together, and two that stand for the
    /// others: ids of one millisecond may differ late. Different ids may share a key; the events tell.
    pub(super) fn of_id(id: uuid::Uuid) -> Self {
        let (first, second) = id.as_u64_pair();
        let others = (first ^ second.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
        Self::new(Kind::EventId, ((first & !0xffff | others) ^ (1 << 63)).cast_signed())
    }

    /// Different correlations may share a key; the events tell.
    pub(super) fn of_correlation(id: &str) -> Self {
        Self::new(Kind::Correlation, hash(id.as_bytes()))
    }

    /// Different streams may share a key; the events tell.
    pub(super) fn of_name(stream: &[u8]) -> Self {
        Self::new(Kind::Name, hash(stream))
    }
}

/// FNV-1a: the file keeps it, so it must never change.
fn hash(bytes: &[u8]) -> i64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Some positions of a list, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) key: Key,
    /// The ordinal of the first; 0 where the kind is not counted.
    pub(super) first: i64,
    pub(super) positions: Vec<i64>,
}
