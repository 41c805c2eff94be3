use std::collections::{BTreeMap, VecDeque};

use crate::engine::correlation::correlation_id;
use crate::store::{Link, RecordedEvent};

use super::Strategy;

/// A subscriber of a group.
pub(super) type SubscriberId = u64;

const BUCKETS: u64 = 1024;

/// The events that have to go to one subscriber.
pub(super) type Bucket = u64;

/// Chooses who gets an event.
#[derive(Debug)]
pub(super) struct Dispatcher {
    strategy: Strategy,
    /// Who comes next.
    order: VecDeque<SubscriberId>,
    pins: BTreeMap<Bucket, Pin>,
    /// How many buckets each subscriber has.
    pinned: BTreeMap<SubscriberId, usize>,
}

#[derive(Debug)]
struct Pin {
    to: SubscriberId,
    /// How many of the bucket's events the subscriber has.
    in_flight: usize,
}

impl Dispatcher {
    pub(super) fn new(strategy: Strategy) -> Self {
        Self { strategy, order: VecDeque::new(), pins: BTreeMap::new(), pinned: BTreeMap::new() }
    }

    /// The bucket of an event; none when any subscriber will do.
    pub(super) fn bucket(&self, event: &RecordedEvent) -> Option<Bucket> {
        let correlation = match self.strategy {
            Strategy::RoundRobin | Strategy::DispatchToSingle => return None,
            Strategy::Pinned => None,
            Strategy::PinnedByCorrelation => correlation_id(&event.metadata),
        };
        let hash = match correlation {
            Some(id) => hash(id.as_bytes()),
            None => hash(stream_of(event).as_bytes()),
        };
        Some(hash % BUCKETS)
    }

    pub(super) fn connect(&mut self, subscriber: SubscriberId) {
        self.order.push_back(subscriber);
        self.pinned.insert(subscriber, 0);
    }

    pub(super) fn disconnect(&mut self, subscriber: SubscriberId) {
        self.order.retain(|other| *other != subscriber);
        self.pins.retain(|_, pin| pin.to != subscriber);
        self.pinned.remove(&subscriber);
    }

    /// Who gets an event of this bucket; nobody, when whoever has to get it has no room. Whoever is
    /// to be avoided gets it only if nobody else can.
    pub(super) fn choose(
        &mut self,
        bucket: Option<Bucket>,
        avoid: Option<SubscriberId>,
        has_room: impl Fn(SubscriberId) -> bool,
    ) -> Option<SubscriberId> {
        if let Some(bucket) = bucket {
            let to = self.pinned(bucket)?;
            return has_room(to).then_some(to);
        }
        let first = |not: Option<SubscriberId>| {
            self.order.iter().position(|id| has_room(*id) && Some(*id) != not)
        };
        let at = first(avoid).or_else(|| first(None))?;
        let chosen = *self.order.get(at)?;
        match self.strategy {
            // Those who were passed over are next: they had no room, or are avoided.
            Strategy::DispatchToSingle if avoid != self.order.front().copied() => {
                self.order.rotate_left(at);
            }
            Strategy::DispatchToSingle => {}
            _ => {
                self.order.remove(at);
                self.order.push_back(chosen);
            }
        }
        Some(chosen)
    }

    /// Who has to get the events of a bucket.
    fn pinned(&mut self, bucket: Bucket) -> Option<SubscriberId> {
        let (&least, _) = self.pinned.iter().min_by_key(|(id, buckets)| (**buckets, **id))?;
        if let Some(pin) = self.pins.get(&bucket) {
            let buckets = self.pinned.get(&pin.to).copied().unwrap_or(0);
            let share = self.pins.len().div_ceil(self.order.len());
            // A bucket moves only while nobody works on it, so that its events stay in order.
            if pin.in_flight > 0 || buckets <= share {
                return Some(pin.to);
            }
            self.pinned.entry(pin.to).and_modify(|buckets| *buckets -= 1);
        }
        self.pins.insert(bucket, Pin { to: least, in_flight: 0 });
        self.pinned.entry(least).and_modify(|buckets| *buckets += 1);
        Some(least)
    }

    /// An event of the bucket was given to a subscriber.
    pub(super) fn sent(&mut self, bucket: Option<Bucket>) {
        if let Some(pin) = bucket.and_then(|bucket| self.pins.get_mut(&bucket)) {
            pin.in_flight += 1;
        }
    }

    /// A subscriber has an event of the bucket no longer.
    pub(super) fn returned(&mut self, bucket: Option<Bucket>, from: SubscriberId) {
        let pin = bucket.and_then(|bucket| self.pins.get_mut(&bucket));
        if let Some(pin) = pin.filter(|pin| pin.to == from) {
            pin.in_flight = pin.in_flight.saturating_sub(1);
        }
    }
}

/// The stream that an event comes from; of a link that leads nowhere, the one that it led to.
fn stream_of(event: &RecordedEvent) -> String {
    if &*event.event_type == Link::EVENT_TYPE
        && let Some((_, stream)) = Link::target(&event.data)
    {
        return stream.as_str().to_owned();
    }
    event.stream.as_str().to_owned()
}

/// FNV-1a: the same in each process, and good enough for names.
fn hash(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;

    fn dispatcher(strategy: Strategy, subscribers: u64) -> Dispatcher {
        let mut dispatcher = Dispatcher::new(strategy);
        for subscriber in 0..subscribers {
            dispatcher.connect(subscriber);
        }
        dispatcher
    }

    #[test]
    fn round_robin_takes_turns_and_skips_the_full() {
        let mut dispatcher = dispatcher(Strategy::RoundRobin, 3);
        let mut choose = |full: &[u64]| dispatcher.choose(None, None, |id| !full.contains(&id));
        assert_eq!(choose(&[]), Some(0));
        assert_eq!(choose(&[]), Some(1));
        assert_eq!(choose(&[2]), Some(0));
        assert_eq!(choose(&[]), Some(2));
        assert_eq!(choose(&[0, 1, 2]), None);
    }

    #[test]
    fn dispatch_to_single_stays_until_it_is_full() {
        let mut dispatcher = dispatcher(Strategy::DispatchToSingle, 3);
        let mut choose =
            |avoid, full: &[u64]| dispatcher.choose(None, avoid, |id| !full.contains(&id));
        assert_eq!(choose(None, &[]), Some(0));
        assert_eq!(choose(None, &[]), Some(0));
        assert_eq!(choose(Some(0), &[]), Some(1), "a retry goes elsewhere");
        assert_eq!(choose(None, &[]), Some(0), "and the rest stays");
        assert_eq!(choose(None, &[0]), Some(1));
        assert_eq!(choose(None, &[]), Some(1));
    }

    #[test]
    fn who_is_avoided_gets_it_when_nobody_else_can() {
        for strategy in [Strategy::RoundRobin, Strategy::DispatchToSingle] {
            let mut dispatcher = dispatcher(strategy, 2);
            assert_eq!(dispatcher.choose(None, Some(0), |_| true), Some(1));
            assert_eq!(dispatcher.choose(None, Some(0), |id| id == 0), Some(0));
        }
    }

    #[test]
    fn buckets_stay_and_are_spread() {
        let mut dispatcher = dispatcher(Strategy::Pinned, 2);
        let homes: Vec<_> =
            (0..10).map(|bucket| dispatcher.choose(Some(bucket), None, |_| true)).collect();
        assert_eq!(homes.iter().filter(|home| **home == Some(0)).count(), 5);
        for (bucket, home) in (0..).zip(&homes) {
            assert_eq!(dispatcher.choose(Some(bucket), None, |_| true), *home);
            assert_eq!(dispatcher.choose(Some(bucket), None, |id| Some(id) != *home), None);
        }
    }

    #[test]
    fn a_new_subscriber_gets_buckets_that_nobody_works_on() {
        let mut dispatcher = dispatcher(Strategy::Pinned, 1);
        for bucket in 0..4 {
            dispatcher.choose(Some(bucket), None, |_| true);
            dispatcher.sent(Some(bucket));
        }
        dispatcher.connect(1);
        for bucket in 0..4 {
            assert_eq!(dispatcher.choose(Some(bucket), None, |_| true), Some(0), "busy");
            dispatcher.returned(Some(bucket), 0);
        }
        let mut homes = (0..4)
            .map(|bucket| dispatcher.choose(Some(bucket), None, |_| true))
            .collect::<Vec<_>>();
        assert_eq!(homes, [Some(1), Some(1), Some(0), Some(0)]);
        dispatcher.disconnect(1);
        homes = (0..4).map(|bucket| dispatcher.choose(Some(bucket), None, |_| true)).collect();
        assert_eq!(homes, [Some(0); 4]);
        dispatcher.disconnect(0);
        assert_eq!(dispatcher.choose(Some(0), None, |_| true), None);
    }

    #[test]
    fn buckets_are_of_the_stream_or_the_correlation() {
        use crate::engine::memory::MemoryStore;
        use crate::store::{EventStore, ReadAll};
        use crate::stream::{ExpectedRevision, StreamName};
        use crate::testing::{collect, event};

        let store = MemoryStore::new();
        let put = |stream: &str, metadata: &str| {
            let mut event = event("A");
            event.metadata = metadata.as_bytes().to_vec().into();
            let stream = StreamName::parse(stream).unwrap();
            block_on(store.append(stream, ExpectedRevision::Any, vec![event])).unwrap();
        };
        put("Order-1", r#"{"$correlationId":"c"}"#);
        put("Order-2", r#"{"$correlationId":"c"}"#);
        put("Order-1", r#"{"$correlationId":7}"#);
        put("Order-1", "");
        let mut events = block_on(collect(store.read_all(ReadAll::default()))).unwrap();
        let mut link = events[1].clone();
        link.event_type = Link::EVENT_TYPE.into();
        link.data = b"0@Order-1".to_vec().into();
        events.push(link);
        let buckets = |strategy| {
            let dispatcher = dispatcher(strategy, 0);
            events.iter().map(|event| dispatcher.bucket(event)).collect::<Vec<_>>()
        };
        let pinned = buckets(Strategy::Pinned);
        assert_ne!(pinned[0], pinned[1]);
        assert_eq!([pinned[2], pinned[3], pinned[4]], [pinned[0]; 3]);
        let correlated = buckets(Strategy::PinnedByCorrelation);
        assert_eq!(correlated[0], correlated[1]);
        assert_ne!(correlated[0], pinned[0]);
        assert_eq!([correlated[2], correlated[3]], [pinned[0]; 2]);
        assert_eq!(buckets(Strategy::RoundRobin), [None; 5]);
    }
}
