//! The process that is killed: writers that append as fast as they can, and a follower of the log.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{
    AppendError, Appended, Capabilities, Deletion, Delivery, EventStore, ReadAll, ReadError,
    ReadStream, RecordedEvent, SubscribeAll, SubscribeFrom,
};
use plumberd::stream::{ExpectedRevision, Position, Revision};
use plumberd::testing::{block_on, next};
use uuid::Uuid;

use super::append::{Append, Part};
use super::common::process::say;
use super::common::stream;
use super::life::{Kind, Orders, places};
use super::random::Random;

/// Events that the follower looks at before it says so. A line for each would be most of the work.
const CHUNK: usize = 32;

pub(crate) struct Load<'a> {
    store: &'a SqliteStore,
    able: Capabilities,
    /// Tells the streams of one life from those of another.
    life: u64,
    cold: AtomicU64,
}

impl<'a> Load<'a> {
    /// Appends until the process is killed.
    pub(crate) fn run(store: &'a SqliteStore, orders: &Orders) {
        let load =
            Self { store, able: store.capabilities(), life: orders.seed, cold: AtomicU64::new(0) };
        let mut random = Random::new(orders.seed);
        let writers = match orders.kind {
            Kind::Mixed => 4 + random.below(12),
            Kind::Crowd => 64,
            Kind::Bulk => 2,
        };
        thread::scope(|scope| {
            let load = &load;
            scope.spawn(move || load.follow(orders.follow_from));
            scope.spawn(move || {
                for append in &orders.again {
                    load.append(append);
                }
            });
            for writer in 0..writers {
                let mut random = Random::new(random.next());
                scope.spawn(move || match orders.kind {
                    Kind::Mixed => load.mixed(writer, &mut random),
                    Kind::Crowd => load.single(writer, &mut random),
                    Kind::Bulk => load.bulk(writer, &mut random),
                });
            }
        });
    }

    fn mixed(&self, writer: u64, random: &mut Random) {
        match writer % 6 {
            0 => self.hot(random),
            1 => self.single(writer, random),
            2 => self.bulk(writer, random),
            3 if self.able.multi_stream_append => self.many(random),
            4 if self.able.deletes => self.deletes(writer, random),
            _ => self.fresh(random),
        }
    }

    /// Streams that all write to, with and without expectations: many conflicts.
    fn hot(&self, random: &mut Random) -> ! {
        let mut expected = ExpectedRevision::Any;
        let mut name = String::new();
        loop {
            if name.is_empty() || random.one_in(4) {
                name = format!("Hot-{}", random.below(3));
                expected = ExpectedRevision::Any;
            }
            let count = 1 + random.index(4);
            let append = if self.able.stream_metadata && random.one_in(30) {
                let capped = format!("Capped-{}", random.below(3));
                let of_stream = if random.one_in(5) { format!("$${capped}") } else { capped };
                Append::to_one(&of_stream, ExpectedRevision::Any, 1)
            } else {
                Append::to_one(&name, expected, count)
            };
            match self.append(&append) {
                Some(answers) if random.one_in(3) => {
                    expected = after(answers[0].revision);
                    if random.one_in(5) {
                        self.append(&append);
                    }
                }
                _ => expected = ExpectedRevision::Any,
            }
        }
    }

    /// One event at a time, to a stream that nobody else writes to.
    fn single(&self, writer: u64, random: &mut Random) -> ! {
        loop {
            let number = writer * 8 + self.cold.fetch_add(1, Ordering::Relaxed) % 8;
            let name = format!("Cold-{number}");
            // What the stream ends with is read, so that the read decides what is expected.
            let mut expected = self.end_of(&name);
            for _ in 0..5 + random.below(40) {
                let answers = self.append(&Append::to_one(&name, expected, 1));
                let Some(answers) = answers else { break };
                expected = after(answers[0].revision);
            }
        }
    }

    fn end_of(&self, name: &str) -> ExpectedRevision {
        let mut last = self.store.read_stream(ReadStream::backwards(stream(name)).limit(1));
        match block_on(next(&mut last)) {
            Some(Ok(event)) => ExpectedRevision::Exact(event.revision),
            Some(Err(ReadError::StreamNotFound { .. })) => ExpectedRevision::NoStream,
            other => {
                say(&format!("fail reading the end of {name}: {other:?}\n"));
                ExpectedRevision::Any
            }
        }
    }

    fn bulk(&self, writer: u64, random: &mut Random) -> ! {
        loop {
            let name = format!("Bulk-{writer}-{}", random.below(4));
            self.append(&Append::to_one(&name, ExpectedRevision::Any, 100 + random.index(401)));
        }
    }

    fn fresh(&self, random: &mut Random) -> ! {
        loop {
            let name = format!("New-{}", Uuid::now_v7());
            let append = Append::to_one(&name, ExpectedRevision::NoStream, 1 + random.index(3));
            self.append(&append);
            if random.one_in(10) {
                // A retry of what was answered.
                self.append(&append);
            }
        }
    }

    /// Appends to many streams at once, some of which are in everybody's way.
    fn many(&self, random: &mut Random) -> ! {
        loop {
            let mut parts =
                vec![Part::new(&format!("New-{}", Uuid::now_v7()), ExpectedRevision::NoStream, 1)];
            for n in 0..=random.below(3) {
                let expected = if random.one_in(3) {
                    self.end_of(&format!("Hot-{n}"))
                } else {
                    ExpectedRevision::Any
                };
                parts.push(Part::new(&format!("Hot-{n}"), expected, 1 + random.index(5)));
            }
            self.append(&Append::new(parts));
        }
    }

    fn deletes(&self, writer: u64, random: &mut Random) -> ! {
        for n in 0_u64.. {
            let name = format!("Gone-{}-{writer}-{n}", self.life);
            self.append(&Append::to_one(&name, ExpectedRevision::NoStream, 1 + random.index(5)));
            let deletion = if random.one_in(2) { Deletion::Soft } else { Deletion::Tombstone };
            self.delete(&name, deletion);
            match deletion {
                Deletion::Soft if random.one_in(2) => {
                    self.append(&Append::to_one(&name, ExpectedRevision::Any, 2));
                }
                Deletion::Soft => {}
                Deletion::Tombstone => {
                    self.append(&Append::to_one(&name, ExpectedRevision::Any, 1));
                }
            }
        }
        unreachable!()
    }

    fn delete(&self, name: &str, deletion: Deletion) {
        let done = self.store.delete(stream(name), ExpectedRevision::Any, deletion);
        match block_on(done) {
            Ok(deleted) => {
                let position = deleted.position.map_or(0, |position| position.commit);
                say(&format!("deleted {position} {name}\n"));
            }
            Err(error) => say(&format!("fail to delete {name}: {error}\n")),
        }
    }

    /// Says what is about to be tried, tries it, and says how it went.
    fn append(&self, append: &Append) -> Option<Vec<Appended>> {
        say(&format!("try {append}\n"));
        match append.send(self.store) {
            Ok(answers) => {
                say(&acknowledgement(append, &answers));
                Some(answers)
            }
            Err(AppendError::WrongExpectedRevision { .. } | AppendError::StreamDeleted { .. }) => {
                say(&format!("no {}\n", append.id));
                None
            }
            Err(error) => {
                say(&format!("fail {append}: {error}\n"));
                None
            }
        }
    }

    /// Says which events there are, and from time to time keeps a checkpoint.
    fn follow(&self, from: Option<u64>) {
        let mut said = String::new();
        let mut chunk = 0;
        let mut last = 0;
        let mut see = |event: &RecordedEvent| {
            last = event.position.map_or(0, |position| position.commit);
            writeln!(said, "saw {last} {}", event.id).unwrap();
            chunk += 1;
            if chunk == CHUNK {
                writeln!(said, "at {last}").unwrap();
                say(&said);
                said.clear();
                chunk = 0;
            }
        };
        let ended = if self.able.subscriptions {
            self.subscribe(from, &mut see)
        } else {
            self.poll(from, &mut see)
        };
        say(&format!("fail to follow the log: {ended:?}\n"));
    }

    fn subscribe(
        &self,
        from: Option<u64>,
        see: &mut dyn FnMut(&RecordedEvent),
    ) -> Option<ReadError> {
        let from = from.map_or(SubscribeFrom::Start, |position| {
            SubscribeFrom::After(Position::single(position))
        });
        let mut subscription = self.store.subscribe_all(SubscribeAll::default().from(from));
        loop {
            let next = std::future::poll_fn(|context| subscription.as_mut().poll_next(context));
            match block_on(next) {
                Some(Ok(Delivery::Event(event))) => see(&event),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Some(error),
                None => return None,
            }
        }
    }

    fn poll(
        &self,
        mut from: Option<u64>,
        see: &mut dyn FnMut(&RecordedEvent),
    ) -> Option<ReadError> {
        loop {
            let mut read = ReadAll::default();
            if let Some(position) = from {
                read = read.from_position(Position::single(position + 1));
            }
            let mut events = self.store.read_all(read);
            while let Some(event) = block_on(next(&mut events)) {
                match event {
                    Ok(event) => {
                        see(&event);
                        from = event.position.map(|position| position.commit);
                    }
                    Err(error) => return Some(error),
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

fn after(revision: Option<Revision>) -> ExpectedRevision {
    revision.map_or(ExpectedRevision::Any, ExpectedRevision::Exact)
}

fn acknowledgement(append: &Append, answers: &[Appended]) -> String {
    let places: Vec<String> = places(answers)
        .iter()
        .map(|(revision, position)| format!("{revision}@{position}"))
        .collect();
    format!("ack {} {}\n", append.id, places.join(","))
}
