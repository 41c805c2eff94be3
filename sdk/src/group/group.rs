use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use crate::store::RecordedEvent;
use crate::stream::Revision;

use super::delivery::id_of;
use super::dispatcher::{Bucket, Dispatcher, SubscriberId};
use super::outbox::{Outbox, Sequence};
use super::progress::{CheckpointPolicy, Progress};
use super::subscriber::{Rate, Subscriber};
use super::{GroupDelivery, GroupError, GroupSettings, Place, SubscriberOptions};

/// The state of a group, without any I/O or clock of its own: events go in from the source and from
/// the parked ones, out to the outboxes of subscribers, and their answers move the two checkpoints.
///
/// A message is in one state at a time: it waits (new, or for another try), is in flight at one
/// subscriber, or is being parked. Whatever is none of these is done.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) settings: GroupSettings,
    pub(super) dispatcher: Dispatcher,
    pub(super) messages: HashMap<Sequence, Message>,
    /// What waits for its first try, and what waits for another one: it goes first.
    new: BTreeSet<Sequence>,
    pub(super) retries: BTreeSet<Sequence>,
    /// When what is in flight times out.
    pub(super) deadlines: BTreeSet<(Instant, Sequence)>,
    /// What is to be parked and was not picked up for that yet.
    pub(super) to_park: VecDeque<Sequence>,
    pub(super) parking: usize,
    pub(super) subscribers: BTreeMap<SubscriberId, Subscriber>,
    /// How far the group has come with its source.
    pub(super) source: Progress<Place>,
    /// How far it has come with the parked events.
    pub(super) parked: Progress<Revision>,
    /// Whether it keeps up with its source.
    pub(super) is_live: bool,
    live_count: usize,
    next: Sequence,
    pub(super) rate: Rate,
}

#[derive(Debug)]
pub(super) struct Message {
    pub(super) event: RecordedEvent,
    pub(super) id: Uuid,
    pub(super) retry_count: u32,
    pub(super) origin: Origin,
    /// It came while the group kept up with its source.
    was_live: bool,
    pub(super) bucket: Option<Bucket>,
    /// Who had it last, and did not get done with it.
    pub(super) avoid: Option<SubscriberId>,
    pub(super) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Source,
    Parked,
}

#[derive(Debug)]
pub(super) enum State {
    Waiting,
    InFlight { at: SubscriberId, since: Instant, deadline: Option<Instant> },
    Parking { reason: Arc<str> },
}

impl Group {
    /// A group behind a place of its source, and behind a revision of its parked events.
    pub(super) fn new(
        settings: GroupSettings,
        source: Option<Place>,
        parked: Option<Revision>,
        now: Instant,
    ) -> Self {
        Self {
            dispatcher: Dispatcher::new(settings.strategy),
            settings,
            messages: HashMap::new(),
            new: BTreeSet::new(),
            retries: BTreeSet::new(),
            deadlines: BTreeSet::new(),
            to_park: VecDeque::new(),
            parking: 0,
            subscribers: BTreeMap::new(),
            source: Progress::behind(source, now),
            parked: Progress::behind(parked, now),
            is_live: false,
            live_count: 0,
            next: 0,
            rate: Rate::default(),
        }
    }

    pub(super) fn checkpoint_policy(&self) -> CheckpointPolicy {
        CheckpointPolicy {
            after: self.settings.checkpoint_after,
            min: self.settings.min_checkpoint_count,
            max: self.settings.max_checkpoint_count,
        }
    }

    /// Changes the settings. What was taken already stays; nobody is connected.
    pub(super) fn update(&mut self, settings: GroupSettings) {
        self.dispatcher = Dispatcher::new(settings.strategy);
        for message in self.messages.values_mut() {
            message.bucket = self.dispatcher.bucket(&message.event);
        }
        for id in self.subscribers.keys() {
            self.dispatcher.connect(*id);
        }
        self.settings = settings;
    }

    // The source and the parked events.

    /// How many more events the source may give.
    pub(super) fn room(&self) -> usize {
        let size = if self.is_live {
            self.settings.live_buffer_size
        } else {
            self.settings.history_buffer_size
        };
        (size as usize).saturating_sub(self.new.len() + self.retries.len() + self.parking)
    }

    /// How many more parked events may be replayed.
    pub(super) fn replay_room(&self) -> usize {
        (self.settings.history_buffer_size as usize).saturating_sub(self.parked.open())
    }

    /// Takes the next event of the source.
    pub(super) fn take(&mut self, event: RecordedEvent, place: Place) {
        let sequence = self.insert(event, Origin::Source);
        self.source.take(sequence, place);
        self.new.insert(sequence);
        self.live_count += usize::from(self.is_live);
    }

    /// Takes a parked event to try it anew.
    pub(super) fn replay(&mut self, event: RecordedEvent, revision: Revision) {
        let sequence = self.insert(event, Origin::Parked);
        self.parked.take(sequence, revision);
        self.retries.insert(sequence);
    }

    fn insert(&mut self, event: RecordedEvent, origin: Origin) -> Sequence {
        let sequence = self.next;
        self.next += 1;
        let message = Message {
            id: id_of(&event),
            bucket: self.dispatcher.bucket(&event),
            event,
            retry_count: 0,
            origin,
            was_live: self.is_live && origin == Origin::Source,
            avoid: None,
            state: State::Waiting,
        };
        self.messages.insert(sequence, message);
        sequence
    }

    // Subscribers.

    pub(super) fn has_subscribers(&self) -> bool {
        !self.subscribers.is_empty()
    }

    /// Whether there are as many subscribers as there may be.
    pub(super) fn is_full(&self) -> bool {
        let max = self.settings.max_subscribers;
        max > 0 && self.subscribers.len() >= max as usize
    }

    /// Connects a subscriber, and gives the outbox that it takes its events from.
    pub(super) fn connect(&mut self, id: SubscriberId, options: SubscriberOptions) -> Arc<Outbox> {
        let subscriber = Subscriber::new(options);
        let outbox = Arc::clone(&subscriber.outbox);
        self.subscribers.insert(id, subscriber);
        self.dispatcher.connect(id);
        outbox
    }

    /// Disconnects a subscriber. What it has seen counts as tried; the rest does not.
    pub(super) fn disconnect(&mut self, id: SubscriberId, reason: GroupError) {
        let Some(subscriber) = self.subscribers.get(&id) else { return };
        for sequence in subscriber.held() {
            self.fail(sequence);
        }
        if let Some(subscriber) = self.subscribers.remove(&id) {
            subscriber.outbox.close(reason);
        }
        self.dispatcher.disconnect(id);
    }

    /// Disconnects all subscribers for a reason that is not theirs: nothing counts as tried.
    pub(super) fn disconnect_all(&mut self, reason: &GroupError) {
        for (id, subscriber) in std::mem::take(&mut self.subscribers) {
            subscriber.outbox.close(reason.clone());
            for sequence in subscriber.held() {
                self.take_back(sequence);
                self.wait_again(sequence, None);
            }
            self.dispatcher.disconnect(id);
        }
    }

    /// Gives out what waits, retries first, as far as there is room.
    pub(super) fn dispatch(&mut self, now: Instant) {
        for retries in [true, false] {
            let mut from = 0;
            while self.subscribers.values().any(Subscriber::has_room) {
                let waiting = if retries { &self.retries } else { &self.new };
                let Some(&sequence) = waiting.range(from..).next() else { break };
                from = sequence + 1;
                self.give(sequence, now);
            }
        }
    }

    /// Gives a message to whoever is to have it, if there is room.
    fn give(&mut self, sequence: Sequence, now: Instant) {
        let Some(message) = self.messages.get_mut(&sequence) else { return };
        let subscribers = &self.subscribers;
        let has_room = |id| subscribers.get(&id).is_some_and(Subscriber::has_room);
        let Some(to) = self.dispatcher.choose(message.bucket, message.avoid, has_room) else {
            return;
        };
        let Some(subscriber) = self.subscribers.get_mut(&to) else { return };
        let deadline = self.settings.message_timeout.and_then(|timeout| now.checked_add(timeout));
        message.state = State::InFlight { at: to, since: now, deadline };
        subscriber.hold(message.id, sequence);
        self.dispatcher.sent(message.bucket);
        self.deadlines.extend(deadline.map(|deadline| (deadline, sequence)));
        self.rate.count();
        if !self.retries.remove(&sequence) {
            self.new.remove(&sequence);
            self.live_count -= usize::from(message.was_live);
        }
        let (event, retry_count) = (message.event.clone(), message.retry_count);
        subscriber.outbox.put(sequence, GroupDelivery { event, retry_count });
    }

    // What to tell.

    pub(super) fn subscribers(&mut self) -> impl Iterator<Item = &mut Subscriber> {
        self.subscribers.values_mut()
    }

    pub(super) fn waiting(&self) -> Waiting {
        Waiting {
            live: self.live_count,
            read: self.new.len() - self.live_count,
            retry: self.retries.len(),
            in_flight: self.subscribers.values().map(Subscriber::in_flight).sum(),
            parking: self.parking,
        }
    }
}

/// How many messages are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) live: usize,
    pub(super) read: usize,
    pub(super) retry: usize,
    pub(super) in_flight: usize,
    pub(super) parking: usize,
}
