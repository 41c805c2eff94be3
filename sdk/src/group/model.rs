//! Random operations on the state of a group, held against a model too simple to be wrong.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;

use super::group::Group;
use super::group_tests::{id, options, pop, recorded};
use super::outbox::Outbox;
use super::{GroupError, GroupSettings, NackAction, Place, Strategy as Dispatch};

const TIMEOUT: Duration = Duration::from_millis(10);
const MAX_RETRIES: u32 = 1;

#[derive(Debug, Clone)]
enum Operation {
    /// Events of the source, each in one of some streams.
    Take(Vec<u64>),
    /// A place without an event.
    Pass,
    Connect {
        buffer: u32,
    },
    Disconnect {
        who: usize,
    },
    DisconnectAll,
    /// A subscriber takes what waits for it.
    Pop {
        who: usize,
    },
    Ack {
        who: usize,
        which: usize,
    },
    Nack {
        who: usize,
        which: usize,
        action: NackAction,
    },
    Sleep {
        millis: u64,
    },
    /// What is to be parked is, or as much of it.
    Park {
        count: usize,
    },
    /// Parked events come again.
    Replay,
}

fn operation() -> impl Strategy<Value = Operation> {
    let action =
        prop_oneof![Just(NackAction::Park), Just(NackAction::Retry), Just(NackAction::Skip),];
    prop_oneof![
        3 => vec(0..4_u64, 1..6).prop_map(Operation::Take),
        1 => Just(Operation::Pass),
        2 => (1..4_u32).prop_map(|buffer| Operation::Connect { buffer }),
        1 => (0..4_usize).prop_map(|who| Operation::Disconnect { who }),
        1 => Just(Operation::DisconnectAll),
        6 => (0..4_usize).prop_map(|who| Operation::Pop { who }),
        4 => (0..4_usize, 0..4_usize).prop_map(|(who, which)| Operation::Ack { who, which }),
        3 => (0..4_usize, 0..4_usize, action)
            .prop_map(|(who, which, action)| Operation::Nack { who, which, action }),
        2 => (0..8_u64).prop_map(|millis| Operation::Sleep { millis }),
        3 => (1..3_usize).prop_map(|count| Operation::Park { count }),
        2 => Just(Operation::Replay),
    ]
}

/// Where the model thinks that an event is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    /// `again` when somebody had it before, or it is replayed.
    Waiting {
        again: bool,
    },
    /// In the outbox of a subscriber, or taken out of it.
    At {
        who: u64,
        since: Instant,
        seen: bool,
    },
    ToPark,
    Parked,
    Done,
}

#[derive(Debug, Clone, Copy)]
struct Event {
    is: Is,
    retries: u32,
    stream: u64,
    /// How many the group had taken when it took this.
    sequence: u64,
    /// The group was done with it as an event of the source.
    settled: bool,
    /// Its place among the parked events, while it is being replayed.
    replayed: Option<usize>,
}

struct Consumer {
    outbox: Arc<Outbox>,
    buffer: usize,
}

struct World {
    group: Group,
    now: Instant,
    sequence: u64,
    /// By revision.
    events: Vec<Event>,
    consumers: BTreeMap<u64, Consumer>,
    connected: u64,
    /// What should be parked, in order.
    to_park: Vec<usize>,
    /// What was parked, by place, and whether that was replayed and done with.
    parked: Vec<(usize, bool)>,
    /// How many of those were replayed.
    replayed: usize,
    last_checkpoint: Option<Place>,
}

impl World {
    fn new(strategy: Dispatch) -> Self {
        let settings = GroupSettings {
            strategy,
            message_timeout: Some(TIMEOUT),
            max_retry_count: MAX_RETRIES,
            ..GroupSettings::default()
        };
        let now = Instant::now();
        Self {
            group: Group::new(settings, None, None, now),
            now,
            sequence: 0,
            events: Vec::new(),
            consumers: BTreeMap::new(),
            connected: 0,
            to_park: Vec::new(),
            parked: Vec::new(),
            replayed: 0,
            last_checkpoint: None,
        }
    }

    fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence - 1
    }

    fn consumer(&self, who: usize) -> Option<u64> {
        self.consumers.keys().nth(who).copied()
    }

    /// The events that are somewhere, in the order in which the group took them.
    fn that_are(&self, there: impl Fn(Is) -> bool) -> Vec<usize> {
        let all = self.events.iter().enumerate().filter(|(_, event)| there(event.is));
        let mut all: Vec<_> = all.map(|(revision, event)| (event.sequence, revision)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, revision)| revision).collect()
    }

    fn held_by(&self, who: u64) -> Vec<usize> {
        self.that_are(|is| matches!(is, Is::At { who: at, .. } if at == who))
    }

    /// One that a consumer has and has not answered, whether it has seen it or not.
    fn one_held_by(&self, who: usize, which: usize) -> Option<(u64, usize)> {
        let who = self.consumer(who)?;
        Some((who, *self.held_by(who).get(which)?))
    }

    fn settle(&mut self, revision: usize, is: Is) {
        let event = &mut self.events[revision];
        event.is = is;
        event.settled = true;
        if let Some(place) = event.replayed.take() {
            self.parked[place].1 = true;
        }
    }

    fn park_later(&mut self, revision: usize) {
        self.events[revision].is = Is::ToPark;
        self.to_park.push(revision);
    }

    /// A try has failed.
    fn fail(&mut self, revision: usize) {
        let event = &mut self.events[revision];
        if event.retries >= MAX_RETRIES {
            self.park_later(revision);
        } else {
            event.retries += 1;
            event.is = Is::Waiting { again: true };
        }
    }

    /// A consumer is gone, or too late: what it has seen was tried.
    fn lose(&mut self, revision: usize) {
        match self.events[revision].is {
            Is::At { seen: true, .. } => self.fail(revision),
            _ => self.events[revision].is = Is::Waiting { again: true },
        }
    }

    fn run(&mut self, operation: &Operation) {
        match operation {
            Operation::Take(streams) => streams.iter().for_each(|stream| self.take(*stream)),
            Operation::Pass => {
                self.group.source.pass(Place::Revision(self.events.len() as u64), true);
                let (is, sequence) = (Is::Done, u64::MAX);
                let event =
                    Event { is, retries: 0, stream: 0, sequence, settled: true, replayed: None };
                self.events.push(event);
            }
            Operation::Connect { buffer } => {
                let who = self.connected;
                self.connected += 1;
                let outbox = self.group.connect(who, options(*buffer));
                self.consumers.insert(who, Consumer { outbox, buffer: *buffer as usize });
            }
            Operation::Disconnect { who } => {
                if let Some(who) = self.consumer(*who) {
                    self.consumers.remove(&who);
                    self.group.disconnect(who, GroupError::Closed);
                    for revision in self.held_by(who) {
                        self.lose(revision);
                    }
                }
            }
            Operation::DisconnectAll => {
                self.consumers.clear();
                self.group.disconnect_all(&GroupError::Closed);
                for revision in self.that_are(|is| matches!(is, Is::At { .. })) {
                    self.events[revision].is = Is::Waiting { again: true };
                }
            }
            Operation::Pop { who } => self.pop(*who),
            Operation::Ack { who, which } => {
                if let Some((who, revision)) = self.one_held_by(*who, *which) {
                    self.group.ack(who, &[id(revision as u64)], self.now);
                    self.settle(revision, Is::Done);
                }
            }
            Operation::Nack { who, which, action } => {
                if let Some((who, revision)) = self.one_held_by(*who, *which) {
                    let ids = [id(revision as u64)];
                    self.group.nack(who, &ids, *action, &"model".into(), self.now);
                    match action {
                        NackAction::Skip => self.settle(revision, Is::Done),
                        NackAction::Park => self.park_later(revision),
                        _ => self.fail(revision),
                    }
                }
            }
            Operation::Sleep { millis } => self.sleep(*millis),
            Operation::Park { count } => self.park(*count),
            Operation::Replay => self.replay(),
        }
        self.group.expire(self.now);
        self.group.dispatch(self.now);
        self.check();
    }

    fn take(&mut self, stream: u64) {
        let revision = self.events.len() as u64;
        let event = recorded(&format!("A-{stream}"), revision);
        self.group.take(event, Place::Revision(revision));
        let (is, sequence) = (Is::Waiting { again: false }, self.next_sequence());
        let event = Event { is, retries: 0, stream, sequence, settled: false, replayed: None };
        self.events.push(event);
    }

    fn pop(&mut self, who: usize) {
        let Some(who) = self.consumer(who) else { return };
        let Some(delivery) = pop(&self.consumers[&who].outbox) else { return };
        let delivery = delivery.unwrap();
        let event = &mut self.events[usize::try_from(delivery.event.revision).unwrap()];
        let Is::At { who: at, since, seen: false } = event.is else {
            panic!("{} was given out: {event:?}", delivery.event.revision)
        };
        assert_eq!(at, who, "it is another one's");
        assert_eq!(delivery.retry_count, event.retries);
        event.is = Is::At { who, since, seen: true };
    }

    fn sleep(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        let now = self.now;
        let mut late =
            self.that_are(|is| matches!(is, Is::At { since, .. } if since + TIMEOUT <= now));
        // The group takes them back in the order of their deadlines.
        late.sort_by_key(|revision| match self.events[*revision].is {
            Is::At { since, .. } => Some(since),
            _ => None,
        });
        for revision in late {
            self.lose(revision);
        }
    }

    fn park(&mut self, count: usize) {
        for to_park in self.group.pick_up(count) {
            let revision = self.to_park.remove(0);
            assert_eq!(to_park.event.revision, revision as u64, "in the order of decisions");
            self.group.finish_parking(to_park.sequence);
            self.settle(revision, Is::Parked);
            self.parked.push((revision, false));
        }
    }

    fn replay(&mut self) {
        for place in self.replayed..self.parked.len() {
            let (revision, _) = self.parked[place];
            let sequence = self.next_sequence();
            let event = &mut self.events[revision];
            assert_eq!(event.is, Is::Parked);
            event.is = Is::Waiting { again: true };
            (event.retries, event.sequence, event.replayed) = (0, sequence, Some(place));
            let stored = recorded(&format!("A-{}", event.stream), revision as u64);
            self.group.replay(stored, place as u64);
        }
        self.replayed = self.parked.len();
    }

    /// Sees what was given out, and holds the group against all that it promises.
    fn check(&mut self) {
        let mut given = Vec::new();
        for (who, consumer) in &self.consumers {
            for sequence in consumer.outbox.waiting() {
                let mut events = self.events.iter_mut().enumerate();
                let (revision, event) =
                    events.find(|(_, event)| event.sequence == sequence).unwrap();
                match event.is {
                    Is::Waiting { again } => {
                        event.is = Is::At { who: *who, since: self.now, seen: false };
                        given.push((revision, again));
                    }
                    is => assert!(
                        matches!(is, Is::At { who: at, seen: false, .. } if at == *who),
                        "{revision} is with {who} and {is:?}"
                    ),
                }
            }
            assert!(self.held_by(*who).len() <= consumer.buffer, "{who} has too many");
        }
        self.check_order(&given);
        self.check_checkpoints();
        let waiting = self.group.waiting();
        let count = |there: fn(Is) -> bool| self.that_are(there).len();
        assert_eq!(waiting.in_flight, count(|is| matches!(is, Is::At { .. })));
        assert_eq!(waiting.parking, count(|is| is == Is::ToPark));
        assert_eq!(waiting.retry, count(|is| is == Is::Waiting { again: true }));
        assert_eq!(waiting.read, count(|is| is == Is::Waiting { again: false }));
    }

    fn check_order(&self, given: &[(usize, bool)]) {
        let anew = self.that_are(|is| is == Is::Waiting { again: false });
        let again = self.that_are(|is| is == Is::Waiting { again: true });
        let has_room =
            |(who, consumer): (&u64, &Consumer)| self.held_by(*who).len() < consumer.buffer;
        let is_pinned = self.group.settings.strategy == Dispatch::Pinned;
        if !is_pinned {
            let all_full = !self.consumers.iter().any(has_room);
            assert!(all_full || anew.is_empty() && again.is_empty(), "somebody has room");
            if given.iter().any(|(_, again)| !again) {
                assert!(again.is_empty(), "retries go first");
            }
            let first_left = anew.first().copied().unwrap_or(usize::MAX);
            assert!(given.iter().all(|(revision, again)| *again || *revision < first_left));
            return;
        }
        let mut homes = BTreeMap::new();
        for event in &self.events {
            if let Is::At { who, .. } = event.is {
                let home = *homes.entry(event.stream).or_insert(who);
                assert_eq!(home, who, "a stream is with one");
            }
        }
        let idle = homes.is_empty() && !self.consumers.is_empty();
        assert!(!idle || anew.is_empty() && again.is_empty(), "everybody has room");
    }

    fn check_checkpoints(&mut self) {
        let done = self.events.iter().take_while(|event| event.settled).count() as u64;
        let checkpoint = self.group.source.checkpoint().place;
        assert_eq!(checkpoint, done.checked_sub(1).map(Place::Revision));
        assert!(checkpoint >= self.last_checkpoint, "it never goes back");
        self.last_checkpoint = checkpoint;
        let replayed = &self.parked[..self.replayed];
        let done = replayed.iter().take_while(|(_, done)| *done).count() as u64;
        assert_eq!(self.group.parked.checkpoint().place, done.checked_sub(1));
    }

    /// In the end, everything can be done.
    fn finish(mut self) {
        self.run(&Operation::DisconnectAll);
        self.run(&Operation::Connect { buffer: 1 });
        for _ in 0..self.events.len() {
            self.run(&Operation::Pop { who: 0 });
            self.run(&Operation::Ack { who: 0, which: 0 });
        }
        self.run(&Operation::Park { count: usize::MAX });
        self.run(&Operation::Replay);
        for _ in 0..self.events.len() {
            self.run(&Operation::Pop { who: 0 });
            self.run(&Operation::Nack { who: 0, which: 0, action: NackAction::Skip });
        }
        for (revision, event) in self.events.iter().enumerate() {
            assert_eq!(event.is, Is::Done, "{revision} is left: {event:?}");
        }
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_or_given_to_two(
        operations in vec(operation(), 1..150),
        strategy in prop_oneof![
            Just(Dispatch::RoundRobin),
            Just(Dispatch::DispatchToSingle),
            Just(Dispatch::Pinned),
        ],
    ) {
        let mut world = World::new(strategy);
        for operation in &operations {
            world.run(operation);
        }
        world.finish();
    }
}
