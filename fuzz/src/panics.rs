//! The panics of all threads: those of a server's tasks are caught by tokio, and nobody would see them.

use std::sync::{Mutex, PoisonError};

static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Keeps the first panic of any thread from now on, and prints none: the driver reports it with the
/// input that made it.
pub fn record() {
    std::panic::set_hook(Box::new(|panic| {
        let mut first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| {
            let text = panic.payload_as_str().unwrap_or("a panic without a text");
            let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
            format!("{text}{}", place.unwrap_or_default())
        });
    }));
}

/// What panicked since the last time.
pub fn take() -> Option<String> {
    FIRST.lock().unwrap_or_else(PoisonError::into_inner).take()
}
