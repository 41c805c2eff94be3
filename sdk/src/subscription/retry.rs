use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How often to try again, and how long to wait before: each time twice as long, up to a limit, and
/// a random half of it less, so that many that failed at once do not come back at once.
///
/// ```
/// use std::time::Duration;
/// use plumberd::subscription::RetryPolicy;
///
/// let policy = RetryPolicy::times(4)
///     .first_delay(Duration::from_millis(100))
///     .max_delay(Duration::from_millis(300));
/// let most: Vec<_> = (1..=4).map(|retry| policy.longest_delay(retry).as_millis()).collect();
/// assert_eq!(most, [100, 200, 300, 300]);
/// assert_eq!(RetryPolicy::never().retries(), 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    retries: u32,
    first: Duration,
    max: Duration,
}

impl RetryPolicy {
    /// This many retries behind the first attempt; 100 ms before the first of them, 30 s at most.
    pub const fn times(retries: u32) -> Self {
        Self { retries, first: Duration::from_millis(100), max: Duration::from_secs(30) }
    }

    /// The first attempt is the only one.
    pub const fn never() -> Self {
        Self::times(0)
    }

    /// The wait before the first retry.
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first = delay;
        self
    }

    /// The longest wait.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max = delay;
        self
    }

    /// How often to try again.
    #[must_use]
    pub const fn retries(&self) -> u32 {
        self.retries
    }

    /// The wait before a retry, counted from 1, if chance adds all it can.
    #[must_use]
    pub fn longest_delay(&self, retry: u32) -> Duration {
        let doublings = retry.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.max)
    }

    /// The wait before a retry, counted from 1: between a half and the whole of the longest.
    #[must_use]
    pub fn delay(&self, retry: u32) -> Duration {
        let longest = self.longest_delay(retry);
        // Each `RandomState` has keys of its own: enough chance for this, without a dependency.
        let chance = RandomState::new().hash_one(retry) >> 32;
        let half = longest / 2;
        #[allow(clippy::cast_possible_truncation, reason = "32 bits")]
        let less = half.mul_f64(f64::from(chance as u32) / f64::from(u32::MAX));
        longest.saturating_sub(less)
    }
}

impl Default for RetryPolicy {
    /// Five retries.
    fn default() -> Self {
        Self::times(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_the_limit() {
        let policy = RetryPolicy::times(u32::MAX)
            .first_delay(Duration::from_millis(10))
            .max_delay(Duration::from_secs(1));
        for (retry, most) in [(0, 10), (1, 10), (2, 20), (7, 640), (8, 1000), (u32::MAX, 1000)] {
            let most = Duration::from_millis(most);
            assert_eq!(policy.longest_delay(retry), most, "{retry}");
            for _ in 0..100 {
                let delay = policy.delay(retry);
                assert!(delay <= most && delay >= most / 2, "{retry}: {delay:?}");
            }
        }
    }

    #[test]
    fn delays_differ() {
        let policy = RetryPolicy::times(1).first_delay(Duration::from_secs(1));
        let delays: std::collections::HashSet<_> = (0..20).map(|_| policy.delay(1)).collect();
        assert!(delays.len() > 10, "{delays:?}");
    }

    #[test]
    fn extremes_do_not_overflow() {
        let policy = RetryPolicy::times(1).first_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(policy.longest_delay(9), Duration::MAX);
        assert!(policy.delay(9) >= Duration::MAX / 2);
        assert_eq!(RetryPolicy::never().first_delay(Duration::ZERO).delay(1), Duration::ZERO);
    }
}
