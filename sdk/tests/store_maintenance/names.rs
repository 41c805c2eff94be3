//! Streams are found by the name that their first event tells, and those that have none, nevertheless.

use plumberd::engine::sqlite::{ScavengeOptions, SqliteStore};
use plumberd::store::{Deletion, EventStore, ReadError, ReadStream};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::{block_on, collect};

use super::check::{check, describe, fill, open, silent, sql};
use super::common::{Folder, events, read, stream};

fn append(store: &SqliteStore, name: &str, count: usize) -> Option<u64> {
    let appended = store.append(stream(name), ExpectedRevision::Any, events(count));
    block_on(appended).unwrap().revision
}

/// A store in which three streams have no first event.
fn sample(folder: &Folder) -> std::path::PathBuf {
    let path = folder.file("events.db");
    let store = open(&path);
    describe(&store, "Described-1", r#"{"$maxCount":2}"#);
    let tombstone = store.delete(stream("Gone-1"), ExpectedRevision::NoStream, Deletion::Tombstone);
    block_on(tombstone).unwrap();
    append(&store, "Scavenged-1", 9);
    describe(&store, "Scavenged-1", r#"{"$maxCount":2}"#);
    fill(&store, 30);
    let report = store.scavenge(ScavengeOptions::new(), silent).unwrap();
    assert!(report.events >= 7, "{report:?}");
    store.close().unwrap();
    path
}

#[test]
fn streams_without_a_first_event_are_found() {
    let folder = Folder::new();
    let path = sample(&folder);
    for rebuild in [false, true] {
        let store = open(&path);
        if rebuild {
            store.rebuild_index(silent).unwrap();
        }
        let first = u64::from(rebuild) * 3;
        assert_eq!(append(&store, "Described-1", 3), Some(first + 2));
        assert_eq!(read(&store, "Described-1").len(), 2, "what was said of it before holds");
        assert_eq!(append(&store, "Scavenged-1", 3), Some(first + 11));
        assert_eq!(read(&store, "Scavenged-1").len(), 2);
        let gone = block_on(collect(store.read_stream(ReadStream::forwards(stream("Gone-1")))));
        assert!(matches!(gone, Err(ReadError::StreamDeleted { .. })), "{gone:?}");
        let report = store.check(silent).unwrap();
        assert!(report.is_sound(), "{report}");
        store.close().unwrap();
    }
}

#[test]
fn names_that_are_lost_or_wrong_are_found() {
    let folder = Folder::new();
    for (damage, expected) in [
        ("DELETE FROM lone_names WHERE name = 'Scavenged-1'", "places of names, and should have"),
        (
            "UPDATE lone_names SET stream_id = 1 + stream_id WHERE name = 'Gone-1'",
            "stream `Gone-1`: its name leads to another stream, or to none",
        ),
    ] {
        let path = sample(&folder);
        sql(&path, damage);
        let report = check(&path).to_string();
        assert!(report.contains(expected), "{damage}\n{report}");
        std::fs::remove_file(path).unwrap();
    }
}
