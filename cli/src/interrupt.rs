//! Ctrl-C, and waiting that it can end.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use futures_core::Stream;
use signal_hook::consts::TERM_SIGNALS;
use signal_hook::flag;

/// How soon somebody who waits sees that Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

static PRESSED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From here on Ctrl-C does not end the process but [`is_pressed`] tells of it; pressed again, it ends the
/// process at once.
pub(crate) fn watch() {
    for signal in TERM_SIGNALS {
        // Where a signal cannot be watched, it ends the process as it always does.
        let _ = flag::register_conditional_shutdown(*signal, 130, Arc::clone(&PRESSED));
        let _ = flag::register(*signal, Arc::clone(&PRESSED));
    }
}

/// Whether somebody pressed Ctrl-C.
pub(crate) fn is_pressed() -> bool {
    PRESSED.load(Ordering::Relaxed)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread. It is polled now and then without a reason, so that it can
/// look whether Ctrl-C was pressed.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park_timeout(LOOK),
        }
    }
}

/// The next item; nothing at the end, and when Ctrl-C was pressed. Only within [`block_on`].
pub(crate) async fn next<S: Stream + Unpin + ?Sized>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| {
        if is_pressed() {
            return Poll::Ready(None);
        }
        Pin::new(&mut *stream).poll_next(context)
    })
    .await
}
