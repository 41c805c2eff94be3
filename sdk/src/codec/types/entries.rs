use std::ops::Deref;

use smallvec::SmallVec;

/// A map as it stands on the wire: keys and values in their order, without hashing.
///
/// Reading one costs a fraction of a `HashMap`, and up to four entries no allocation, which is what a
/// borrowed view wants; looking a key up takes a step per entry. Of two entries with one key, the last counts.
///
/// ```
/// use plumberd::Entries;
///
/// let counters: Entries<&str, i64> = [("dropped", 17), ("keyframes", 4338)].into_iter().collect();
/// assert_eq!(counters.get("keyframes"), Some(&4338));
/// assert_eq!(counters.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entries<K, V>(SmallVec<[(K, V); 4]>);

impl<K, V> Entries<K, V> {
    /// No entries.
    #[must_use]
    pub fn new() -> Self {
        Self(SmallVec::new())
    }

    /// Adds an entry behind the others.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) {
        self.0.push((key, value));
    }

    /// The value of a key.
    pub fn get<Q: ?Sized + PartialEq>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.0.iter().rev().find(|(found, _)| found.borrow() == key).map(|(_, value)| value)
    }

    #[inline]
    pub(super) fn reserve(&mut self, entries: usize) {
        self.0.reserve(entries);
    }
}

/// Keys and values in their order.
pub(super) type Pairs<'a, K, V> =
    std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

impl<'a, K, V> IntoIterator for &'a Entries<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Pairs<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Deref for Entries<K, V> {
    type Target = [(K, V)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K, V> FromIterator<(K, V)> for Entries<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<K, V> IntoIterator for Entries<K, V> {
    type Item = (K, V);
    type IntoIter = smallvec::IntoIter<[(K, V); 4]>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
