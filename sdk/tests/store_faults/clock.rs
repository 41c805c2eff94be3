//! Clocks that do not run forwards.

use std::sync::Arc;

use plumberd::clock::ManualClock;
use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{
    Appended, ContentType, EventStore, METADATA_TYPE, NewEvent, ReadAll, ReadStream, Selection,
};
use plumberd::stream::{Category, Position};
use plumberd::testing::{block_on, collect, event};
use rusqlite::Connection;

use super::checks::{ids, put};
use super::common::{Folder, events, read_all, stream};

#[test]
fn positions_and_times_survive_a_reopening() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let clock = Arc::new(ManualClock::new("2025-07-13T18:22:19.2192669+02:00".parse().unwrap()));
    let store = SqliteOptions::new().clock(clock.clone()).open(&path).unwrap();
    put(&store, "A-1", events(2)).unwrap();
    clock.set("1969-12-31T23:59:58.1234567Z".parse().unwrap());
    put(&store, "B-1", events(1)).unwrap();
    let before = read_all(&store);
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(read_all(&store), before);
    assert_eq!(before[0].recorded_at.to_string(), "2025-07-13T16:22:19.2192669+00:00");
    assert_eq!(before[2].recorded_at.to_string(), "1969-12-31T23:59:58.1234567+00:00");
    let done = put(&store, "A-1", events(1)).unwrap();
    assert_eq!(done, Appended { revision: Some(2), position: Some(Position::single(4)) });
    let other = Connection::open(&path).unwrap();
    let times: Vec<String> = other
        .prepare("SELECT recorded_at FROM v_events WHERE position IN (1, 3) ORDER BY position")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(times, ["2025-07-13T16:22:19.2192669Z", "1969-12-31T23:59:58.1234567Z"]);
}

#[test]
fn a_clock_that_jumps_back_changes_no_order() {
    let folder = Folder::new();
    let clock = Arc::new(ManualClock::new("2025-07-13T12:00:00Z".parse().unwrap()));
    let store = SqliteOptions::new().clock(clock.clone()).open(folder.file("events.db")).unwrap();
    let mut sent = Vec::new();
    for (minute, at) in ["12:00", "11:00", "11:59", "10:00", "12:01"].iter().enumerate() {
        clock.set(format!("2025-07-13T{at}:00Z").parse().unwrap());
        let event = event("Ticked");
        sent.push(event.id);
        assert_eq!(put(&store, "A-1", vec![event]).unwrap().revision, Some(minute as u64));
    }
    let log: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
    assert_eq!((ids(&store, "A-1"), log), (sent.clone(), sent.clone()));
    let category = ReadAll::forwards(Selection::Category(Category::from_static("A")));
    let by_category = block_on(collect(store.read_all(category))).unwrap();
    assert!(by_category.iter().map(|event| event.id).eq(sent.iter().copied()));
    let backwards = block_on(collect(store.read_stream(ReadStream::backwards(stream("A-1")))));
    assert!(backwards.unwrap().iter().rev().map(|event| event.id).eq(sent));
}

#[test]
fn max_age_with_a_clock_that_jumps_back() {
    let folder = Folder::new();
    let clock = Arc::new(ManualClock::new("2025-07-13T12:00:00Z".parse().unwrap()));
    let set = |time: &str| clock.set(format!("2025-07-13T{time}Z").parse().unwrap());
    let store = SqliteOptions::new().clock(clock.clone()).open(folder.file("events.db")).unwrap();
    if !store.capabilities().stream_metadata {
        eprintln!("skipped: this engine has no stream metadata");
        return;
    }
    let metadata = NewEvent {
        data: br#"{"$maxAge":60}"#.as_slice().into(),
        content_type: ContentType::Json,
        ..event(METADATA_TYPE)
    };
    put(&store, "$$A-1", vec![metadata]).unwrap();
    let visible = || match block_on(collect(store.read_stream(ReadStream::forwards(stream("A-1")))))
    {
        Ok(events) => events.iter().map(|event| event.revision).collect::<Vec<_>>(),
        Err(error) => panic!("{error}"),
    };
    put(&store, "A-1", events(1)).unwrap();
    // Back by an hour: the event of before is from the future, and not old.
    set("11:00:00");
    assert_eq!(visible(), [0]);
    put(&store, "A-1", events(1)).unwrap();
    assert_eq!(visible(), [0, 1]);
    // The younger revision is the older event.
    set("11:01:30");
    put(&store, "A-1", events(1)).unwrap();
    assert_eq!(visible(), [0, 2]);
    set("12:00:30");
    put(&store, "A-1", events(1)).unwrap();
    assert_eq!(visible(), [0, 3]);
    set("12:01:15");
    assert_eq!(visible(), [3]);
}
