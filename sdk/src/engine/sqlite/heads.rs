use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use crate::stream::StreamName;

/// Streams of one generation: 448 Ki, seven eighths of a power of two, as a hash map fills itself. At
/// 48 bytes each, both generations stay below 48 MiB, and most stores have fewer streams.
const GENERATION: usize = 7 << 16;
/// Names of types and categories; there are few.
const NAMES: usize = 32_768;

/// A stream as the writer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) stream_id: i64,
    /// 0 for a system stream.
    pub(super) category_id: i64,
    /// The last revision; -1 when there is no event.
    pub(super) last: i64,
    pub(super) state: State,
}

/// What the metadata of a stream says, as far as appends must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// No metadata.
    Plain,
    /// There is metadata, and it does not delete the stream.
    Described,
    /// Softly deleted.
    Deleted,
    Tombstoned,
}

/// The streams that were written last, and the ids of types and categories. Forgets what was not
/// used for a while; everything can be read again from the file.
///
/// A stream is known by 128 bits of two keyed hashes of its name, so that a store with half a million
/// busy streams costs no more than its names would.
#[derive(Default)]
pub(super) struct Heads {
    hashers: (RandomState, RandomState),
    young: HashMap<u128, Head>,
    old: HashMap<u128, Head>,
    types: HashMap<Arc<str>, i64>,
    categories: HashMap<Box<str>, i64>,
}

impl Heads {
    fn key(&self, stream: &StreamName) -> u128 {
        let (first, second) = &self.hashers;
        let name = stream.as_str();
        u128::from(first.hash_one(name)) << 64 | u128::from(second.hash_one(name))
    }

    pub(super) fn find(&mut self, stream: &StreamName) -> Option<Head> {
        let key = self.key(stream);
        if let Some(head) = self.young.get(&key) {
            return Some(*head);
        }
        let head = self.old.remove(&key)?;
        self.insert(key, head);
        Some(head)
    }

    pub(super) fn put(&mut self, stream: &StreamName, head: Head) {
        self.insert(self.key(stream), head);
    }

    fn insert(&mut self, key: u128, head: Head) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, head);
    }

    pub(super) fn type_id(&self, name: &str) -> Option<i64> {
        self.types.get(name).copied()
    }

    pub(super) fn put_type(&mut self, name: Arc<str>, id: i64) {
        if self.types.len() >= NAMES {
            self.types.clear();
        }
        self.types.insert(name, id);
    }

    pub(super) fn category_id(&self, name: &str) -> Option<i64> {
        self.categories.get(name).copied()
    }

    pub(super) fn put_category(&mut self, name: &str, id: i64) {
        if self.categories.len() >= NAMES {
            self.categories.clear();
        }
        self.categories.insert(name.into(), id);
    }

    /// Forgets everything: the file is not as the writer left it.
    pub(super) fn forget(&mut self) {
        self.young.clear();
        self.old.clear();
        self.types.clear();
        self.categories.clear();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    fn name(n: usize) -> StreamName {
        StreamName::parse(format!("A-{n}")).unwrap()
    }

    fn head(n: usize) -> Head {
        Head { stream_id: 1, category_id: 1, last: i64::try_from(n).unwrap(), state: State::Plain }
    }

    #[test]
    fn keeps_what_is_used_and_stays_bounded() {
        let mut heads = Heads::default();
        for n in 0..3 * GENERATION {
            heads.put(&name(n), head(n));
            if n % 1000 == 0 {
                assert_eq!(heads.find(&name(0)), Some(head(0)));
            }
        }
        assert!(heads.young.len() + heads.old.len() <= 2 * GENERATION);
        assert_eq!(heads.find(&name(1)), None);
        assert_eq!(heads.find(&name(3 * GENERATION - 1)), Some(head(3 * GENERATION - 1)));
    }

    #[test]
    fn the_newest_head_wins() {
        let mut heads = Heads::default();
        for n in 0..GENERATION {
            heads.put(&name(n), head(0));
        }
        heads.put(&name(GENERATION), head(0));
        // Now in both generations: the young one counts.
        heads.put(&name(0), head(7));
        assert_eq!(heads.find(&name(0)).map(|head| head.last), Some(7));
    }
}
