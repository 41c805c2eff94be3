use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, params};

use super::{Key, Kind, Run};

/// Bits for each key: with six of them set, about one look in sixty is for nothing.
const BITS: usize = 10;
/// Bits that a key sets.
const SET: u32 = 6;
/// Words of a block: a cache line, so that a look costs one miss.
const BLOCK: usize = 8;
/// Bytes of a row of `filters`.
const PIECE: usize = 32 * 1024;
/// Rows that a filter may have: the number of a row is that of the run and of the piece.
const PIECES: i64 = 1 << 20;

/// Which streams, ids and names a run may hold: a Bloom filter in blocks. Without it, finding out that an id
/// is new would take a look into each run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// A filter that stays good up to a number of keys.
    pub(in super::super) fn new(keys: i64) -> Self {
        let bits = usize::try_from(keys).unwrap_or(0).saturating_mul(BITS);
        let blocks = bits / (64 * BLOCK) + 1;
        Self { words: vec![0; blocks * BLOCK] }
    }

    /// Whether a filter knows keys of this kind.
    pub(in super::super) fn covers(kind: Kind) -> bool {
        matches!(kind, Kind::Stream | Kind::EventId | Kind::Name)
    }

    pub(in super::super) fn add(&mut self, key: Key) {
        let (start, mut bits) = self.place(key);
        for _ in 0..SET {
            if let Some(word) = self.words.get_mut(start + (bits >> 6 & 7) as usize) {
                *word |= 1 << (bits & 63);
            }
            bits >>= 9;
        }
    }

    pub(in super::super) fn may_hold(&self, key: Key) -> bool {
        let (start, mut bits) = self.place(key);
        (0..SET).all(|_| {
            let word = self.words.get(start + (bits >> 6 & 7) as usize);
            let set = word.is_none_or(|word| word >> (bits & 63) & 1 == 1);
            bits >>= 9;
            set
        })
    }

    /// The first word of the key's block, and 54 bits to choose from it. The file keeps what this
    /// makes, so it must never change.
    fn place(&self, key: Key) -> (usize, u64) {
        let hash = mix(key.value.cast_unsigned() ^ (key.kind as u64) << 56);
        let blocks = (self.words.len() / BLOCK) as u64;
        let block = ((hash >> 32) * blocks) >> 32;
        (usize::try_from(block).unwrap_or(0) * BLOCK, mix(hash))
    }

    /// The rows of a filter.
    pub(in super::super) fn pieces(&self) -> Vec<Vec<u8>> {
        self.words
            .chunks(PIECE / 8)
            .map(|words| words.iter().flat_map(|word| word.to_le_bytes()).collect())
            .collect()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        if words.is_empty() || !rest.is_empty() || words.len() % BLOCK != 0 {
            return None;
        }
        Some(Self { words: words.iter().map(|word| u64::from_le_bytes(*word)).collect() })
    }
}

/// Stirs all bits (the end of `SplitMix64`).
pub(super) fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

/// Writes some rows of the filter of a run.
pub(in super::super) fn add_pieces(
    connection: &Connection,
    run: i64,
    first: usize,
    pieces: &[Vec<u8>],
) -> rusqlite::Result<()> {
    let mut add = connection.prepare_cached("INSERT INTO filters (id, bits) VALUES (?1, ?2)")?;
    for (piece, bits) in (first..).zip(pieces) {
        add.execute(params![run * PIECES + i64::try_from(piece).unwrap_or(0), bits])?;
    }
    Ok(())
}

/// Removes the filter of a run.
pub(in super::super) fn remove_pieces(connection: &Connection, run: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM filters WHERE id BETWEEN ?1 AND ?2")?
        .execute([run * PIECES, run * PIECES + PIECES - 1])
        .map(drop)
}

/// The filters of the runs, read when they are needed, and shared by all threads of a store: some
/// two bytes an event.
#[derive(Debug, Default)]
pub(in super::super) struct Filters {
    filters: Mutex<HashMap<i64, Option<Arc<Filter>>>>,
}

impl Filters {
    pub(super) fn may_hold(
        &self,
        connection: &Connection,
        run: &Run,
        key: Key,
    ) -> rusqlite::Result<bool> {
        if !Filter::covers(key.kind) {
            return Ok(true);
        }
        let mut filters = self.filters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(filter) = filters.get(&run.id) {
            return Ok(filter.as_ref().is_none_or(|filter| filter.may_hold(key)));
        }
        let mut bytes = Vec::new();
        let mut statement = connection
            .prepare_cached("SELECT bits FROM filters WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let mut rows = statement.query([run.id * PIECES, run.id * PIECES + PIECES - 1])?;
        while let Some(row) = rows.next()? {
            bytes.extend_from_slice(row.get_ref(0)?.as_blob()?);
        }
        // Without a filter, one looks into the run itself.
        let filter = Filter::of(&bytes).map(Arc::new);
        let may_hold = filter.as_ref().is_none_or(|filter| filter.may_hold(key));
        filters.insert(run.id, filter);
        Ok(may_hold)
    }

    /// Forgets the filters of runs that are no more.
    pub(super) fn keep(&self, runs: &[Run]) {
        let mut filters = self.filters.lock().unwrap_or_else(PoisonError::into_inner);
        filters.retain(|id, _| runs.iter().any(|run| run.id == *id));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_added_and_little_else() {
        for keys in [1_i64, 100, 20_000] {
            let mut filter = Filter::new(keys);
            let key = |n: i64| {
                Key::new(Kind::EventId, n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()))
            };
            (0..keys).for_each(|n| filter.add(key(n)));
            let filter = Filter::of(&filter.pieces().concat()).unwrap();
            assert!((0..keys).all(|n| filter.may_hold(key(n))));
            let wrong = (keys..keys + 10_000).filter(|n| filter.may_hold(key(*n))).count();
            assert!(wrong < 500, "{wrong} of 10000 with {keys} keys");
        }
    }

    #[test]
    fn what_is_no_filter_is_none() {
        assert_eq!(Filter::of(&[]), None);
        assert_eq!(Filter::of(&[0; 63]), None);
        assert_eq!(Filter::of(&[0; 72]), None);
    }
}
