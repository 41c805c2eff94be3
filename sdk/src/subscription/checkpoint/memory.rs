use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Checkpoint, CheckpointError, Checkpoints, check_previous};
use crate::store::BoxFuture;

/// Checkpoints that are gone with the program: for tests, and for read models in memory, which have
/// to be built anew anyway.
///
/// ```
/// use plumberd::stream::Position;
/// use plumberd::subscription::{Checkpoint, Checkpoints, MemoryCheckpoints};
///
/// # plumberd::testing::block_on(async {
/// let checkpoints = MemoryCheckpoints::new();
/// let first = Checkpoint::after_position(Position::single(7));
/// checkpoints.store("mails", None, &first).await?;
/// assert_eq!(checkpoints.load("mails").await?, Some(first));
///
/// // Whoever does not know the last one is not alone.
/// let other = Checkpoint::after_position(Position::single(8));
/// let error = checkpoints.store("mails", None, &other).await.unwrap_err();
/// assert!(error.is_conflict());
/// # Ok::<(), plumberd::subscription::CheckpointError>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Default)]
pub struct MemoryCheckpoints(Mutex<HashMap<String, Checkpoint>>);

impl MemoryCheckpoints {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Checkpoint>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Checkpoints for MemoryCheckpoints {
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>> {
        Box::pin(async move { Ok(self.lock().get(subscription).cloned()) })
    }

    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            let mut checkpoints = self.lock();
            let stored = checkpoints.get(subscription);
            if stored == Some(checkpoint) {
                return Ok(());
            }
            check_previous(subscription, stored, previous)?;
            checkpoints.insert(subscription.into(), checkpoint.clone());
            Ok(())
        })
    }

    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            self.lock().remove(subscription);
            Ok(())
        })
    }
}
