use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// One value from the service to whoever asked.
pub(super) fn reply<T>() -> (Reply<T>, Answer<T>) {
    let slot = Arc::new(Slot(Mutex::new(State { value: None, gone: false, waker: None })));
    (Reply(Arc::clone(&slot)), Answer(slot))
}

#[derive(Debug)]
struct Slot<T>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T> {
    value: Option<T>,
    /// One side is gone.
    gone: bool,
    waker: Option<Waker>,
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The side that answers. Dropping it is an answer too: there will be none.
#[derive(Debug)]
pub(super) struct Reply<T>(Arc<Slot<T>>);

impl<T> Reply<T> {
    /// Answers. If nobody waits any more, the value is dropped.
    pub(super) fn send(self, value: T) {
        let mut state = self.0.lock();
        if !state.gone {
            state.value = Some(value);
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.gone = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The side that waits: the value, or nothing when there will be none.
#[derive(Debug)]
pub(super) struct Answer<T>(Arc<Slot<T>>);

impl<T> Future for Answer<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.lock();
        if let Some(value) = state.value.take() {
            return Poll::Ready(Some(value));
        }
        if state.gone {
            return Poll::Ready(None);
        }
        let old = state.waker.replace(context.waker().clone());
        drop(state);
        drop(old);
        Poll::Pending
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.gone = true;
        let (value, waker) = (state.value.take(), state.waker.take());
        drop(state);
        drop((value, waker));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;

    #[test]
    fn an_answer_comes_once_or_not_at_all() {
        let (reply_to, answer) = reply();
        let thread = std::thread::spawn(move || block_on(answer));
        reply_to.send(7);
        assert_eq!(thread.join().unwrap(), Some(7));

        let (reply_to, answer) = reply::<u32>();
        let thread = std::thread::spawn(move || block_on(answer));
        drop(reply_to);
        assert_eq!(thread.join().unwrap(), None);
    }

    #[test]
    fn what_nobody_waits_for_is_dropped() {
        let value = Arc::new(());
        let (reply_to, answer) = reply();
        drop(answer);
        reply_to.send(Arc::clone(&value));
        assert_eq!(Arc::strong_count(&value), 1);

        let (reply_to, answer) = reply();
        reply_to.send(Arc::clone(&value));
        drop(answer);
        assert_eq!(Arc::strong_count(&value), 1);
    }
}
