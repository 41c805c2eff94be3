use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use crate::store::RecordedEvent;

use super::NackAction;
use super::dispatcher::SubscriberId;
use super::group::{Group, Message, Origin, State};
use super::outbox::Sequence;

/// An event to put aside.
#[derive(Debug, Clone)]
pub(super) struct ToPark {
    pub(super) sequence: Sequence,
    pub(super) event: RecordedEvent,
    pub(super) reason: Arc<str>,
}

/// What becomes of the messages that subscribers have.
impl Group {
    /// The subscriber is done with these. What it does not have (any more) is left alone.
    pub(super) fn ack(&mut self, from: SubscriberId, ids: &[Uuid], now: Instant) {
        for sequence in self.meant(from, ids) {
            self.sample(sequence, now);
            self.settle(sequence);
        }
    }

    /// The subscriber could not handle these.
    pub(super) fn nack(
        &mut self,
        from: SubscriberId,
        ids: &[Uuid],
        action: NackAction,
        reason: &Arc<str>,
        now: Instant,
    ) {
        for sequence in self.meant(from, ids) {
            self.sample(sequence, now);
            match action {
                NackAction::Skip => self.settle(sequence),
                NackAction::Park => self.park(sequence, Arc::clone(reason)),
                NackAction::Retry | NackAction::Stop => self.retry(sequence),
            }
        }
    }

    /// The messages that a subscriber means. One id may stand for several of its messages; each
    /// mention means one of them, the oldest first.
    fn meant(&self, from: SubscriberId, ids: &[Uuid]) -> BTreeSet<Sequence> {
        let mut meant = BTreeSet::new();
        if let Some(subscriber) = self.subscribers.get(&from) {
            for id in ids {
                meant.extend(subscriber.holds(*id).find(|sequence| !meant.contains(sequence)));
            }
        }
        meant
    }

    fn sample(&mut self, sequence: Sequence, now: Instant) {
        if self.settings.extra_statistics
            && let Some(Message { state: State::InFlight { at, since, .. }, .. }) =
                self.messages.get(&sequence)
            && let Some(subscriber) = self.subscribers.get_mut(at)
        {
            subscriber.sample(now.saturating_duration_since(*since));
        }
    }

    /// What is in flight for too long is tried again.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some(&(at, sequence)) = self.deadlines.first()
            && at <= now
        {
            self.fail(sequence);
        }
    }

    /// When the next message times out.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A subscriber did not get done with a message. That counts as a try only if it has seen it.
    pub(super) fn fail(&mut self, sequence: Sequence) {
        let Some(Message { state: State::InFlight { at, .. }, .. }) = self.messages.get(&sequence)
        else {
            return;
        };
        let at = *at;
        if self.subscribers.get(&at).is_some_and(|had| had.outbox.withdraw(sequence)) {
            self.take_back(sequence);
            self.wait_again(sequence, Some(at));
        } else {
            self.retry(sequence);
        }
    }

    /// Tries a message again, or parks it if that was done often enough.
    fn retry(&mut self, sequence: Sequence) {
        let max = self.settings.max_retry_count;
        let Some(message) = self.messages.get_mut(&sequence) else { return };
        if message.retry_count >= max {
            self.park(sequence, format!("Reached retry count of {max}").into());
        } else {
            message.retry_count += 1;
            let from = self.take_back(sequence);
            self.wait_again(sequence, from);
        }
    }

    pub(super) fn wait_again(&mut self, sequence: Sequence, avoid: Option<SubscriberId>) {
        if let Some(message) = self.messages.get_mut(&sequence) {
            message.avoid = avoid;
            self.retries.insert(sequence);
        }
    }

    /// Takes a message away from the subscriber that has it, and tells which that was.
    pub(super) fn take_back(&mut self, sequence: Sequence) -> Option<SubscriberId> {
        let message = self.messages.get_mut(&sequence)?;
        let State::InFlight { at, deadline, .. } = message.state else { return None };
        message.state = State::Waiting;
        if let Some(deadline) = deadline {
            self.deadlines.remove(&(deadline, sequence));
        }
        self.dispatcher.returned(message.bucket, at);
        if let Some(subscriber) = self.subscribers.get_mut(&at) {
            subscriber.release(message.id, sequence);
            subscriber.outbox.withdraw(sequence);
        }
        Some(at)
    }

    fn park(&mut self, sequence: Sequence, reason: Arc<str>) {
        self.take_back(sequence);
        if let Some(message) = self.messages.get_mut(&sequence) {
            message.state = State::Parking { reason };
            self.parking += 1;
            self.to_park.push_back(sequence);
        }
    }

    /// Picks up events that are to be parked, in the order in which that was decided.
    pub(super) fn pick_up(&mut self, limit: usize) -> Vec<ToPark> {
        let count = self.to_park.len().min(limit);
        let picked = self.to_park.drain(..count).filter_map(|sequence| {
            let message = self.messages.get(&sequence)?;
            let State::Parking { reason } = &message.state else { return None };
            let (event, reason) = (message.event.clone(), Arc::clone(reason));
            Some(ToPark { sequence, event, reason })
        });
        picked.collect()
    }

    /// An event has been parked, so the group is done with it.
    pub(super) fn finish_parking(&mut self, sequence: Sequence) {
        self.settle(sequence);
    }

    /// The group is done with a message.
    fn settle(&mut self, sequence: Sequence) {
        self.take_back(sequence);
        let Some(message) = self.messages.remove(&sequence) else { return };
        self.parking -= usize::from(matches!(message.state, State::Parking { .. }));
        match message.origin {
            Origin::Source => self.source.settle(sequence),
            Origin::Parked => self.parked.settle(sequence),
        }
    }
}
