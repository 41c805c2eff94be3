use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::topic::Topic;

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
    /// What somebody watches; `None` is the whole log.
    interests: HashMap<Option<Topic>, Interest>,
    last_watch: u64,
}

#[derive(Debug, Default)]
struct Interest {
    /// How many watch it.
    watches: usize,
    /// Up to here it may have grown.
    position: u64,
    waiters: HashMap<u64, Waker>,
}

/// Where a log has grown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Grown<'a> {
    /// Nobody knows: somebody else has written.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "a memory has one writer"))]
    Anywhere,
    /// By events about these.
    About(&'a [Topic]),
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

    /// Events up to this position are committed, whoever wrote them, and can be read; `grown` tells of
    /// all that were not before.
    pub(crate) fn advance(&self, position: u64, grown: Grown<'_>) {
        let mut state = self.lock();
        if position <= state.position {
            return;
        }
        state.position = position;
        let mut woken = Vec::new();
        match grown {
            Grown::Anywhere => {
                for interest in state.interests.values_mut() {
                    interest.grow(position, &mut woken);
                }
            }
            Grown::About(topics) => {
                // Without anybody who listens, not even the topics are looked at.
                let topics = if state.interests.is_empty() { &[] } else { topics };
                for about in topics.iter().copied().map(Some).chain([None]) {
                    if let Some(interest) = state.interests.get_mut(&about) {
                        interest.grow(position, &mut woken);
                    }
                }
            }
        }
        drop(state);
        wake(woken);
    }

    /// Ends all waiting, now and later.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let mut woken = Vec::new();
        for interest in state.interests.values_mut() {
            interest.take_waiters(&mut woken);
        }
        drop(state);
        wake(woken);
    }

    /// Watches the log, or what is about a topic.
    pub(crate) fn watch(self: &Arc<Self>, about: Option<Topic>) -> Watch {
        let mut state = self.lock();
        state.last_watch += 1;
        let (id, position) = (state.last_watch, state.position);
        let interest = state.interests.entry(about).or_default();
        interest.watches += 1;
        // What there was before nobody has told of.
        interest.position = interest.position.max(position);
        drop(state);
        Watch { growth: Arc::clone(self), about, id }
    }

    /// Whether anybody watches.
    #[cfg(feature = "sqlite")]
    pub(crate) fn is_watched(&self) -> bool {
        !self.lock().interests.is_empty()
    }

    #[cfg(test)]
    pub(super) fn watched(&self) -> (usize, usize) {
        let state = self.lock();
        let waiters = state.interests.values().map(|interest| interest.waiters.len()).sum();
        (state.interests.len(), waiters)
    }
}

impl Interest {
    fn grow(&mut self, position: u64, woken: &mut Vec<Waker>) {
        self.position = position;
        self.take_waiters(woken);
    }

    fn take_waiters(&mut self, woken: &mut Vec<Waker>) {
        woken.extend(self.waiters.drain().map(|(_, waker)| waker));
    }
}

/// A waker may do anything, even come back here, so it is called without the lock.
fn wake(woken: Vec<Waker>) {
    woken.into_iter().for_each(Waker::wake);
}

/// See [`Growth::watch`]. Dropping it ends the wait.
#[derive(Debug)]
pub(crate) struct Watch {
    growth: Arc<Growth>,
    about: Option<Topic>,
    id: u64,
}

impl Watch {
    /// Waits until there may be events of it beyond a position.
    pub(crate) fn poll_beyond(
        &self,
        position: u64,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Closed>> {
        // Looking and registering under one lock loses no growth between the two.
        let mut state = self.growth.lock();
        let closed = state.closed;
        let interest = state.interests.entry(self.about).or_default();
        if interest.position > position {
            return Poll::Ready(Ok(()));
        }
        if closed {
            return Poll::Ready(Err(Closed));
        }
        match interest.waiters.get_mut(&self.id) {
            Some(waker) => waker.clone_from(context.waker()),
            None => drop(interest.waiters.insert(self.id, context.waker().clone())),
        }
        Poll::Pending
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = self.growth.lock();
        let mut waker = None;
        if let Some(interest) = state.interests.get_mut(&self.about) {
            waker = interest.waiters.remove(&self.id);
            interest.watches = interest.watches.saturating_sub(1);
            if interest.watches == 0 {
                state.interests.remove(&self.about);
            }
        }
        drop(state);
        drop(waker);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::future::poll_fn;
    use std::thread;

    use super::*;
    use crate::engine::append::tests::name;
    use crate::testing::block_on;

    fn beyond(watch: &Watch, position: u64) -> Result<(), Closed> {
        block_on(poll_fn(|context| watch.poll_beyond(position, context)))
    }

    fn waits(watch: &Watch, position: u64) -> bool {
        watch.poll_beyond(position, &mut Context::from_waker(Waker::noop())).is_pending()
    }

    fn topic(stream: &str) -> Topic {
        Topic::of_stream(&name(stream)).unwrap()
    }

    #[test]
    fn only_grows() {
        let growth = Growth::new(7);
        growth.advance(9, Grown::Anywhere);
        growth.advance(8, Grown::Anywhere);
        assert_eq!(growth.position(), 9);
    }

    #[test]
    fn whoever_waits_is_woken() {
        let growth = Arc::new(Growth::new(7));
        assert_eq!(beyond(&growth.watch(None), 6), Ok(()));
        thread::scope(|scope| {
            for position in 7..10 {
                let growth = Arc::clone(&growth);
                scope.spawn(move || {
                    beyond(&growth.watch(None), position).unwrap();
                    assert!(growth.position() > position);
                });
            }
            for position in 8..=10 {
                growth.advance(position, Grown::About(&[]));
            }
        });
        assert_eq!(growth.watched(), (0, 0));
    }

    #[test]
    fn only_what_is_about_a_topic_wakes_who_watches_it() {
        let growth = Arc::new(Growth::new(7));
        let (a, b) = (topic("A-1"), topic("B-1"));
        let (one, two, all) = (growth.watch(Some(a)), growth.watch(Some(a)), growth.watch(None));
        assert!(!waits(&one, 6), "what there was before may be about anything");
        growth.advance(8, Grown::About(&[b]));
        assert!(waits(&one, 7) && waits(&two, 7) && !waits(&all, 7));
        growth.advance(9, Grown::About(&[b, a]));
        assert!(!waits(&one, 8) && !waits(&two, 8) && !waits(&all, 8));
        assert!(waits(&one, 9) && waits(&all, 9));
        growth.advance(10, Grown::Anywhere);
        assert!(!waits(&one, 9) && !waits(&two, 9) && !waits(&all, 9));
        // Whoever comes later does not know what the others were told.
        growth.advance(11, Grown::About(&[b]));
        let late = growth.watch(Some(a));
        assert!(!waits(&late, 10) && waits(&late, 11));
        assert_eq!(growth.watched().0, 2);
        drop((one, two, late));
        assert_eq!(growth.watched().0, 1);
    }

    #[test]
    fn no_growth_is_lost() {
        const LAST: u64 = 20_000;
        let growth = Arc::new(Growth::default());
        let (a, b) = (topic("A-1"), topic("B-1"));
        thread::scope(|scope| {
            for about in [None, None, Some(a), Some(b)] {
                let watch = growth.watch(about);
                let growth = &growth;
                scope.spawn(move || {
                    let mut seen = 0;
                    // The last is about B, the one before about A.
                    while seen < LAST - u64::from(about == Some(a)) {
                        beyond(&watch, seen).unwrap();
                        seen = growth.position();
                    }
                });
            }
            for position in 1..=LAST {
                let about = if position % 2 == 0 { b } else { a };
                growth.advance(position, Grown::About(&[about]));
            }
        });
    }

    #[test]
    fn a_dropped_watch_leaves_nothing() {
        let growth = Arc::new(Growth::default());
        let watch = growth.watch(None);
        for _ in 0..3 {
            assert!(waits(&watch, 0));
        }
        assert_eq!(growth.watched(), (1, 1));
        drop(watch);
        assert_eq!(growth.watched(), (0, 0));
    }

    #[test]
    fn closing_ends_all_waiting() {
        let growth = Arc::new(Growth::new(3));
        thread::scope(|scope| {
            let watch = growth.watch(Some(topic("A-1")));
            let wait = scope.spawn(move || beyond(&watch, 3));
            growth.close();
            assert_eq!(wait.join().unwrap(), Err(Closed));
        });
        assert_eq!(beyond(&growth.watch(None), 5), Err(Closed));
        // What there is may still be read.
        assert_eq!(beyond(&growth.watch(None), 2), Ok(()));
    }
}
