use std::any::Any;
use std::fmt;

/// The right to host the consumer groups of a store; see
/// [`EventStore::host_groups`](super::EventStore::host_groups). It ends when it is dropped.
///
/// ```
/// use std::sync::Arc;
/// use plumberd::store::GroupsLease;
///
/// // An engine puts in what gives the right back when it is dropped: a locked file, say.
/// let lock = Arc::new(());
/// let lease = GroupsLease::new(Arc::clone(&lock));
/// assert_eq!(Arc::strong_count(&lock), 2);
/// drop(lease);
/// assert_eq!(Arc::strong_count(&lock), 1);
/// ```
#[derive(Default)]
pub struct GroupsLease(#[expect(dead_code, reason = "held, not read")] Option<Box<dyn Any + Send>>);

impl GroupsLease {
    /// A lease that lasts as long as a lock does.
    pub fn new(lock: impl Any + Send) -> Self {
        Self(Some(Box::new(lock)))
    }
}

impl fmt::Debug for GroupsLease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupsLease").finish_non_exhaustive()
    }
}
