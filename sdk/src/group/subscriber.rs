use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::info::{Latency, SubscriberInfo};
use super::outbox::{Outbox, Sequence};
use super::{GroupError, SettingsError, SubscriberOptions};

/// How many answers the extra statistics look at: the last ones.
const SAMPLES: usize = 1000;

/// A subscriber, as its group sees it.
#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) outbox: Arc<Outbox>,
    options: SubscriberOptions,
    /// What it has and has not answered, by the id that it will answer with. Ids need not be unique.
    held: BTreeSet<(Uuid, Sequence)>,
    rate: Rate,
    /// How long it took for its last events, the oldest at `next`.
    samples: Vec<Duration>,
    next: usize,
}

impl Subscriber {
    pub(super) fn new(options: SubscriberOptions) -> Self {
        Self {
            outbox: Arc::default(),
            options,
            held: BTreeSet::new(),
            rate: Rate::default(),
            samples: Vec::new(),
            next: 0,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.held.len() < self.options.buffer_size as usize
    }

    pub(super) fn in_flight(&self) -> usize {
        self.held.len()
    }

    pub(super) fn hold(&mut self, id: Uuid, sequence: Sequence) {
        self.held.insert((id, sequence));
        self.rate.count();
    }

    pub(super) fn release(&mut self, id: Uuid, sequence: Sequence) {
        self.held.remove(&(id, sequence));
    }

    /// What it can mean by an id, the oldest first.
    pub(super) fn holds(&self, id: Uuid) -> impl Iterator<Item = Sequence> {
        self.held.range((id, 0)..=(id, Sequence::MAX)).map(|(_, sequence)| *sequence)
    }

    pub(super) fn held(&self) -> BTreeSet<Sequence> {
        self.held.iter().map(|(_, sequence)| *sequence).collect()
    }

    /// It took this long for an event.
    pub(super) fn sample(&mut self, took: Duration) {
        if self.samples.len() < SAMPLES {
            self.samples.push(took);
        } else if let Some(sample) = self.samples.get_mut(self.next) {
            *sample = took;
            self.next = (self.next + 1) % SAMPLES;
        }
    }

    /// What to tell of it; the rate is since the last time.
    pub(super) fn info(&mut self, since_last: Duration) -> SubscriberInfo {
        let (count_since_last_measurement, average_per_second) = self.rate.measure(since_last);
        SubscriberInfo {
            options: self.options.clone(),
            total_items: self.rate.total(),
            count_since_last_measurement,
            average_per_second,
            in_flight: self.held.len(),
            available_slots: (self.options.buffer_size as usize).saturating_sub(self.held.len()),
            latency: Latency::of(&self.samples),
        }
    }
}

impl SubscriberOptions {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.buffer_size == 0 {
            return Err(SettingsError {
                setting: "buffer_size",
                reason: "0 has room for no event; use 1 or more".into(),
            });
        }
        Ok(())
    }
}

/// Counts what was given out.
#[derive(Debug, Default)]
pub(super) struct Rate {
    total: u64,
    measured: u64,
}

impl Rate {
    pub(super) fn count(&mut self) {
        self.total += 1;
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// How many since the last measurement, and how many of those a second.
    pub(super) fn measure(&mut self, since_last: Duration) -> (u64, u64) {
        let count = self.total - self.measured;
        self.measured = self.total;
        let per_second = u128::from(count) * 1_000_000_000 / since_last.as_nanos().max(1);
        (count, u64::try_from(per_second).unwrap_or(u64::MAX))
    }
}

impl Drop for Subscriber {
    /// Nobody is to wait for a group that is gone.
    fn drop(&mut self) {
        self.outbox.close(GroupError::Closed);
    }
}
