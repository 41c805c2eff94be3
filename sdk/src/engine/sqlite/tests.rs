//! What can only be seen from inside: how much is in memory when nobody takes it away.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use super::cursor::Cursor;
use super::queue::Queue;
use super::reader::PagedRead;
use super::{BACKLOG_KIB, SqliteStore};
use crate::store::{EventStore, NewEvent, ReadAll};
use crate::stream::ExpectedRevision;
use crate::testing::{block_on, event, unique_stream};

struct File(PathBuf);

impl File {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("plumberd-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.join("events.db"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = self.0.parent().map(std::fs::remove_dir_all);
    }
}

#[test]
fn appends_wait_for_room_and_keep_their_order() {
    let file = File::new();
    let store = SqliteStore::open(&file.0).unwrap();
    let stream = unique_stream();
    // Nothing can be written now, so that everything has to wait.
    let other = rusqlite::Connection::open(&file.0).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let data = bytes::Bytes::from(vec![0; 1 << 20]);
    let mut waiting: Vec<_> = (0..100)
        .map(|_| {
            let large = NewEvent { data: data.clone(), ..event("Large") };
            store.append(stream.clone(), ExpectedRevision::Any, vec![large])
        })
        .collect();
    for append in &mut waiting {
        let polled = append.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
    }
    // 1025 KiB each: 31 have room, the next has reserved the rest, and the others are still with
    // their owner.
    assert_eq!(store.room.available_permits(), 0);
    assert!(store.appends.len() <= 31);
    other.execute_batch("COMMIT").unwrap();
    for (revision, append) in (0..).zip(waiting) {
        assert_eq!(block_on(append).unwrap().revision, Some(revision));
    }
    assert_eq!(store.room.available_permits(), BACKLOG_KIB as usize, "all room is given back");
}

#[test]
fn a_read_asks_for_one_page_at_a_time() {
    let requests = Arc::new(Queue::new());
    let place: Arc<str> = "events.db".into();
    let cursor = Cursor::of_log(ReadAll::default());
    let mut read = PagedRead::new(Arc::clone(&requests), place, cursor);
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(requests.len(), 0, "a read that nobody polls costs nothing");
    for _ in 0..10 {
        assert!(Pin::new(&mut read).poll_next(&mut context).is_pending());
        assert_eq!(requests.len(), 1);
    }
    requests.abandon();
    let ended = Pin::new(&mut read).poll_next(&mut context);
    assert!(matches!(ended, Poll::Ready(Some(Err(_)))));
    assert!(matches!(Pin::new(&mut read).poll_next(&mut context), Poll::Ready(None)));
}

#[test]
fn a_read_that_stands_still_holds_two_pages() {
    let file = File::new();
    let store = SqliteStore::open(&file.0).unwrap();
    let data = bytes::Bytes::from(vec![0; 100_000]);
    let events =
        (0..200).map(|_| NewEvent { data: data.clone(), ..event("Large") }).collect::<Vec<_>>();
    block_on(store.append(unique_stream(), ExpectedRevision::Any, events)).unwrap();
    let cursor = Cursor::of_log(ReadAll::default());
    let mut read =
        PagedRead::new(Arc::clone(&store.reads.pages), Arc::clone(&store.reads.place), cursor);
    let mut next =
        || block_on(std::future::poll_fn(|context| Pin::new(&mut read).poll_next(context)));
    let first = next().unwrap().unwrap();
    assert_eq!(first.revision, 0);
    drop(first);
    // A page ends at a MiB: 11 events of 100 kB, of which one is given out.
    assert_eq!(read.held(), 10);
}

#[test]
fn the_events_of_a_correlation_are_read_from_a_revision_on() {
    let file = File::new();
    let store = super::SqliteOptions::new().tail_events(3).open(&file.0).unwrap();
    for _ in 0..10 {
        let metadata = bytes::Bytes::from_static(br#"{"$correlationId":"c"}"#);
        let event = NewEvent { metadata, ..event("E") };
        block_on(store.append(unique_stream(), ExpectedRevision::Any, vec![event])).unwrap();
    }
    let name = crate::stream::StreamName::parse("$bc-c").unwrap();
    let read = crate::store::ReadStream::forwards(name).from_revision(7);
    let found = block_on(crate::testing::collect(store.read_stream(read))).unwrap();
    assert_eq!(found.iter().map(|event| event.revision).collect::<Vec<_>>(), [7, 8, 9]);
}
