//! Reads beside a load: of an index that is written later than the log, and merged all the time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::Durability;
use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{Direction, EventStore, NewEvent, ReadAll, ReadStream, Selection};
use plumberd::stream::{Category, ExpectedRevision};
use plumberd::testing::{block_on, collect, event};
use uuid::Uuid;

use super::common::random::Random;
use super::common::{Folder, stream};

const WRITERS: u64 = 4;
const LOAD: Duration = Duration::from_millis(1500);
const TYPES: [&str; 3] = ["One", "Two", "Three"];

/// Something that can be read in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Stream,
    Category,
    Type,
    Log,
}

const PLACES: [Place; 4] = [Place::Stream, Place::Category, Place::Type, Place::Log];

impl Place {
    fn read(self, store: &SqliteStore, direction: Direction) -> Vec<Uuid> {
        let selection = match self {
            Self::Stream => {
                let name = stream("Hot-1");
                let read = match direction {
                    Direction::Forwards => ReadStream::forwards(name),
                    Direction::Backwards => ReadStream::backwards(name),
                };
                return ids(block_on(collect(store.read_stream(read))).unwrap());
            }
            Self::Category => Selection::Category(Category::from_static("Hot")),
            Self::Type => Selection::EventType(TYPES[1].into()),
            Self::Log => Selection::All,
        };
        let read = match direction {
            Direction::Forwards => ReadAll::forwards(selection),
            Direction::Backwards => ReadAll::backwards(selection),
        };
        ids(block_on(collect(store.read_all(read))).unwrap())
    }
}

fn ids(events: Vec<plumberd::store::RecordedEvent>) -> Vec<Uuid> {
    events.into_iter().map(|event| event.id).collect()
}

/// What a read gave.
struct Sight {
    place: Place,
    direction: Direction,
    /// How many events of the log had been answered when it began, as far as its store had to know.
    least: usize,
    ids: Vec<Uuid>,
}

fn batch(random: &mut Random) -> Vec<NewEvent> {
    (0..=random.below(4)).map(|_| event(TYPES[random.index(3)])).collect()
}

/// A read gives the beginning of what the same read gives in the end: nothing in between is missing,
/// and nothing is there twice. Backwards too, from some moment on.
#[test]
fn reads_are_whole_beside_a_load() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    // So short a tail that the index is written at every few commits; and many commits.
    let options = SqliteOptions::new().tail_events(40).durability(Durability::Normal);
    let open = || options.clone().open(&file).unwrap();
    // The other store is as in another process: it learns of everything from the file.
    let (store, other) = (open(), open());
    let first = NewEvent { event_type: TYPES[1].into(), ..event("") };
    block_on(store.append(stream("Hot-1"), ExpectedRevision::Any, vec![first])).unwrap();
    let over = AtomicBool::new(false);
    let answered = AtomicUsize::new(1);
    let sights = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (over, answered) = (&over, &answered);
            // Both write.
            let store = if writer == 0 { &other } else { &store };
            scope.spawn(move || {
                let mut random = Random::new(writer);
                while !over.load(Ordering::Acquire) {
                    let name = match random.below(3) {
                        0 => "Hot-1".to_owned(),
                        1 => format!("Hot-{}", random.below(50)),
                        _ => format!("Cold-{}", Uuid::now_v7()),
                    };
                    let batch = batch(&mut random);
                    let count = batch.len();
                    let any = ExpectedRevision::Any;
                    block_on(store.append(stream(&name), any, batch)).unwrap();
                    answered.fetch_add(count, Ordering::AcqRel);
                }
            });
        }
        for reader in 0..4_usize {
            let (over, answered, sights) = (&over, &answered, &sights);
            let store = if reader % 2 == 0 { &store } else { &other };
            scope.spawn(move || {
                let mut random = Random::new(reader as u64);
                let mut mine = Vec::new();
                while !over.load(Ordering::Acquire) {
                    let place = PLACES[random.index(4)];
                    let direction = [Direction::Forwards, Direction::Backwards][random.index(2)];
                    let least = answered.load(Ordering::Acquire);
                    let ids = place.read(store, direction);
                    mine.push(Sight { place, direction, least, ids });
                }
                sights.lock().unwrap().append(&mut mine);
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < LOAD {
            thread::sleep(Duration::from_millis(20));
        }
        over.store(true, Ordering::Release);
    });
    let sights = sights.into_inner().unwrap();
    let whole = PLACES.map(|place| place.read(&store, Direction::Forwards));
    let log = whole[3].len();
    eprintln!("{} reads beside {log} events", sights.len());
    assert_eq!(log, answered.into_inner());
    assert!(sights.len() > 20, "only {} reads", sights.len());
    for Sight { place, direction, least, mut ids } in sights {
        if direction == Direction::Backwards {
            ids.reverse();
        }
        let whole = &whole[PLACES.iter().position(|one| *one == place).unwrap()];
        let wrong = ids.iter().zip(whole).position(|(found, right)| found != right);
        assert_eq!(wrong, None, "{place:?} {direction:?}: not the beginning of the whole");
        assert!(ids.len() <= whole.len());
        // The log is the only place whose number of events is known at every moment.
        if place == Place::Log {
            assert!(ids.len() >= least, "{} of {least} events {direction:?}", ids.len());
        }
    }
    drop(store);
    for (place, whole) in PLACES.into_iter().zip(whole) {
        assert_eq!(place.read(&other, Direction::Forwards), whole, "{place:?}");
    }
}
