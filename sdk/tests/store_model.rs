//! Random operations on each embedded engine and on a model too simple to be wrong.
//!
//! A failure names its seed; `PLUMBERD_SEED=… cargo test --test store_model` repeats it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use plumberd::engine::memory::MemoryStore;
use plumberd::store::{
    AppendError, Appended, Direction, EventStore, NewEvent, ReadAll, ReadError, ReadFrom,
    ReadStream, RecordedEvent, Selection,
};
use plumberd::stream::{Category, ExpectedRevision, Position, StreamName};
use plumberd::testing::{block_on, collect, event};
use uuid::Uuid;

const STREAMS: [&str; 5] = ["A-1", "A-2", "B-1", "B", "$A-1"];
const TYPES: [&str; 3] = ["One", "Two", "Three"];
const OPERATIONS: usize = 250;
const SEEDS: u64 = 30;

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn number(&mut self, below: u64) -> u64 {
        self.below(usize::try_from(below).unwrap()) as u64
    }

    fn stream(&mut self) -> StreamName {
        StreamName::parse(STREAMS[self.below(STREAMS.len())]).unwrap()
    }
}

/// What the model says of an append.
#[derive(Debug, PartialEq)]
enum Answer {
    Done(Appended),
    Wrong { actual: Option<u64> },
    Reused { index: usize },
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    stream: StreamName,
    revision: u64,
    position: u64,
    id: Uuid,
    event_type: String,
}

#[derive(Default)]
struct Model(Vec<Row>);

impl Model {
    fn of(&self, stream: &StreamName) -> Vec<&Row> {
        self.0.iter().filter(|row| row.stream == *stream).collect()
    }

    fn append(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: &[NewEvent],
    ) -> Answer {
        let rows = self.of(stream);
        let actual = rows.last().map(|row| row.revision);
        let wrong = Answer::Wrong { actual };
        let nothing_more = |first: usize| {
            let row = rows[first + events.len() - 1];
            let position = Some(Position::single(row.position));
            Answer::Done(Appended { revision: Some(row.revision), position })
        };
        let stands_at = |first: usize| {
            !events.is_empty()
                && first + events.len() <= rows.len()
                && rows[first..].iter().zip(events).all(|(row, event)| row.id == event.id)
        };
        let place = |index: usize| rows.iter().position(|row| row.id == events[index].id);
        let behind = match expected {
            ExpectedRevision::Exists if rows.is_empty() => return wrong,
            ExpectedRevision::Any | ExpectedRevision::Exists => None,
            ExpectedRevision::NoStream if rows.is_empty() => None,
            ExpectedRevision::NoStream => Some(0),
            ExpectedRevision::Exact(revision) if Some(revision) == actual => None,
            ExpectedRevision::Exact(revision) if Some(revision) < actual => Some(revision + 1),
            ExpectedRevision::Exact(_) => return wrong,
        };
        if let Some(first) = behind {
            let first = usize::try_from(first).unwrap();
            return if stands_at(first) { nothing_more(first) } else { wrong };
        }
        let weak = matches!(expected, ExpectedRevision::Any | ExpectedRevision::Exists);
        if weak
            && !events.is_empty()
            && let Some(first) = place(0)
            && stands_at(first)
        {
            return nothing_more(first);
        }
        if let Some(index) = (0..events.len()).find(|index| place(*index).is_some()) {
            return Answer::Reused { index };
        }
        let mut answer = Appended { revision: actual, position: None };
        for (revision, event) in (rows.len() as u64..).zip(events) {
            let position = self.0.len() as u64 + 1;
            let (id, event_type) = (event.id, event.event_type.to_string());
            self.0.push(Row { stream: stream.clone(), revision, position, id, event_type });
            answer =
                Appended { revision: Some(revision), position: Some(Position::single(position)) };
        }
        Answer::Done(answer)
    }
}

/// Cuts what a read wants out of rows in order; `key` is what it begins at.
fn cut(
    rows: &[&Row],
    direction: Direction,
    from: ReadFrom<u64>,
    limit: Option<u64>,
    key: impl Fn(&Row) -> u64,
) -> Vec<Row> {
    let limit = usize::try_from(limit.unwrap_or(1000)).unwrap();
    let rows = rows.iter().map(|row| (*row).clone());
    let wanted: Vec<Row> = match (direction, from) {
        (Direction::Forwards, ReadFrom::Start) => rows.collect(),
        (Direction::Forwards, ReadFrom::End) => Vec::new(),
        (Direction::Forwards, ReadFrom::At(at)) => rows.filter(|row| key(row) >= at).collect(),
        (Direction::Backwards, ReadFrom::Start) => rows.take(1).collect(),
        (Direction::Backwards, ReadFrom::End) => rows.rev().collect(),
        (Direction::Backwards, ReadFrom::At(at)) => {
            rows.rev().filter(|row| key(row) <= at).collect()
        }
    };
    wanted.into_iter().take(limit).collect()
}

fn rows(events: Vec<RecordedEvent>) -> Vec<Row> {
    events
        .into_iter()
        .map(|event| Row {
            stream: event.stream,
            revision: event.revision,
            position: event.position.unwrap().commit,
            id: event.id,
            event_type: event.event_type.to_string(),
        })
        .collect()
}

fn random_append(
    random: &mut Random,
    ids: &mut Vec<Uuid>,
) -> (StreamName, ExpectedRevision, Vec<NewEvent>) {
    let expected = match random.below(5) {
        0 => ExpectedRevision::NoStream,
        1 => ExpectedRevision::Exists,
        2 => ExpectedRevision::Exact(random.number(12)),
        _ => ExpectedRevision::Any,
    };
    let mut events: Vec<_> =
        (0..random.below(4)).map(|_| event(TYPES[random.below(TYPES.len())])).collect();
    match random.below(3) {
        // Ids that were used one behind the other: a retry, or a part of one.
        0 if ids.len() > 4 => {
            let first = random.below(ids.len() - 3);
            for (event, id) in events.iter_mut().zip(&ids[first..]) {
                event.id = *id;
            }
        }
        // Ids from anywhere.
        1 if ids.len() > 4 => {
            for event in &mut events {
                if random.below(4) == 0 {
                    event.id = ids[random.below(ids.len())];
                }
            }
        }
        _ => {}
    }
    let mut seen = Vec::new();
    events.retain(|event| {
        !seen.contains(&event.id) && {
            seen.push(event.id);
            true
        }
    });
    ids.extend(&seen);
    (random.stream(), expected, events)
}

fn check_append(
    store: &dyn EventStore,
    model: &mut Model,
    random: &mut Random,
    ids: &mut Vec<Uuid>,
) {
    let (stream, expected, events) = random_append(random, ids);
    let said = model.append(&stream, expected, &events);
    let found = match block_on(store.append(stream.clone(), expected, events.clone())) {
        Ok(done) => Answer::Done(done),
        Err(AppendError::WrongExpectedRevision { actual, .. }) => Answer::Wrong { actual },
        Err(error) => panic!("{error}"),
    };
    assert_eq!(found, said, "append of {events:?} to {stream} with {expected}");
}

fn check_read(store: &dyn EventStore, model: &Model, random: &mut Random) {
    let direction = if random.below(2) == 0 { Direction::Forwards } else { Direction::Backwards };
    let limit = (random.below(2) == 0).then(|| random.number(6));
    let from = |random: &mut Random, below| match random.below(4) {
        0 => ReadFrom::Start,
        1 => ReadFrom::End,
        _ => ReadFrom::At(random.number(below)),
    };
    if random.below(2) == 0 {
        let stream = random.stream();
        let from = from(random, 12);
        let read =
            ReadStream { stream: stream.clone(), direction, from, limit, resolve_links: false };
        let ours = model.of(&stream);
        match block_on(collect(store.read_stream(read.clone()))) {
            Ok(found) => {
                let said = cut(&ours, direction, from, limit, |row| row.revision);
                assert_eq!(rows(found), said, "{read:?}");
            }
            Err(ReadError::StreamNotFound { .. }) => assert!(ours.is_empty(), "{read:?}"),
            Err(error) => panic!("{error}"),
        }
        return;
    }
    let (selection, ours): (_, Vec<&Row>) = match random.below(3) {
        0 => (Selection::All, model.0.iter().collect()),
        1 => {
            let name = ["A", "B", "C"][random.below(3)];
            let ours = model.0.iter().filter(|row| row.stream.category() == name).collect();
            (Selection::Category(Category::parse(name).unwrap()), ours)
        }
        _ => {
            let name = ["One", "Two", "Never"][random.below(3)];
            let ours = model.0.iter().filter(|row| row.event_type == name).collect();
            (Selection::EventType(name.into()), ours)
        }
    };
    let from = from(random, model.0.len() as u64 + 3);
    let at = match from {
        ReadFrom::Start => ReadFrom::Start,
        ReadFrom::End => ReadFrom::End,
        ReadFrom::At(at) => ReadFrom::At(Position::single(at)),
    };
    let mut read = ReadAll::forwards(selection);
    (read.direction, read.from, read.limit) = (direction, at, limit);
    let found = block_on(collect(store.read_all(read.clone()))).unwrap();
    assert_eq!(rows(found), cut(&ours, direction, from, limit, |row| row.position), "{read:?}");
}

/// `reopen` is called now and then, and gives back the store to go on with.
fn run<S: EventStore>(seed: u64, mut store: S, reopen: impl Fn(S) -> S) {
    let mut random = Random(seed);
    let mut model = Model::default();
    let mut ids = Vec::new();
    for _ in 0..OPERATIONS {
        match random.below(50) {
            0 => store = reopen(store),
            1..25 => check_append(&store, &mut model, &mut random, &mut ids),
            _ => check_read(&store, &model, &mut random),
        }
    }
    assert!(model.0.len() > 20, "the seed is not much of a test");
}

/// Runs all seeds, or the one that is asked for, and names the one that fails.
fn for_seeds(run: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let only = std::env::var("PLUMBERD_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = only.map_or(0..SEEDS, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let result = std::panic::catch_unwind(|| run(seed));
        assert!(result.is_ok(), "failed with PLUMBERD_SEED={seed}");
    }
}

#[test]
fn memory_is_the_model() {
    for_seeds(|seed| run(seed, MemoryStore::new(), |store| store));
}

#[cfg(feature = "sqlite")]
#[path = "store_common/mod.rs"]
mod common;

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_is_the_model() {
    use plumberd::engine::sqlite::SqliteStore;

    for_seeds(|seed| {
        let folder = common::Folder::new();
        let path = folder.file("events.db");
        run(seed, SqliteStore::open(&path).unwrap(), |store| {
            drop(store);
            SqliteStore::open(&path).unwrap()
        });
    });
}
