//! Loads a `SQLite` store and prints events a second: `cargo run --release --features sqlite
//! --example sqlite_load [folder] [events to load]`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a measurement that a person looks at"
)]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, NewEvent, ReadAll, ReadStream, Selection};
use plumberd::stream::{Category, ExpectedRevision, StreamName};
use plumberd::testing::{block_on, json_event, next};

const WRITERS: usize = 64;
const GROUP_TIME: Duration = Duration::from_secs(3);
/// Streams of the scattered load; a tenth of them takes half of the events.
const STREAMS: usize = 50_000;
const BATCH: usize = 500;

fn main() {
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, Into::into);
    let load = std::env::args().nth(2).map_or(100_000, |load| load.parse().unwrap());
    let folder = folder.join(format!("plumberd-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    single(&folder.join("single.db"));
    group(&folder.join("group.db"));
    bulk(&folder.join("bulk.db"), load);
    scattered(&folder.join("scattered.db"), load);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn stream(n: usize) -> StreamName {
    StreamName::parse(format!("Category{}-0195f3a0-7b1c-7000-8000-{n:012}", n % 10)).unwrap()
}

/// 250 bytes of JSON and 120 of metadata.
fn sample(n: usize) -> NewEvent {
    let json = format!("{{\"Number\":{n:010},\"Text\":\"{}\"}}", "x".repeat(219));
    let metadata = format!("{{\"Created\":\"{}\"}}", "y".repeat(106)).into();
    NewEvent { metadata, ..json_event(&format!("EventType{:02}Happened", n % 20), &json) }
}

fn report(what: &str, events: usize, since: Instant) {
    println!("{what:24} {:9.0} events/s", events as f64 / since.elapsed().as_secs_f64());
}

fn single(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < Duration::from_secs(1) {
        let append = store.append(stream(count % 100), ExpectedRevision::Any, vec![sample(count)]);
        block_on(append).unwrap();
        count += 1;
    }
    report("single appends", count, start);
}

fn group(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let count = AtomicUsize::new(0);
    let start = Instant::now();
    let mut micros: Vec<u128> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (store, count) = (&store, &count);
                scope.spawn(move || {
                    let mut micros = Vec::new();
                    let mut expected = ExpectedRevision::NoStream;
                    while start.elapsed() < GROUP_TIME {
                        let begun = Instant::now();
                        let event = sample(count.fetch_add(1, Ordering::Relaxed));
                        let append = store.append(stream(writer), expected, vec![event]);
                        let revision = block_on(append).unwrap().revision.unwrap();
                        expected = ExpectedRevision::Exact(revision);
                        micros.push(begun.elapsed().as_micros());
                    }
                    micros
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    report("group commit, 64 writers", micros.len(), start);
    micros.sort_unstable();
    let at = |percent: usize| micros[micros.len() * percent / 100] as f64 / 1000.0;
    println!("{:24} p50 {:.2} ms, p99 {:.2} ms", "", at(50), at(99));
}

fn bulk(path: &Path, load: usize) {
    let store = SqliteStore::open(path).unwrap();
    let start = Instant::now();
    for batch in 0..load / BATCH {
        let events = (0..BATCH).map(|n| sample(batch * BATCH + n)).collect();
        block_on(store.append(stream(batch % 50), ExpectedRevision::Any, events)).unwrap();
    }
    report("bulk, batches of 500", load, start);

    let start = Instant::now();
    let all = ReadAll::default();
    report("read the log", drain(&store, all), start);
    let start = Instant::now();
    let category = Selection::Category(Category::from_static("Category3"));
    report("read a category", drain(&store, ReadAll::forwards(category)), start);
    let start = Instant::now();
    let mut count = 0;
    for n in 0..50 {
        let mut events = store.read_stream(ReadStream::forwards(stream(n)));
        while let Some(event) = block_on(next(&mut events)) {
            event.unwrap();
            count += 1;
        }
    }
    report("read streams", count, start);
    let start = Instant::now();
    for n in 0..10_000 {
        let mut events = store.read_stream(ReadStream::backwards(stream(n % 50)).limit(1));
        block_on(next(&mut events)).unwrap().unwrap();
    }
    report("latest event of a stream", 10_000, start);
}

/// Appends of one event each, 500 under way at a time, to streams in no order.
fn scattered(path: &Path, load: usize) {
    let store = SqliteStore::open(path).unwrap();
    let mut random = 1_u64;
    let start = Instant::now();
    for batch in 0..load / BATCH {
        let mut under_way: Vec<_> = (0..BATCH)
            .map(|n| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let spread = if random >> 63 == 0 { STREAMS } else { STREAMS / 10 };
                let number = usize::try_from(random >> 33).unwrap() % spread;
                let event = sample(batch * BATCH + n);
                store.append(stream(number), ExpectedRevision::Any, vec![event])
            })
            .collect();
        // Begun together, so that they share a commit.
        under_way.retain_mut(|append| {
            match append.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => {
                    done.unwrap();
                    false
                }
                Poll::Pending => true,
            }
        });
        for append in under_way {
            block_on(append).unwrap();
        }
    }
    report("scattered, 500 at a time", load, start);
    let start = Instant::now();
    report("read the log", drain(&store, ReadAll::default()), start);
}

fn drain(store: &SqliteStore, read: ReadAll) -> usize {
    let mut events = store.read_all(read);
    let mut count = 0;
    while let Some(event) = block_on(next(&mut events)) {
        event.unwrap();
        count += 1;
    }
    count
}
