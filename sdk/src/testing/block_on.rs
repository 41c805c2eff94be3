use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::hint::spin_loop;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_core::Stream;

use crate::store::{EventStream, ReadError, RecordedEvent};

/// How long to look for an answer before the thread sleeps: to wake it takes longer than many answers.
const LOOKS: Duration = Duration::from_micros(50);
/// Of so many waits in which it is better to sleep at once, one looks nevertheless.
const TRIAL: u32 = 64;

/// Threads that wait. Only one that waits alone looks: others would take the place of those that answer.
static WAITING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Waits in which this thread sleeps at once, since the last answers took longer than to look for.
    static SLEEPS: Cell<u32> = const { Cell::new(0) };
}

struct Wakeup {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Wakeup {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

impl Wakeup {
    fn new() -> Arc<Self> {
        Arc::new(Self { thread: thread::current(), woken: AtomicBool::new(false) })
    }

    fn take(&self) -> bool {
        self.woken.swap(false, Ordering::Acquire)
    }

    fn wait(&self) {
        let alone = WAITING.fetch_add(1, Ordering::Relaxed) == 0;
        let sleeps = SLEEPS.get();
        if !(alone && sleeps == 0 && self.look()) {
            if alone {
                SLEEPS.set(if sleeps == 0 { TRIAL } else { sleeps - 1 });
            }
            while !self.take() {
                thread::park();
            }
        }
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }

    fn look(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < LOOKS {
            if self.take() {
                return true;
            }
            spin_loop();
        }
        false
    }
}

/// Runs a future to its end on this thread.
///
/// ```
/// assert_eq!(plumberd::testing::block_on(async { 1 + 1 }), 2);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let wakeup = Wakeup::new();
    let waker = Waker::from(Arc::clone(&wakeup));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => wakeup.wait(),
        }
    }
}

/// Runs a future on this thread, but no longer than this; `None` when it has not come to its end.
///
/// ```
/// use std::time::Duration;
///
/// let never = std::future::pending::<()>();
/// assert_eq!(plumberd::testing::block_on_for(Duration::from_millis(1), never), None);
/// ```
pub fn block_on_for<F: Future>(longest: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let waker = Waker::from(Wakeup::new());
    let mut context = Context::from_waker(&waker);
    let begun = Instant::now();
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let left = longest.checked_sub(begun.elapsed()).filter(|left| !left.is_zero())?;
        thread::park_timeout(left);
    }
}

/// The next event of a read, or the next delivery of a subscription; `None` at its end.
pub async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// All events of a read.
///
/// # Errors
/// The error that ended it.
pub async fn collect(mut events: EventStream) -> Result<Vec<RecordedEvent>, ReadError> {
    let mut all = Vec::new();
    while let Some(event) = next(&mut events).await {
        all.push(event?);
    }
    Ok(all)
}
