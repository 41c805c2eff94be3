use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use super::stats::{State, Stats};

/// Stops a subscription that runs elsewhere, and tells how it is doing. Clones are of the same
/// subscription.
///
/// ```
/// use std::convert::Infallible;
/// use std::sync::Arc;
/// use plumberd::subscription::{MemoryCheckpoints, State};
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let mut subscriber = plumber
///     .subscription("titles", TaskCreated::CATEGORY)
///     .checkpoints(MemoryCheckpoints::new())
///     .handler(|_: Arc<Recorded<TaskCreated>>| async { Ok::<(), Infallible>(()) });
/// let handle = subscriber.handle();
/// let running = std::thread::spawn(move || subscriber.run_blocking());
///
/// let task = TaskCreated { title: "write".into() };
/// plumber.append(&TaskCreated::stream(7), ExpectedRevision::Any, [task]).await?;
/// let stats = handle.wait_for(|stats| stats.processed == 1 && stats.state == State::Live).await;
/// assert_eq!(stats.behind, Some(0));
///
/// handle.stop();
/// assert!(running.join().unwrap().is_ok());
/// assert_eq!(handle.stats().state, State::Stopped);
/// # Ok::<(), plumberd::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct SubscriptionHandle(pub(super) Arc<Shared>);

impl SubscriptionHandle {
    /// Has the subscription finish the event in hand, store its checkpoint and end. A handler that
    /// is running is not interrupted; a wait for its next attempt is.
    ///
    /// It stays stopped: running it again ends at once.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
        let waker = self.0.lock().runner.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// How the subscription is doing.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.0.lock().snapshot()
    }

    /// Waits until the subscription is in a certain state, or has ended: look at
    /// [`Stats::state`].
    pub async fn wait_for(&self, wanted: impl Fn(&Stats) -> bool) -> Stats {
        poll_fn(|cx| {
            let mut inner = self.0.lock();
            let stats = inner.snapshot();
            if wanted(&stats) || stats.state.is_end() {
                return Poll::Ready(stats);
            }
            if !inner.watchers.iter().any(|watcher| watcher.will_wake(cx.waker())) {
                inner.watchers.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await
    }
}

/// What a running subscription and its handles share.
#[derive(Debug)]
pub(super) struct Shared {
    stopping: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    stats: Stats,
    /// Who runs, and is to hear of a stop.
    runner: Option<Waker>,
    /// Who waits for a change.
    watchers: Vec<Waker>,
    /// When the count of the rate began, and with how many events.
    window: (Instant, u64),
}

/// How long events are counted for the rate.
const WINDOW: Duration = Duration::from_secs(1);

impl Inner {
    fn snapshot(&self) -> Stats {
        let (begin, count) = self.window;
        let elapsed = begin.elapsed();
        let mut stats = self.stats.clone();
        // An old rate says nothing of a subscription that has nothing to do since.
        if elapsed > 2 * WINDOW {
            stats.rate = rate(stats.processed - count, elapsed);
        }
        stats
    }
}

#[allow(clippy::cast_precision_loss, reason = "a rate")]
fn rate(events: u64, time: Duration) -> f64 {
    events as f64 / time.as_secs_f64()
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            stopping: AtomicBool::new(false),
            inner: Mutex::new(Inner {
                stats: Stats::default(),
                runner: None,
                watchers: Vec::new(),
                window: (Instant::now(), 0),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a stop was asked for; if not, the waker hears of it.
    pub(super) fn poll_stop(&self, waker: &Waker) -> Poll<()> {
        if self.is_stopping() {
            return Poll::Ready(());
        }
        let mut inner = self.lock();
        match &mut inner.runner {
            Some(runner) => runner.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        drop(inner);
        // It may have been asked for meanwhile.
        if self.is_stopping() { Poll::Ready(()) } else { Poll::Pending }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Changes the numbers, and tells those who wait.
    pub(super) fn update(&self, change: impl FnOnce(&mut Stats)) {
        let mut inner = self.lock();
        change(&mut inner.stats);
        let (begin, count) = inner.window;
        let elapsed = begin.elapsed();
        if elapsed >= WINDOW {
            let processed = inner.stats.processed;
            inner.stats.rate = rate(processed - count, elapsed);
            inner.window = (Instant::now(), processed);
        }
        let watchers = std::mem::take(&mut inner.watchers);
        drop(inner);
        for watcher in watchers {
            watcher.wake();
        }
    }

    pub(super) fn set_state(&self, state: State) {
        self.update(|stats| stats.state = state);
    }
}
