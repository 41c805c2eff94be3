use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

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

/// The next event of a read; `None` at its end.
pub async fn next(events: &mut EventStream) -> Option<Result<RecordedEvent, ReadError>> {
    poll_fn(|context| events.as_mut().poll_next(context)).await
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
