use std::time::{Duration, Instant};

use super::GroupError;

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// How something that may fail goes: what failed last, and when to try again, later each time.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    failures: u32,
    not_before: Option<Instant>,
    error: Option<GroupError>,
}

impl Attempts {
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub(super) fn failed(&mut self, error: GroupError, now: Instant) {
        let wait = SHORTEST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        self.failures += 1;
        self.not_before = Some(now + wait);
        self.error = Some(error);
    }

    /// Whether to try now. Whoever is told so does.
    pub(super) fn try_now(&mut self, now: Instant) -> bool {
        let may = self.not_before.is_none_or(|at| at <= now);
        if may {
            self.not_before = None;
        }
        may
    }

    /// When the next try is due, if the last has failed and nobody tries at the moment.
    pub(super) fn next(&self) -> Option<Instant> {
        self.not_before
    }

    pub(super) fn error(&self) -> Option<&GroupError> {
        self.error.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_waits_longer_up_to_a_limit() {
        let mut attempts = Attempts::default();
        let mut now = Instant::now();
        assert!(attempts.try_now(now));
        let mut waits = Vec::new();
        for _ in 0..30 {
            attempts.failed(GroupError::Closed, now);
            assert!(!attempts.try_now(now));
            let next = attempts.next().unwrap();
            assert!(attempts.try_now(next));
            assert_eq!(attempts.next(), None, "it is being tried");
            waits.push((next - now).as_millis());
            now = next;
        }
        assert_eq!(waits[..4], [100, 200, 400, 800]);
        assert_eq!(waits[29], 10_000);
        assert!(attempts.error().is_some());
        attempts.succeeded();
        assert!(attempts.try_now(Instant::now()) && attempts.error().is_none());
    }
}
