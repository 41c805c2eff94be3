use std::borrow::Borrow;

/// How many entries need no allocation.
const FEW: usize = 4;

/// A map as it stands on the wire: keys and values in their order, without hashing.
///
/// Reading one costs a fraction of a `HashMap`, and up to four entries no allocation, which is what a
/// borrowed view wants; looking a key up takes a step per entry. Of two entries with one key, the last
/// counts.
///
/// ```
/// use plumberd::Entries;
///
/// let counters: Entries<&str, i64> = [("dropped", 17), ("keyframes", 4338)].into_iter().collect();
/// assert_eq!(counters.get("keyframes"), Some(&4338));
/// assert_eq!(counters.iter().next(), Some((&"dropped", &17)));
/// assert_eq!(counters.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entries<K, V> {
    /// Filled from the front.
    few: [Option<(K, V)>; FEW],
    /// What comes behind a full `few`.
    more: Vec<(K, V)>,
}

impl<K, V> Entries<K, V> {
    /// No entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { few: [const { None }; FEW], more: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.few.iter().flatten().count() + self.more.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.few[0].is_none()
    }

    /// Adds an entry behind the others.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) {
        match self.few.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => *slot = Some((key, value)),
            None => self.more.push((key, value)),
        }
    }

    /// The value of a key.
    pub fn get<Q: ?Sized + PartialEq>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.iter().rev().find(|(found, _)| (*found).borrow() == key).map(|(_, value)| value)
    }

    /// Keys and values in their order.
    #[inline]
    pub fn iter(&self) -> Iter<'_, K, V> {
        self.few.iter().flatten().chain(&self.more).map(|(key, value)| (key, value))
    }

    #[inline]
    pub(super) fn reserve(&mut self, entries: usize) {
        self.more.reserve(entries.saturating_sub(FEW));
    }
}

/// Keys and values in their order.
pub(super) type Iter<'a, K, V> = std::iter::Map<
    std::iter::Chain<
        std::iter::Flatten<std::slice::Iter<'a, Option<(K, V)>>>,
        std::slice::Iter<'a, (K, V)>,
    >,
    fn(&'a (K, V)) -> (&'a K, &'a V),
>;

impl<'a, K, V> IntoIterator for &'a Entries<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> FromIterator<(K, V)> for Entries<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut all = Self::new();
        all.extend(entries);
        all
    }
}

impl<K, V> Extend<(K, V)> for Entries<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V> IntoIterator for Entries<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Chain<
        std::iter::Flatten<std::array::IntoIter<Option<(K, V)>, FEW>>,
        std::vec::IntoIter<(K, V)>,
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.few.into_iter().flatten().chain(self.more)
    }
}
