use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

use super::checks::{append, assert_holds, assert_increasing, events, put, read, read_all};
use crate::store::{AppendError, EventStore, ReadAll, ReadFrom, ReadStream};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::{block_on, event, next, unique_stream};

const WRITERS: usize = 8;

pub fn a_slow_reader_stops_nobody(store: &dyn EventStore) {
    let stream = unique_stream();
    for _ in 0..10 {
        put(store, &stream, &events(500));
    }
    let mut slow = store.read_stream(ReadStream::forwards(stream.clone()).limit(5000));
    let first = block_on(next(&mut slow)).unwrap().unwrap();
    assert_eq!(first.revision, 0);
    // The reader stands still in the middle, and the store goes on.
    for revision in 0..100 {
        let done = put(store, &stream, &events(1));
        assert_eq!(done.revision, Some(5000 + revision));
    }
    assert_eq!(read(store, &stream).len(), 5100);
    let mut revision = 1;
    while let Some(event) = block_on(next(&mut slow)) {
        assert_eq!(event.unwrap().revision, revision);
        revision += 1;
    }
    assert_eq!(revision, 5000);
}

pub fn dropped_reads_leave_nothing(store: &dyn EventStore) {
    let stream = unique_stream();
    put(store, &stream, &events(1500));
    // If a dropped read held a thread or a connection, there would soon be none left.
    for round in 0..200 {
        let mut dropped = store.read_stream(ReadStream::forwards(stream.clone()));
        for _ in 0..round % 4 {
            block_on(next(&mut dropped)).unwrap().unwrap();
        }
        // Also one that waits for its first page.
        let mut polled = store.read_all(ReadAll::default());
        let _ = polled.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
    }
    assert_eq!(read(store, &stream).len(), 1500);
    assert_eq!(put(store, &stream, &events(1)).revision, Some(1500));
}

pub fn dropped_appends_write_all_or_nothing(store: &dyn EventStore) {
    let stream = unique_stream();
    for _ in 0..50 {
        let mut dropped = store.append(stream.clone(), ExpectedRevision::Any, events(3));
        let polled = dropped.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(!matches!(polled, Poll::Ready(Err(_))), "{polled:?}");
    }
    let last = put(store, &stream, &events(1)).revision.unwrap();
    let found = read(store, &stream);
    assert_eq!(found.len() as u64, last + 1);
    assert_eq!(last % 3, 0, "a part of a dropped append was written");
}

pub fn one_writer_wins_each_revision(store: &dyn EventStore) {
    const EACH: usize = 20;
    let stream = unique_stream();
    let conflicts: usize = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| scope.spawn(|| (0..EACH).map(|_| win(store, &stream)).sum::<usize>()))
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    let found = read(store, &stream);
    assert_eq!(found.len(), WRITERS * EACH, "after {conflicts} conflicts");
    assert!(found.iter().map(|event| event.revision).eq(0..(WRITERS * EACH) as u64));
    assert_increasing(&found);
}

/// Appends behind the last event until it succeeds; the number of lost races.
fn win(store: &dyn EventStore, stream: &StreamName) -> usize {
    let mut expected = ExpectedRevision::NoStream;
    let mut conflicts = 0;
    loop {
        match append(store, stream, expected, &events(1)) {
            Ok(_) => return conflicts,
            Err(AppendError::WrongExpectedRevision { actual, .. }) => {
                conflicts += 1;
                expected = ExpectedRevision::Exact(actual.expect("the stream exists by now"));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

pub fn many_writers_leave_no_gaps(store: &dyn EventStore) {
    const EACH: u64 = 25;
    let hot = unique_stream();
    let streams: Vec<_> = (0..WRITERS).map(|_| unique_stream()).collect();
    thread::scope(|scope| {
        for cold in &streams {
            let hot = &hot;
            scope.spawn(move || {
                let mut expected = ExpectedRevision::NoStream;
                for revision in 0..EACH {
                    let done = append(store, cold, expected, &events(1)).unwrap();
                    assert_eq!(done.revision, Some(revision));
                    expected = ExpectedRevision::Exact(revision);
                    append(store, hot, ExpectedRevision::Any, &events(2)).unwrap();
                }
            });
        }
    });
    let found = read(store, &hot);
    assert!(found.iter().map(|event| event.revision).eq(0..WRITERS as u64 * EACH * 2));
    for stream in &streams {
        assert_eq!(read(store, stream).len() as u64, EACH);
    }
    assert_increasing(&read_all(store, ReadAll::default()));
}

pub fn a_reader_never_misses_an_event(store: &dyn EventStore) {
    const EACH: usize = 50;
    let streams: Vec<_> = (0..4).map(|_| unique_stream()).collect();
    let done = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let tail = scope.spawn(|| {
            let mut seen = Vec::new();
            let mut from = ReadFrom::Start;
            loop {
                // Asked before the read, so that the last read sees everything.
                let last_round = done.load(Ordering::Acquire);
                let read = ReadAll { from, ..ReadAll::default() };
                for event in read_all(store, read) {
                    let at = ReadFrom::At(event.position.unwrap());
                    if from != at {
                        seen.push(event.id);
                        from = at;
                    }
                }
                if last_round {
                    return seen;
                }
            }
        });
        thread::scope(|scope| {
            for stream in &streams {
                scope.spawn(move || {
                    for _ in 0..EACH {
                        put(store, stream, &[event("a"), event("b")]);
                    }
                });
            }
        });
        done.store(true, Ordering::Release);
        tail.join().unwrap()
    });
    let log: Vec<_> = read_all(store, ReadAll::default()).iter().map(|event| event.id).collect();
    assert!(log.len() >= streams.len() * EACH * 2);
    assert_eq!(seen, log, "a tail that follows positions sees the log, nothing more and less");
}

pub fn retries_at_the_same_time_write_once(store: &dyn EventStore) {
    let stream = unique_stream();
    let all = events(3);
    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Any] {
        let answers: Vec<_> = thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|_| scope.spawn(|| append(store, &stream, expected, &all)))
                .collect();
            writers.into_iter().map(|writer| writer.join().unwrap().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    assert_holds(store, &stream, &all);
}
