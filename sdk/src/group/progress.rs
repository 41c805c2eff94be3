use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::outbox::Sequence;

/// How far a group has come with one of its sources: what was taken, what is not done yet, and the
/// checkpoint, the last place with nothing open at or below it.
#[derive(Debug)]
pub(super) struct Progress<P> {
    /// The last place that was taken.
    taken: Option<P>,
    /// What is not done yet, each with what lay before it.
    open: BTreeMap<Sequence, Step<P>>,
    /// How many steps were taken.
    steps: u64,
    /// What the last checkpoint says.
    marked: Step<P>,
    marked_at: Instant,
}

/// A place, and the number of steps up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step<P> {
    pub(super) place: Option<P>,
    number: u64,
}

/// When to write a checkpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct CheckpointPolicy {
    pub(super) after: Duration,
    pub(super) min: u32,
    pub(super) max: u32,
}

impl<P: Copy + Ord> Progress<P> {
    /// Begins behind a place.
    pub(super) fn behind(place: Option<P>, now: Instant) -> Self {
        Self {
            taken: place,
            open: BTreeMap::new(),
            steps: 0,
            marked: Step { place, number: 0 },
            marked_at: now,
        }
    }

    pub(super) fn taken(&self) -> Option<P> {
        self.taken
    }

    /// Whether nothing was ever taken.
    pub(super) fn is_untouched(&self) -> bool {
        self.steps == 0 && self.taken == self.marked.place
    }

    /// How many are not done yet.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    /// Takes a message.
    pub(super) fn take(&mut self, sequence: Sequence, place: P) {
        self.open.insert(sequence, Step { place: self.taken, number: self.steps });
        self.pass(place, true);
    }

    /// Passes a place where there is nothing to do. It counts as a step if a checkpoint there is
    /// worth writing.
    pub(super) fn pass(&mut self, place: P, step: bool) {
        self.taken = self.taken.max(Some(place));
        self.steps += u64::from(step);
    }

    /// A message is done.
    pub(super) fn settle(&mut self, sequence: Sequence) {
        self.open.remove(&sequence);
    }

    /// The checkpoint as it would be now.
    pub(super) fn checkpoint(&self) -> Step<P> {
        let now = Step { place: self.taken, number: self.steps };
        self.open.first_key_value().map_or(now, |(_, before)| *before)
    }

    /// The last checkpoint that was written, or the place of the beginning.
    pub(super) fn marked(&self) -> Option<P> {
        self.marked.place
    }

    /// The checkpoint to write now, if it is time.
    pub(super) fn due(&self, policy: CheckpointPolicy, now: Instant) -> Option<Step<P>> {
        let checkpoint = self.unmarked()?;
        let steps = checkpoint.number - self.marked.number;
        let is_due = steps >= u64::from(policy.max)
            || steps >= u64::from(policy.min.max(1)) && now >= self.marked_at + policy.after;
        is_due.then_some(checkpoint)
    }

    /// When to ask again whether a checkpoint is due, if nothing else happens.
    pub(super) fn due_at(&self, policy: CheckpointPolicy) -> Option<Instant> {
        let steps = self.unmarked()?.number - self.marked.number;
        (steps >= u64::from(policy.min.max(1))).then(|| self.marked_at + policy.after)
    }

    /// The checkpoint, if it is ahead of the one that was written.
    pub(super) fn unmarked(&self) -> Option<Step<P>> {
        let checkpoint = self.checkpoint();
        (checkpoint.place > self.marked.place).then_some(checkpoint)
    }

    /// A checkpoint is about to be written.
    pub(super) fn mark(&mut self, checkpoint: Step<P>, now: Instant) {
        self.marked = checkpoint;
        self.marked_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: CheckpointPolicy =
        CheckpointPolicy { after: Duration::from_secs(2), min: 2, max: 5 };

    #[test]
    fn the_checkpoint_is_below_all_that_is_open() {
        let mut progress = Progress::behind(None, Instant::now());
        for sequence in 0..4 {
            progress.take(sequence, sequence + 10);
        }
        progress.settle(1);
        assert_eq!(progress.checkpoint().place, None);
        progress.settle(0);
        assert_eq!(progress.checkpoint().place, Some(11));
        progress.pass(20, false);
        assert_eq!((progress.checkpoint().place, progress.open()), (Some(11), 2));
        progress.settle(3);
        progress.settle(2);
        assert_eq!((progress.checkpoint().place, progress.open()), (Some(20), 0));
    }

    #[test]
    fn a_checkpoint_waits_for_time_and_number() {
        let start = Instant::now();
        let mut progress = Progress::behind(Some(9), start);
        let later = start + POLICY.after;
        progress.take(0, 10);
        progress.settle(0);
        assert!(progress.due(POLICY, later).is_none(), "one is below the minimum");
        assert_eq!(progress.due_at(POLICY), None);
        progress.pass(11, true);
        assert!(progress.due(POLICY, start + Duration::from_millis(1999)).is_none());
        assert_eq!(progress.due_at(POLICY), Some(later));
        let due = progress.due(POLICY, later).unwrap();
        assert_eq!(due.place, Some(11));
        progress.mark(due, later);
        assert!(progress.due(POLICY, later + POLICY.after).is_none(), "nothing new");
        for place in 12..17 {
            progress.pass(place, true);
        }
        assert_eq!(progress.due(POLICY, later).unwrap().place, Some(16), "the maximum");
        assert_eq!(progress.marked(), Some(11));
    }

    #[test]
    fn a_place_that_is_no_step_is_not_worth_a_checkpoint() {
        let start = Instant::now();
        let mut progress = Progress::behind(Some(9), start);
        assert!(progress.is_untouched());
        for place in 10..100 {
            progress.pass(place, false);
        }
        assert!(progress.due(POLICY, start + POLICY.after).is_none());
        assert_eq!(progress.unmarked().unwrap().place, Some(99));
        assert!(!progress.is_untouched());
    }
}
