//! Readers beside writers: none is missed, and none is in the way.

use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, NewEvent, ReadAll, ReadFrom, ReadStream};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, event, next};
use uuid::Uuid;

use super::common::process::{Process, command, say};
use super::common::{Folder, events, stream};
use super::log::{Acknowledged, assert_whole};

/// The log that is written beside a reader that stands still, in bytes: some times what a checkpoint
/// waits for.
const LOAD: usize = 160 << 20;
/// What the log may come to all the same.
const BOUND: u64 = 96 << 20;

/// Follows the log by its positions until it is told to stop, and tells what it saw.
pub(crate) fn follow(store: &SqliteStore) {
    let (stop, stopped) = std::sync::mpsc::channel();
    thread::spawn(move || {
        std::io::stdin().lock().lines().next();
        let _ = stop.send(());
    });
    let mut from = ReadFrom::Start;
    loop {
        // Asked before the read, so that the last read sees everything.
        let last_round = stopped.try_recv().is_ok();
        let mut events = store.read_all(ReadAll { from, ..ReadAll::default() });
        while let Some(event) = block_on(next(&mut events)) {
            let event = event.unwrap();
            from = ReadFrom::At(Position::single(event.position.unwrap().commit + 1));
            say(&format!("saw {}\n", event.id));
        }
        if last_round {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whoever has read a position finds no event below it that was not there before: in none of the
/// processes, whichever of them writes.
#[test]
fn readers_in_all_processes_see_the_log_in_its_order() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let mut followers: Vec<_> = (0..2).map(|_| Process::start(command("follow", &file))).collect();
    for follower in &mut followers {
        follower.hear("open", |_| {});
    }
    let writers: Vec<_> = (0..2).map(|_| Process::start(command("share", &file))).collect();
    // This process writes too.
    let store = SqliteStore::open(&file).unwrap();
    let mut said = Vec::new();
    for _ in 0..200 {
        let batch = events(1);
        let any = ExpectedRevision::Any;
        let done = block_on(store.append(stream("Everybody-1"), any, batch.clone())).unwrap();
        let revision = done.revision.unwrap();
        said.push(Acknowledged { id: batch[0].id, revision, stream: "Everybody-1".into() });
    }
    for writer in writers {
        writer.end(|line| said.extend(Acknowledged::parse(line)));
    }
    drop(store);
    let seen: Vec<Vec<Uuid>> = followers
        .into_iter()
        .map(|mut follower| {
            let mut seen = Vec::new();
            follower.go_on();
            follower.end(|line| seen.extend(line.strip_prefix("saw ").map(parse)));
            seen
        })
        .collect();
    let log: Vec<Uuid> = assert_whole(&file, &said).iter().map(|event| event.id).collect();
    for seen in seen {
        assert_eq!(seen.len(), log.len());
        assert!(seen == log, "a follower saw another order");
    }
}

fn parse(id: &str) -> Uuid {
    id.parse().unwrap()
}

/// Begins to read, and stands still until it is told to go on.
pub(crate) fn stall(store: &SqliteStore) {
    let mut reads = [
        store.read_all(ReadAll::default()),
        store.read_stream(ReadStream::forwards(stream("A-1"))),
    ];
    for read in &mut reads {
        block_on(next(read)).unwrap().unwrap();
    }
    say("stalled\n");
    std::io::stdin().lock().lines().next();
    for read in &mut reads {
        let mut count = 1;
        while let Some(event) = block_on(next(read)) {
            event.unwrap();
            count += 1;
        }
        say(&format!("read {count}\n"));
    }
}

fn log_of(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", file.display()))
}

#[test]
fn a_reader_that_stands_still_is_in_nobodys_way() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    let store = SqliteStore::open(&file).unwrap();
    let append = |events: Vec<NewEvent>| {
        block_on(store.append(stream("A-1"), ExpectedRevision::Any, events)).unwrap()
    };
    append(events(5000));
    // One in this process, and one in another.
    let mut here = store.read_all(ReadAll::default());
    block_on(next(&mut here)).unwrap().unwrap();
    let mut other = Process::start(command("stall", &file));
    other.hear("stalled", |_| {});

    let begun = Instant::now();
    let (mut longest, mut slowest) = (0, Duration::ZERO);
    let large = NewEvent { data: vec![b'x'; 256 << 10].into(), ..event("Large") };
    let batch = || (0..8).map(|_| NewEvent { id: Uuid::now_v7(), ..large.clone() }).collect();
    let mut written = 0;
    while written < LOAD {
        let started = Instant::now();
        append(batch());
        slowest = slowest.max(started.elapsed());
        written += 8 * large.data.len();
        longest = longest.max(fs::metadata(log_of(&file)).map_or(0, |log| log.len()));
    }
    eprintln!(
        "{} MiB beside two readers that stand still: {:.1?}, the slowest append {slowest:.1?}, the \
         log up to {} MiB",
        written >> 20,
        begun.elapsed(),
        longest >> 20
    );
    assert!(longest > 0);
    assert!(longest < BOUND, "the log came to {} MiB", longest >> 20);
    // And they go on where they were.
    let all = 5000 + written / large.data.len();
    other.go_on();
    let mut counts = Vec::new();
    other
        .end(|line| counts.extend(line.strip_prefix("read ").map(|n| n.parse::<usize>().unwrap())));
    let mut count = 1;
    while let Some(event) = block_on(next(&mut here)) {
        event.unwrap();
        count += 1;
    }
    counts.push(count);
    // A read goes on with what came after it began, or ends where it began: either is whole.
    assert_eq!(counts.len(), 3);
    assert!(counts.iter().all(|count| *count == all || *count == 5000), "{counts:?} of {all}");
}
