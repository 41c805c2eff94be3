//! Time as it travels: a moment with an offset, and clocks that can be replaced in tests.

mod civil;
mod date_time_offset;
mod time_span;

use std::fmt;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) use date_time_offset::Fraction;
pub use date_time_offset::{DateTimeError, DateTimeOffset};
pub(crate) use time_span::{parse_time_span, write_time_span};

/// Tells what time it is.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The current moment.
    fn now(&self) -> DateTimeOffset;
}

/// The clock of the machine, in UTC, to 100 ns.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTimeOffset {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let nanos = since_epoch.subsec_nanos() / 100 * 100;
        let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(0);
        DateTimeOffset::from_unix(seconds, nanos).unwrap_or(DateTimeOffset::UNIX_EPOCH)
    }
}

/// A clock for tests: it shows what it was set to.
///
/// ```
/// use plumberd::clock::{Clock, DateTimeOffset, ManualClock};
///
/// let clock = ManualClock::new("2025-07-13T18:22:19.2192669+02:00".parse()?);
/// assert_eq!(clock.now().to_string(), "2025-07-13T18:22:19.2192669+02:00");
/// # Ok::<(), plumberd::clock::DateTimeError>(())
/// ```
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTimeOffset>);

impl ManualClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn new(now: DateTimeOffset) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets the clock.
    pub fn set(&self, now: DateTimeOffset) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTimeOffset {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
