use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

/// What is counted at once, in bytes.
const UNIT: usize = 1024;

/// The memory that something may take, of all calls together.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<Semaphore>);

/// A part of the budget, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Budget,
    permit: Option<OwnedSemaphorePermit>,
    /// Bytes that are taken and not yet used.
    left: usize,
}

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).min(Semaphore::MAX_PERMITS))))
    }

    /// A part without anything in it.
    pub(crate) fn share(&self) -> Share {
        Share { budget: self.clone(), permit: None, left: 0 }
    }
}

impl Share {
    /// Takes more. It does not wait: those that wait for each other would do so for ever.
    ///
    /// # Errors
    /// When others have taken too much.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), Status> {
        if let Some(left) = self.left.checked_sub(bytes) {
            self.left = left;
            return Ok(());
        }
        let missing = bytes - self.left;
        let units = missing.div_ceil(UNIT);
        let more = u32::try_from(units)
            .ok()
            .and_then(|units| Arc::clone(&self.budget.0).try_acquire_many_owned(units).ok())
            .ok_or_else(|| Status::unavailable("Server Is Too Busy"))?;
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            None => self.permit = Some(more),
        }
        self.left = units * UNIT - missing;
        Ok(())
    }

    /// Gives back all that it has.
    pub(crate) fn give_back(&mut self) {
        self.permit = None;
        self.left = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_has_the_others_have_not() {
        let budget = Budget::new(10 * UNIT);
        let (mut one, mut other) = (budget.share(), budget.share());
        for _ in 0..8 {
            assert!(one.take(UNIT / 2).is_ok());
        }
        assert!(other.take(6 * UNIT).is_ok());
        let status = one.take(1).err().map(|status| status.message().to_owned());
        assert_eq!(status.as_deref(), Some("Server Is Too Busy"));
        drop(other);
        assert!(one.take(1).is_ok());
        assert!(one.take(usize::MAX).is_err());
    }
}
