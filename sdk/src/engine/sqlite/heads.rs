use std::collections::HashMap;
use std::sync::Arc;

use crate::stream::{Revision, StreamName};

/// Streams of one generation: at some 200 bytes each, both generations stay below 16 MiB.
const GENERATION: usize = 32_768;

/// A stream as the writer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) stream_id: i64,
    pub(super) category_id: i64,
    pub(super) last: Revision,
}

/// The streams that were written last, and the ids of types and categories. Forgets what was not
/// used for a while; everything can be read again from the file.
#[derive(Default)]
pub(super) struct Heads {
    young: HashMap<StreamName, Head>,
    old: HashMap<StreamName, Head>,
    types: HashMap<Arc<str>, i64>,
    categories: HashMap<Box<str>, i64>,
    /// The position of the last event; `None` when it has to be read.
    pub(super) last_position: Option<i64>,
}

impl Heads {
    pub(super) fn find(&mut self, stream: &StreamName) -> Option<Head> {
        if let Some(head) = self.young.get(stream) {
            return Some(*head);
        }
        let (stream, head) = self.old.remove_entry(stream)?;
        self.put(stream, head);
        Some(head)
    }

    pub(super) fn put(&mut self, stream: StreamName, head: Head) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&stream) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream, head);
    }

    pub(super) fn type_id(&self, name: &str) -> Option<i64> {
        self.types.get(name).copied()
    }

    pub(super) fn put_type(&mut self, name: Arc<str>, id: i64) {
        if self.types.len() >= GENERATION {
            self.types.clear();
        }
        self.types.insert(name, id);
    }

    pub(super) fn category_id(&self, name: &str) -> Option<i64> {
        self.categories.get(name).copied()
    }

    pub(super) fn put_category(&mut self, name: &str, id: i64) {
        if self.categories.len() >= GENERATION {
            self.categories.clear();
        }
        self.categories.insert(name.into(), id);
    }

    /// Forgets everything: the file is not as the writer left it.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_stays_bounded() {
        let name = |n: usize| StreamName::parse(format!("A-{n}")).unwrap();
        let head = |n: usize| Head { stream_id: 1, category_id: 1, last: n as Revision };
        let mut heads = Heads::default();
        for n in 0..5 * GENERATION {
            heads.put(name(n), head(n));
            assert_eq!(heads.find(&name(0)), Some(head(0)));
        }
        assert!(heads.young.len() + heads.old.len() <= 2 * GENERATION);
        assert_eq!(heads.find(&name(1)), None);
        assert_eq!(heads.find(&name(5 * GENERATION - 1)), Some(head(5 * GENERATION - 1)));
    }

    #[test]
    fn the_newest_head_wins() {
        let name = |n: usize| StreamName::parse(format!("A-{n}")).unwrap();
        let mut heads = Heads::default();
        for n in 0..GENERATION {
            heads.put(name(n), Head { stream_id: 1, category_id: 1, last: 0 });
        }
        heads.put(name(GENERATION), Head { stream_id: 1, category_id: 1, last: 0 });
        // Now in both generations: the young one counts.
        heads.put(name(0), Head { stream_id: 1, category_id: 1, last: 7 });
        assert_eq!(heads.find(&name(0)).map(|head| head.last), Some(7));
    }
}
