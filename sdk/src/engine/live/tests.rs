#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard};
use std::task::Waker;

use bytes::Bytes;
use uuid::Uuid;

use super::*;
use crate::clock::{DateTimeOffset, ManualClock};
use crate::engine::append::tests::name;
use crate::engine::growth::Grown;
use crate::engine::topic::Topic;
use crate::store::{
    ContentType, Direction, Filter, ReadFrom, RecordedEvent, Selection, SubscribeFrom,
};
use crate::stream::{Revision, StreamName};
use crate::testing::block_on;

/// A log that is as simple as can be, and counts the reads.
struct Fake {
    events: Mutex<Vec<RecordedEvent>>,
    reads: Mutex<usize>,
    growth: Arc<Growth>,
    clock: ManualClock,
}

impl Fake {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            events: Mutex::default(),
            reads: Mutex::default(),
            growth: Arc::default(),
            clock: ManualClock::new(DateTimeOffset::UNIX_EPOCH),
        })
    }

    fn events(&self) -> MutexGuard<'_, Vec<RecordedEvent>> {
        self.events.lock().unwrap()
    }

    fn last(&self, stream: &StreamName) -> Option<Revision> {
        self.events().iter().rev().find(|event| event.stream == *stream).map(|event| event.revision)
    }

    /// Appends without telling.
    fn append_silently(&self, stream: &str, count: usize) -> u64 {
        let stream = name(stream);
        for _ in 0..count {
            let revision = self.last(&stream).map_or(0, |last| last + 1);
            let mut events = self.events();
            let position = events.len() as u64 + 1;
            events.push(RecordedEvent {
                id: Uuid::now_v7(),
                stream: stream.clone(),
                revision,
                position: Some(Position::single(position)),
                event_type: "Happened".into(),
                content_type: ContentType::Json,
                data: "{}".into(),
                metadata: Bytes::new(),
                recorded_at: DateTimeOffset::UNIX_EPOCH,
                link: None,
            });
        }
        self.events().len() as u64
    }

    fn append(&self, stream: &str, count: usize) {
        let end = self.append_silently(stream, count);
        let topics: Vec<_> = Topic::of_event_in(&name(stream)).collect();
        self.growth.advance(end, Grown::About(&topics));
    }

    fn read(
        &self,
        direction: Direction,
        wanted: impl Fn(&RecordedEvent) -> bool,
    ) -> Vec<Result<RecordedEvent, ReadError>> {
        *self.reads.lock().unwrap() += 1;
        let events = self.events();
        let found = events.iter().filter(|event| wanted(event)).cloned().map(Ok);
        match direction {
            Direction::Forwards => found.collect(),
            Direction::Backwards => found.rev().collect(),
        }
    }
}

struct Ready(std::vec::IntoIter<Result<RecordedEvent, ReadError>>);

impl Stream for Ready {
    type Item = Result<RecordedEvent, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

impl LiveSource for Fake {
    fn read_stream(&self, read: ReadStream) -> EventStream {
        let at = if let ReadFrom::At(at) = read.from { at } else { 0 };
        let missing = self.last(&read.stream).is_none();
        let found = if missing {
            vec![Err(ReadError::StreamNotFound { stream: read.stream })]
        } else {
            self.read(read.direction, |event| event.stream == read.stream && event.revision >= at)
        };
        Box::pin(Ready(found.into_iter()))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        let at = if let ReadFrom::At(at) = read.from { at.commit } else { 0 };
        let found = self.read(read.direction, |event| event.position.unwrap().commit >= at);
        Box::pin(Ready(found.into_iter()))
    }

    fn growth(&self) -> &Arc<Growth> {
        &self.growth
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    fn place(&self) -> String {
        "fake".into()
    }
}

/// What a subscription gives until it waits, in a few letters.
fn drain(live: &mut (impl Stream<Item = Result<Delivery, ReadError>> + Unpin)) -> String {
    let mut context = Context::from_waker(Waker::noop());
    let mut said = Vec::new();
    let place = |progress: Progress| {
        let place = progress.revision.or(progress.position.map(|position| position.commit));
        place.map_or("-".into(), |place| place.to_string())
    };
    // A subscription that yields is polled again.
    let mut idle = 0;
    while idle < 3 {
        match Pin::new(&mut *live).poll_next(&mut context) {
            Poll::Pending => {
                idle += 1;
                continue;
            }
            Poll::Ready(None) => said.push("end".into()),
            Poll::Ready(Some(Err(error))) => said.push(format!("{error}")),
            Poll::Ready(Some(Ok(Delivery::Event(event)))) => {
                said.push(format!("{}/{}", event.stream, event.revision));
            }
            Poll::Ready(Some(Ok(Delivery::CaughtUp(at)))) => {
                said.push(format!("live {}", place(at)));
            }
            Poll::Ready(Some(Ok(Delivery::FellBehind(at)))) => {
                said.push(format!("behind {}", place(at)));
            }
            Poll::Ready(Some(Ok(Delivery::Checkpoint(at)))) => {
                said.push(format!("checkpoint {}", place(at)));
            }
        }
        idle = 0;
        if said.last().is_some_and(|word: &String| word == "end") {
            break;
        }
    }
    said.join(", ")
}

fn stream(fake: &Arc<Fake>, from: SubscribeFrom<Revision>) -> Live<Fake> {
    Live::stream(Arc::clone(fake), SubscribeStream::from_start(name("A-1")).from(from))
}

fn all(fake: &Arc<Fake>, from: SubscribeFrom<Position>) -> Live<Fake> {
    Live::all(Arc::clone(fake), SubscribeAll::from_start(Selection::All).from(from))
}

use SubscribeFrom::{After, End, Start};

#[test]
fn a_stream_from_each_place() {
    let fake = Fake::new();
    fake.append("A-1", 2);
    fake.append("B-1", 1);
    fake.append("A-1", 1);
    for (from, first) in [
        (Start, "A-1/0, A-1/1, A-1/2, live 2"),
        (After(0), "A-1/1, A-1/2, live 2"),
        (After(2), "live 2"),
        (After(7), "live 7"),
        (After(u64::MAX), "live 18446744073709551615"),
        (End, "live 2"),
    ] {
        assert_eq!(drain(&mut stream(&fake, from)), first, "{from:?}");
    }
    let mut live = stream(&fake, End);
    assert_eq!(drain(&mut live), "live 2");
    fake.append("A-1", 2);
    assert_eq!(drain(&mut live), "A-1/3, A-1/4");
    fake.append("B-1", 1);
    assert_eq!(drain(&mut live), "");
}

#[test]
fn a_stream_that_is_not_there_yet() {
    for from in [Start, End] {
        let fake = Fake::new();
        let mut live = stream(&fake, from);
        assert_eq!(drain(&mut live), "live -");
        fake.append("B-1", 1);
        assert_eq!(drain(&mut live), "");
        fake.append("A-1", 1);
        assert_eq!(drain(&mut live), "A-1/0");
    }
}

#[test]
fn the_end_is_that_of_the_call() {
    let fake = Fake::new();
    fake.append("A-1", 2);
    let (mut live, mut log) = (stream(&fake, End), all(&fake, End));
    fake.append("A-1", 2);
    assert_eq!(drain(&mut live), "A-1/2, A-1/3, live 3");
    assert_eq!(drain(&mut log), "A-1/2, A-1/3, live 4");
    let fake = Fake::new();
    let mut live = stream(&fake, End);
    fake.append("A-1", 1);
    assert_eq!(drain(&mut live), "A-1/0, live 0");
}

#[test]
fn the_log_from_each_place() {
    let fake = Fake::new();
    fake.append("A-1", 2);
    fake.append("B-1", 1);
    let at = |position| After(Position::single(position));
    for (from, first) in [
        (Start, "A-1/0, A-1/1, B-1/0, live 3"),
        (at(0), "A-1/0, A-1/1, B-1/0, live 3"),
        (at(1), "A-1/1, B-1/0, live 3"),
        (at(3), "live 3"),
        (End, "live 3"),
    ] {
        assert_eq!(drain(&mut all(&fake, from)), first, "{from:?}");
    }
    let empty = Fake::new();
    for from in [Start, at(0), End] {
        assert_eq!(drain(&mut all(&empty, from)), "live -", "{from:?}");
    }
}

#[test]
fn a_position_beyond_the_end_is_from_another_store() {
    let fake = Fake::new();
    fake.append("A-1", 2);
    let beyond = After(Position::single(3));
    assert_eq!(
        drain(&mut all(&fake, beyond)),
        "cannot read the log from position 3: the log of `fake` ends at 2, so this is a checkpoint \
         from another store, or from before this one was restored; use one of this store, or begin \
         at the start, end"
    );
    // Written, but not heard of yet.
    fake.append_silently("A-1", 2);
    let mut live = all(&fake, beyond);
    assert_eq!(drain(&mut live), "live 3");
    fake.growth.advance(4, Grown::Anywhere);
    assert_eq!(drain(&mut live), "A-1/3");
}

#[test]
fn a_subscriber_that_is_late_is_told() {
    let fake = Fake::new();
    let mut live = all(&fake, Start);
    assert_eq!(drain(&mut live), "live -");
    fake.append("A-1", 256);
    let said = drain(&mut live);
    assert!(said.ends_with("A-1/255"), "{said}");
    assert!(!said.contains("behind"), "{said}");

    fake.append("A-1", 257);
    let said = drain(&mut live);
    let (before, after) = said.split_once("behind 512, ").unwrap();
    assert!(before.starts_with("A-1/256, ") && before.ends_with("A-1/511, "), "{before}");
    assert_eq!(after, "A-1/512, live 513");
    fake.append("A-1", 1);
    assert_eq!(drain(&mut live), "A-1/513");
}

fn filtered(fake: &Arc<Fake>, interval: u32) -> Live<Fake> {
    let filter = Filter::stream_prefixes(["A-"]);
    let mut subscribe = SubscribeAll::from_start(Selection::All).filter(filter);
    subscribe.checkpoint_interval = NonZeroU32::new(interval);
    Live::all(Arc::clone(fake), subscribe)
}

#[test]
fn what_a_filter_drops_is_told_in_checkpoints() {
    let fake = Fake::new();
    fake.append("A-1", 1); // 1
    fake.append("B-1", 7); // 8
    fake.append("A-1", 1); // 9
    fake.append("B-1", 2); // 11
    let mut live = filtered(&fake, 3);
    assert_eq!(
        drain(&mut live),
        "A-1/0, checkpoint 4, checkpoint 7, A-1/1, checkpoint 11, live 11"
    );
    // Live, they still count, but are not told at each end.
    fake.append("B-1", 2); // 13
    assert_eq!(drain(&mut live), "");
    fake.append("B-1", 2); // 15
    assert_eq!(drain(&mut live), "checkpoint 14");
    fake.append("A-1", 1); // 16
    fake.append("B-1", 3); // 19
    assert_eq!(drain(&mut live), "A-1/2, checkpoint 19");
    fake.append("B-1", 300);
    let said = drain(&mut live);
    assert!(said.contains("behind 275") && said.ends_with("checkpoint 319, live 319"), "{said}");
    // Nothing was dropped since: nothing to tell.
    let fake = Fake::new();
    fake.append("B-1", 3);
    assert_eq!(drain(&mut filtered(&fake, 3)), "checkpoint 3, live 3");
    fake.append("A-1", 1);
    assert_eq!(drain(&mut filtered(&fake, 9)), "A-1/0, live 4");
}

#[test]
fn a_subscriber_resumes_behind_any_checkpoint_without_a_gap() {
    let fake = Fake::new();
    for round in 0..50 {
        fake.append("A-1", 1);
        fake.append("B-1", round % 7);
    }
    let mut live = filtered(&fake, 2);
    let mut given = 0;
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(delivery)) = Pin::new(&mut live).poll_next(&mut context) {
        let progress = match delivery.unwrap() {
            Delivery::Event(_) => {
                given += 1;
                continue;
            }
            Delivery::Checkpoint(progress) | Delivery::CaughtUp(progress) => progress,
            other => panic!("{other:?}"),
        };
        let filter = Filter::stream_prefixes(["A-"]);
        let resume = SubscribeAll::from_start(Selection::All)
            .filter(filter)
            .from(After(progress.position.unwrap()));
        let rest = drain(&mut Live::all(Arc::clone(&fake), resume));
        assert_eq!(rest.matches("A-1/").count(), 50 - given, "{progress:?}");
    }
    assert_eq!(given, 50);
}

#[test]
fn a_filter_that_drops_much_lets_others_run() {
    let fake = Fake::new();
    fake.append("B-1", 5000);
    let mut live = filtered(&fake, 1_000_000);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..4 {
        assert!(Pin::new(&mut live).poll_next(&mut context).is_pending());
    }
    assert_eq!(drain(&mut live), "checkpoint 5000, live 5000");
}

#[test]
fn an_append_to_another_stream_costs_no_read() {
    let fake = Fake::new();
    fake.append("A-1", 3);
    let mut live = stream(&fake, After(1));
    assert_eq!(drain(&mut live), "A-1/2, live 2");
    for _ in 0..20 {
        fake.append("B-1", 1);
        assert_eq!(drain(&mut live), "");
    }
    assert_eq!(*fake.reads.lock().unwrap(), 1);
    // What somebody else has written may be anything.
    let end = fake.append_silently("A-1", 1);
    fake.growth.advance(end, Grown::Anywhere);
    assert_eq!(drain(&mut live), "A-1/3");
    assert_eq!(*fake.reads.lock().unwrap(), 2);
}

#[test]
fn a_closed_store_ends_its_subscriptions() {
    let fake = Fake::new();
    fake.append("A-1", 1);
    let (mut live, mut log) = (stream(&fake, Start), all(&fake, End));
    assert_eq!(drain(&mut live), "A-1/0, live 0");
    fake.growth.close();
    assert_eq!(drain(&mut live), "cannot read stream `A-1`: the store `fake` is closed, end");
    assert_eq!(drain(&mut log), "live 1, cannot read the log: the store `fake` is closed, end");
}

#[test]
fn no_event_is_lost_or_given_twice_under_load() {
    const LAST: u64 = 3000;
    let fake = Fake::new();
    std::thread::scope(|scope| {
        let next = |live: &mut Live<Fake>| {
            block_on(std::future::poll_fn(|context| Pin::new(&mut *live).poll_next(context)))
        };
        let (mut log, mut one) = (all(&fake, Start), stream(&fake, Start));
        scope.spawn(move || {
            let mut position = 0;
            while position < LAST {
                if let Delivery::Event(event) = next(&mut log).unwrap().unwrap() {
                    position += 1;
                    assert_eq!(event.position, Some(Position::single(position)));
                }
            }
        });
        scope.spawn(move || {
            let mut revision = 0;
            while revision < LAST / 2 {
                if let Delivery::Event(event) = next(&mut one).unwrap().unwrap() {
                    assert_eq!(event.revision, revision);
                    revision += 1;
                }
            }
        });
        for _ in 0..LAST / 2 {
            fake.append("A-1", 1);
            fake.append("B-1", 1);
        }
    });
}
