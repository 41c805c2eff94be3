use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// How far the log of a store reaches, and who waits for it to grow.
///
/// An engine calls [`advance`](Self::advance) when events can be read, and before it answers their
/// append: whoever asks after the answer sees them counted.
#[derive(Debug, Default)]
pub(crate) struct Growth {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    position: u64,
    closed: bool,
    waiters: HashMap<u64, Waker>,
    next_waiter: u64,
}

/// The store was closed: nothing will grow any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed;

impl Growth {
    /// A log that reaches to this position.
    pub(crate) fn new(position: u64) -> Self {
        Self { state: Mutex::new(State { position, ..State::default() }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last position that is known to be committed; 0 when there is none.
    pub(crate) fn position(&self) -> u64 {
        self.lock().position
    }

    /// Events up to this position are committed, whoever wrote them, and can be read.
    pub(crate) fn advance(&self, position: u64) {
        let mut state = self.lock();
        if position <= state.position {
            return;
        }
        state.position = position;
        Self::wake_all(state);
    }

    /// Ends all waiting, now and later.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        Self::wake_all(state);
    }

    /// A waker may do anything, even come back here, so it is called without the lock.
    fn wake_all(mut state: MutexGuard<'_, State>) {
        let waiters = std::mem::take(&mut state.waiters);
        drop(state);
        waiters.into_values().for_each(Waker::wake);
    }

    /// Waits until the log reaches beyond a position, and tells how far it does.
    pub(crate) fn beyond(self: &Arc<Self>, position: u64) -> Beyond {
        Beyond { growth: Arc::clone(self), position, waiter: None }
    }

    /// Whether anybody waits.
    #[cfg(feature = "sqlite")]
    pub(crate) fn is_awaited(&self) -> bool {
        !self.lock().waiters.is_empty()
    }

    #[cfg(test)]
    pub(super) fn waiters(&self) -> usize {
        self.lock().waiters.len()
    }
}

/// See [`Growth::beyond`]. Dropping it ends the wait.
#[derive(Debug)]
pub(crate) struct Beyond {
    growth: Arc<Growth>,
    position: u64,
    waiter: Option<u64>,
}

impl Future for Beyond {
    type Output = Result<u64, Closed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        // Looking and registering under one lock loses no growth between the two.
        let mut state = this.growth.lock();
        if state.position > this.position {
            return Poll::Ready(Ok(state.position));
        }
        if state.closed {
            return Poll::Ready(Err(Closed));
        }
        let waiter = *this.waiter.get_or_insert_with(|| {
            state.next_waiter += 1;
            state.next_waiter
        });
        match state.waiters.get_mut(&waiter) {
            Some(waker) => waker.clone_from(context.waker()),
            None => drop(state.waiters.insert(waiter, context.waker().clone())),
        }
        Poll::Pending
    }
}

impl Drop for Beyond {
    fn drop(&mut self) {
        if let Some(waiter) = self.waiter {
            let waker = self.growth.lock().waiters.remove(&waiter);
            drop(waker);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::thread;

    use super::*;
    use crate::testing::block_on;

    #[test]
    fn only_grows() {
        let growth = Growth::new(7);
        growth.advance(9);
        growth.advance(8);
        assert_eq!(growth.position(), 9);
    }

    #[test]
    fn whoever_waits_is_woken() {
        let growth = Arc::new(Growth::new(7));
        assert_eq!(block_on(growth.beyond(6)), Ok(7));
        thread::scope(|scope| {
            let waits: Vec<_> = (7..10)
                .map(|position| {
                    let growth = Arc::clone(&growth);
                    scope.spawn(move || block_on(growth.beyond(position)))
                })
                .collect();
            for position in 8..=10 {
                growth.advance(position);
            }
            for (position, wait) in (7..).zip(waits) {
                assert!(wait.join().unwrap().unwrap() > position);
            }
        });
        assert_eq!(growth.waiters(), 0);
    }

    #[test]
    fn no_growth_is_lost() {
        const LAST: u64 = 20_000;
        let growth = Arc::new(Growth::default());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut seen = 0;
                    while seen < LAST {
                        seen = block_on(growth.beyond(seen)).unwrap();
                    }
                });
            }
            (1..=LAST).for_each(|position| growth.advance(position));
        });
    }

    #[test]
    fn a_dropped_wait_leaves_nothing() {
        let growth = Arc::new(Growth::default());
        let mut wait = growth.beyond(0);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(Pin::new(&mut wait).poll(&mut context).is_pending());
        }
        assert_eq!(growth.waiters(), 1);
        drop(wait);
        assert_eq!(growth.waiters(), 0);
    }

    #[test]
    fn closing_ends_all_waiting() {
        let growth = Arc::new(Growth::new(3));
        thread::scope(|scope| {
            let wait = scope.spawn(|| block_on(growth.beyond(3)));
            growth.close();
            assert_eq!(wait.join().unwrap(), Err(Closed));
        });
        assert_eq!(block_on(growth.beyond(5)), Err(Closed));
        // What there is may still be read.
        assert_eq!(block_on(growth.beyond(2)), Ok(3));
    }
}
