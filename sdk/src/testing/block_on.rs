use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_core::Stream;

use crate::store::{EventStream, ReadError, RecordedEvent};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread.
///
/// ```
/// assert_eq!(plumberd::testing::block_on(async { 1 + 1 }), 2);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
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
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
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
