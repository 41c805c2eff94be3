use std::collections::VecDeque;
use std::hint::spin_loop;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What hands work to a thread. It never blocks the side that pushes, so that side may be async;
/// whoever pushes limits how much is under way.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        let state = State { items: VecDeque::new(), closed: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the item back when the queue is closed.
    pub(super) fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed {
            return Err(item);
        }
        state.items.push_back(item);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for an item; `None` when the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The same, but looks for an item for some time before it sleeps: to wake this thread takes longer
    /// than that, if the next item comes soon.
    pub(super) fn pop_soon(&self, looks: Duration) -> Option<T> {
        let begun = Instant::now();
        while begun.elapsed() < looks {
            {
                let mut state = self.lock();
                if let Some(item) = state.items.pop_front() {
                    return Some(item);
                }
                if state.closed {
                    return None;
                }
            }
            (0..16).for_each(|_| spin_loop());
        }
        self.pop()
    }

    /// Takes items that wait already, as long as `wanted` agrees.
    pub(super) fn drain_map<U>(&self, into: &mut Vec<U>, mut wanted: impl FnMut(&T) -> bool)
    where
        T: Into<Option<U>>,
    {
        let mut state = self.lock();
        while state.items.front().is_some_and(&mut wanted) {
            into.extend(state.items.pop_front().and_then(Into::into));
        }
    }

    /// Lets nothing more in. What waits is still worked off.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Lets nothing more in, and drops what waits.
    pub(super) fn abandon(&self) {
        let waiting = {
            let mut state = self.lock();
            state.closed = true;
            std::mem::take(&mut state.items)
        };
        self.changed.notify_all();
        drop(waiting);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().items.len()
    }
}
