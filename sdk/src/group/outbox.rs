use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{GroupDelivery, GroupError};

/// The number of a message in its group: in the order in which the group took them.
pub(super) type Sequence = u64;

/// What waits for a subscriber to take it. The group puts in, and takes back what was not taken yet:
/// so it knows what the subscriber has seen.
#[derive(Debug, Default)]
pub(super) struct Outbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In the order in which it was put in.
    waiting: BTreeMap<u64, (Sequence, GroupDelivery)>,
    /// Where in that order a message is.
    places: HashMap<Sequence, u64>,
    next: u64,
    end: Option<GroupError>,
    /// The subscriber has been told of the end.
    told: bool,
    waker: Option<Waker>,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, sequence: Sequence, delivery: GroupDelivery) {
        let mut state = self.lock();
        let place = state.next;
        state.next += 1;
        state.waiting.insert(place, (sequence, delivery));
        state.places.insert(sequence, place);
        wake(state);
    }

    /// Takes a message back; false when the subscriber has it.
    pub(super) fn withdraw(&self, sequence: Sequence) -> bool {
        let mut state = self.lock();
        let place = state.places.remove(&sequence);
        place.and_then(|place| state.waiting.remove(&place)).is_some()
    }

    /// What the subscriber has not taken yet.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> Vec<Sequence> {
        self.lock().waiting.values().map(|(sequence, _)| *sequence).collect()
    }

    /// Ends the subscription. What waits is taken back; the first reason counts.
    pub(super) fn close(&self, reason: GroupError) {
        let mut state = self.lock();
        state.waiting.clear();
        state.places.clear();
        state.end.get_or_insert(reason);
        wake(state);
    }

    /// Why the subscription has ended, if it has.
    pub(super) fn end(&self) -> Option<GroupError> {
        self.lock().end.clone()
    }

    /// The next message; nothing behind the end.
    pub(super) fn poll(
        &self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<GroupDelivery, GroupError>>> {
        let mut state = self.lock();
        if let Some((_, (sequence, delivery))) = state.waiting.pop_first() {
            state.places.remove(&sequence);
            return Poll::Ready(Some(Ok(delivery)));
        }
        if state.told {
            return Poll::Ready(None);
        }
        if let Some(end) = state.end.clone() {
            state.told = true;
            return Poll::Ready(Some(Err(end)));
        }
        // An old waker may drop what it wakes, which may come back here.
        let old = state.waker.replace(context.waker().clone());
        drop(state);
        drop(old);
        Poll::Pending
    }
}

fn wake(mut state: MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}
