use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::BoxFuture;

/// Where waiting comes from: back-off, time-outs, the time of the next checkpoint.
///
/// [`ThreadTimer`] works everywhere. A program with a runtime may take that one's, in a few lines:
///
/// ```
/// use std::time::Duration;
/// use plumberd::store::BoxFuture;
/// use plumberd::subscription::{ThreadTimer, Timer};
///
/// #[derive(Debug)]
/// struct Hurried; // a tokio program returns `Box::pin(tokio::time::sleep(duration))`
///
/// impl Timer for Hurried {
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         ThreadTimer.sleep(duration / 10)
///     }
/// }
/// ```
pub trait Timer: fmt::Debug + Send + Sync + 'static {
    /// Ends after this time; dropping it earlier is fine.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

impl<T: Timer + ?Sized> Timer for Arc<T> {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }
}

/// One thread that wakes all sleepers of the program; it starts with the first of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThreadTimer;

impl Timer for ThreadTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // What is further away than the clock can tell never comes.
        Box::pin(Sleep { until: Instant::now().checked_add(duration), id: None })
    }
}

/// Who sleeps until when; the number tells sleepers of one moment apart.
#[derive(Default)]
struct Sleepers {
    waiting: BTreeMap<(Instant, u64), Waker>,
    last: u64,
}

#[derive(Default)]
struct Clockwork {
    sleepers: Mutex<Sleepers>,
    changed: Condvar,
}

impl Clockwork {
    /// The one of the program; `None` when its thread cannot be started.
    fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<&'static Clockwork>> = OnceLock::new();
        *SHARED.get_or_init(|| {
            let clockwork: &'static Self = Box::leak(Box::default());
            let started =
                thread::Builder::new().name("plumberd-timer".into()).spawn(move || clockwork.run());
            started.ok().map(|_| clockwork)
        })
    }

    fn lock(&self) -> MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut sleepers = self.lock();
        loop {
            let now = Instant::now();
            let left = match sleepers.waiting.first_entry() {
                None => None,
                Some(first) if first.key().0 > now => Some(first.key().0 - now),
                Some(first) => {
                    let waker = first.remove();
                    // Whoever is woken may ask for the next sleep at once.
                    drop(sleepers);
                    waker.wake();
                    sleepers = self.lock();
                    continue;
                }
            };
            sleepers = match left {
                None => self.changed.wait(sleepers).unwrap_or_else(PoisonError::into_inner),
                Some(left) => {
                    let woken = self.changed.wait_timeout(sleepers, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

struct Sleep {
    until: Option<Instant>,
    id: Option<u64>,
}

impl Sleep {
    fn forget(&mut self) {
        if let (Some(until), Some(id), Some(clockwork)) =
            (self.until, self.id.take(), Clockwork::shared())
        {
            clockwork.lock().waiting.remove(&(until, id));
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.until else { return Poll::Pending };
        let now = Instant::now();
        if until <= now {
            self.forget();
            return Poll::Ready(());
        }
        let Some(clockwork) = Clockwork::shared() else {
            // A machine that has no thread left: late for the others, but not wrong.
            thread::sleep(until - now);
            return Poll::Ready(());
        };
        let mut sleepers = clockwork.lock();
        let id = self.id.unwrap_or_else(|| {
            sleepers.last += 1;
            sleepers.last
        });
        self.id = Some(id);
        sleepers.waiting.insert((until, id), cx.waker().clone());
        let first = sleepers.waiting.keys().next() == Some(&(until, id));
        drop(sleepers);
        if first {
            clockwork.changed.notify_one();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;

    #[test]
    fn sleeps_last_as_long_as_they_should() {
        let begin = Instant::now();
        let sleepers: Vec<_> = [40, 10, 30, 20, 0]
            .into_iter()
            .map(|millis| {
                thread::spawn(move || {
                    block_on(ThreadTimer.sleep(Duration::from_millis(millis)));
                    assert!(begin.elapsed() >= Duration::from_millis(millis));
                })
            })
            .collect();
        for sleeper in sleepers {
            assert!(sleeper.join().is_ok());
        }
        assert!(begin.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_dropped_sleep_is_forgotten() {
        let mut sleep =
            Sleep { until: Instant::now().checked_add(Duration::from_secs(3600)), id: None };
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut sleep).poll(&mut context).is_pending());
        assert!(Pin::new(&mut sleep).poll(&mut context).is_pending());
        let key = (sleep.until.unwrap(), sleep.id.unwrap());
        let clockwork = Clockwork::shared().unwrap();
        assert!(clockwork.lock().waiting.contains_key(&key));
        drop(sleep);
        assert!(!clockwork.lock().waiting.contains_key(&key));
    }

    #[test]
    fn the_end_of_time_never_comes() {
        let mut sleep = ThreadTimer.sleep(Duration::MAX);
        assert!(sleep.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
}
