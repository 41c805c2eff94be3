use std::time::Duration;

/// What to do with an event that is given up on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnFailure {
    /// Stop the subscription with an error that names the event. Its checkpoint is behind the event
    /// before.
    Stop,
    /// Count the event and go on.
    Skip,
    /// Set the event aside as a dead letter, and go on. Later events with the same key are set aside
    /// behind it, so that none is handled before an earlier one; see
    /// [`DeadLetters`](super::DeadLetters).
    Park,
}

/// What a handler says of an error of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reaction {
    /// Try again as the subscription's policy says, and then do what it says.
    Retry,
    /// Another attempt would fail too: do this now.
    GiveUp(OnFailure),
    /// Another attempt would fail too: do now what the policy says for the end of the attempts.
    DoNotRetry,
}

/// How often to store the checkpoint: when so many events were handled since the last time, or so
/// much time has passed, whatever comes first; and always when the subscription is stopped.
///
/// What was handled behind the last checkpoint is handled again after a crash, so a small number
/// costs writes, and a large one repetitions.
///
/// ```
/// use std::time::Duration;
/// use plumberd::subscription::CheckpointPolicy;
///
/// let each = CheckpointPolicy::events(1);
/// let seldom = CheckpointPolicy::events(10_000).or_after(Duration::from_secs(10));
/// assert_ne!(each, seldom);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct CheckpointPolicy {
    pub(super) events: u64,
    pub(super) time: Duration,
}

impl CheckpointPolicy {
    /// After this many events, at least 1; or one second.
    pub const fn events(events: u64) -> Self {
        Self { events: if events == 0 { 1 } else { events }, time: Duration::from_secs(1) }
    }

    /// After this time, if there was an event.
    pub const fn or_after(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }
}

impl Default for CheckpointPolicy {
    /// 1000 events or one second.
    fn default() -> Self {
        Self::events(1000)
    }
}
