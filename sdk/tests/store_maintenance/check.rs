//! Whether damage is found, and the index made again.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use plumberd::engine::sqlite::{
    CheckReport, Finding, MaintenanceError, MaintenanceProgress, SqliteOptions, SqliteStore, Stage,
};
use plumberd::store::{
    Deletion, EventStore, NewEvent, ReadAll, ReadStream, Selection, StreamAppend, StreamMetadata,
};
use plumberd::stream::{Category, ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, event};
use rusqlite::Connection;
use uuid::Uuid;

use super::common::{Folder, events, read_all, stream};

pub(crate) fn silent(_: MaintenanceProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A store with a bit of everything: two hundred runs, and a tail.
pub(crate) fn fill(store: &SqliteStore, rounds: usize) {
    let correlated = |n: usize| NewEvent {
        metadata: format!(r#"{{"$correlationId":"c-{}"}}"#, n % 3).into(),
        ..event(if n.is_multiple_of(2) { "Even" } else { "Odd" })
    };
    for n in 0..rounds {
        let name = |kind: &str| stream(&format!("{kind}-{}", n % 7));
        let random = NewEvent { id: Uuid::new_v4(), ..event("Random") };
        let appends = vec![
            StreamAppend::new(name("A"), ExpectedRevision::Any, vec![correlated(n), random]),
            StreamAppend::new(name("B"), ExpectedRevision::Any, events(1 + n % 3)),
            StreamAppend::new(stream("plain"), ExpectedRevision::Any, events(1)),
        ];
        block_on(store.append_many(appends)).unwrap();
    }
    describe(store, "A-1", r#"{"$maxCount":3}"#);
    block_on(store.delete(stream("B-2"), ExpectedRevision::Any, Deletion::Soft)).unwrap();
    block_on(store.delete(stream("B-3"), ExpectedRevision::Any, Deletion::Tombstone)).unwrap();
}

pub(crate) fn describe(store: &SqliteStore, name: &str, json: &str) {
    let of = StreamMetadata::stream_of(&stream(name)).unwrap();
    let metadata = plumberd::testing::json_event("$metadata", json);
    block_on(store.append(of, ExpectedRevision::Any, vec![metadata])).unwrap();
}

/// Everything that reads show that go through the index.
pub(crate) fn indexed(store: &dyn EventStore) -> Vec<String> {
    let mut seen = Vec::new();
    let mut add = |what: &str, read| {
        let events = block_on(collect(read)).map_err(|error| error.to_string());
        match events {
            Ok(events) => seen.extend(events.iter().map(|event| {
                let link = event.link.as_ref().map(|link| link.revision);
                format!("{what} {}@{} {link:?} {}", event.revision, event.stream, event.id)
            })),
            Err(error) => seen.push(format!("{what}: {error}")),
        }
    };
    for name in (0..7).flat_map(|n| [format!("A-{n}"), format!("B-{n}")]).chain([
        "plain".into(),
        "$ce-A".into(),
        "$ce-B".into(),
        "$et-Even".into(),
        "$bc-c-1".into(),
        "$streams".into(),
    ]) {
        add("up", store.read_stream(ReadStream::forwards(stream(&name)).resolve_links()));
        add("down", store.read_stream(ReadStream::backwards(stream(&name)).resolve_links()));
        let from = ReadStream::forwards(stream(&name)).from_revision(9).resolve_links();
        add("from", store.read_stream(from));
    }
    for selection in [
        Selection::Category(Category::from_static("B")),
        Selection::EventType("Random".into()),
        Selection::Correlation("c-2".into()),
        Selection::Streams,
    ] {
        add("selection", store.read_all(ReadAll::forwards(selection)));
    }
    seen
}

/// Names what differs, for the lists are long.
pub(crate) fn same(found: &[String], expected: &[String], what: &str) {
    let (found, expected) = (found.iter(), expected.iter());
    let missing = expected.clone().filter(|line| !found.clone().any(|found| found == *line));
    let added = found.clone().filter(|line| !expected.clone().any(|expected| expected == *line));
    let (missing, added): (Vec<_>, Vec<_>) = (missing.collect(), added.collect());
    assert!(missing.is_empty() && added.is_empty(), "{what}: - {missing:#?} + {added:#?}");
    assert!(found.eq(expected), "{what}: another order");
}

pub(crate) fn open(path: &Path) -> SqliteStore {
    SqliteOptions::new().tail_events(7).open(path).unwrap()
}

pub(crate) fn check(path: &Path) -> CheckReport {
    open(path).check(silent).unwrap()
}

fn sample(folder: &Folder) -> std::path::PathBuf {
    let path = folder.file("events.db");
    let store = open(&path);
    fill(&store, 60);
    store.close().unwrap();
    path
}

/// Changes the file behind the store's back.
pub(crate) fn sql(path: &Path, sql: &str) {
    let file = Connection::open(path).unwrap();
    file.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

#[test]
fn a_whole_store_has_no_findings() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    let report = store.check(silent).unwrap();
    assert_eq!(report.to_string(), "0 events in 0 streams, 0 runs, 0 findings");
    fill(&store, 60);
    let mut stages = Vec::new();
    let report = store
        .check(|progress| {
            assert!(progress.done <= progress.total);
            if stages.last() != Some(&progress.stage) {
                stages.push(progress.stage);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!(report.events, read_all(&store).len() as u64);
    assert_eq!(report.streams, 17);
    assert!(report.runs > 0);
    assert_eq!(stages, [Stage::File, Stage::Index, Stage::Events]);
    // One that has nothing but its tail.
    let other = SqliteStore::open(folder.file("other.db")).unwrap();
    fill(&other, 10);
    let report = other.check(silent).unwrap();
    assert!(report.is_sound() && report.runs == 0, "{report}");
}

#[test]
fn what_is_missing_or_wrong_is_found() {
    let folder = Folder::new();
    for (damage, expected) in [
        (
            "DELETE FROM events WHERE position = 9",
            "stream `plain`: revision 2 comes where 1 should",
        ),
        (
            "UPDATE events SET record = x'00' WHERE position = 9",
            "the event at position 9: it cannot be read",
        ),
        (
            "DELETE FROM streams WHERE name = 'A-4'",
            "its stream or its type has no name, or another one",
        ),
        (
            "DELETE FROM types WHERE name = 'Even'",
            "its stream or its type has no name, or another one",
        ),
        ("UPDATE streams SET name = 'X' WHERE name = 'A-4'", "has no name, or another one"),
        (
            "UPDATE events SET revision = 5 WHERE position = 1",
            "stream `A-0`: revision 5 comes where 0 should",
        ),
        (
            "UPDATE events SET type_id = 1 + type_id % 2 WHERE position = 1",
            "type `Random`: the index is wrong from position 1 on",
        ),
        (
            "UPDATE events SET record = CAST(zeroblob(16) || substr(record, 17) AS BLOB) WHERE position = 2",
            "the id of an event: the index is wrong from position 2 on",
        ),
        (
            "DELETE FROM chunks WHERE (run_id, kind, key, position) =
             (SELECT run_id, kind, key, position FROM chunks ORDER BY run_id, kind LIMIT 1)",
            "chunks of it are missing",
        ),
        (
            "UPDATE postings SET bytes = x'80' WHERE id = (SELECT min(id) FROM postings)",
            "a chunk cannot be read",
        ),
        (
            "DELETE FROM postings WHERE id = (SELECT min(id) FROM postings)",
            "chunks of it are missing",
        ),
        ("UPDATE chunks SET kind = kind + 10", "a chunk of no kind"),
        (
            "UPDATE runs SET last_position = last_position - 1 WHERE first_position = 1",
            "and the one before ends at",
        ),
        ("DELETE FROM runs WHERE first_position = 1", "and the one before ends at 0"),
        ("UPDATE runs SET last_id = first_id, first_stream = 0", "outside of what it covers"),
        (
            "UPDATE stream_states SET max_count = 9 WHERE max_count = 3",
            "stream `A-1`: what is kept of its metadata is not what its metadata says",
        ),
        (
            "DELETE FROM stream_states WHERE tombstoned",
            "stream `B-3`: it has a tombstone, and is not known as deleted",
        ),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'types'",
            "the file: ",
        ),
    ] {
        let path = sample(&folder);
        sql(&path, damage);
        let report = check(&path).to_string();
        assert!(report.lines().skip(1).any(|line| line.contains(expected)), "{damage}\n{report}");
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn findings_end() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = open(&path);
    fill(&store, 400);
    store.close().unwrap();
    sql(&path, "UPDATE events SET record = x''");
    let report = SqliteOptions::new().tail_events(7).open(&path).map(|store| store.check(silent));
    let Ok(Ok(report)) = report else {
        // The tail is read when the file is opened.
        sql(&path, "DELETE FROM events WHERE position > (SELECT max(last_position) FROM runs)");
        let report = check(&path);
        assert_eq!((report.findings.len(), report.complete), (1000, false));
        assert!(report.to_string().contains("1000 findings; not everything was looked at\n"));
        return;
    };
    panic!("{report}");
}

#[test]
fn the_index_is_made_again_right_after_opening() {
    let folder = Folder::new();
    let path = sample(&folder);
    // What a store removes when it is opened was left by others, and is not what is being made.
    for _ in 0..20 {
        let store = open(&path);
        let report = store.rebuild_index(silent).unwrap();
        assert!(report.runs > 0);
        store.close().unwrap();
    }
}

#[test]
fn the_index_is_made_again() {
    let folder = Folder::new();
    let path = sample(&folder);
    let expected = indexed(&open(&path));
    for damage in [
        "UPDATE postings SET bytes = x'80'",
        "DELETE FROM chunks",
        "DELETE FROM postings",
        "UPDATE postings SET bytes = CAST(substr(bytes, 1, 3) || x'01' || substr(bytes, 5) AS BLOB)",
        "UPDATE runs SET first_stream = 3, last_id = 0",
        "SELECT 1",
    ] {
        sql(&path, damage);
        let store = open(&path);
        assert_eq!(store.check(silent).unwrap().is_sound(), damage == "SELECT 1");
        let report = store.rebuild_index(silent).unwrap();
        assert_eq!(report.runs, 1);
        let found = store.check(silent).unwrap();
        assert!(found.is_sound(), "{damage}: {found}");
        same(&indexed(&store), &expected, damage);
        store.close().unwrap();
        same(&indexed(&open(&path)), &expected, damage);
        let file = Connection::open(&path).unwrap();
        let orphans: i64 = file
            .query_row(
                "SELECT count(*) FROM chunks WHERE run_id NOT IN (SELECT id FROM runs)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(orphans, 0);
    }
}

#[test]
fn the_index_is_made_again_beside_appends() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = open(&path);
    fill(&store, 200);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let name = stream("A-3");
                block_on(store.append(name, ExpectedRevision::Any, events(3))).unwrap();
            }
        });
        for _ in 0..5 {
            store.rebuild_index(silent).unwrap();
            let report = store.check(silent).unwrap();
            assert!(report.is_sound(), "{report}");
        }
        stop.store(true, Ordering::Relaxed);
    });
    store.close().unwrap();
    let report = check(&path);
    assert!(report.is_sound(), "{report}");
}

#[test]
fn cancelled_work_leaves_the_index_as_it_is() {
    let folder = Folder::new();
    let store = open(&sample(&folder));
    let cancel = |_| ControlFlow::Break(());
    let expected = indexed(&store);
    for error in [store.check(cancel).unwrap_err(), store.rebuild_index(cancel).unwrap_err()] {
        assert!(matches!(error, MaintenanceError::Cancelled));
        assert_eq!(
            error.to_string(),
            "it was cancelled; what was done so far is kept, and it can be begun again"
        );
    }
    assert_eq!(indexed(&store), expected);
    assert!(store.check(silent).unwrap().is_sound());
    store.close().unwrap();
    let error = store.rebuild_index(silent).unwrap_err();
    assert_eq!(error.to_string(), format!("the store `{}` is closed", store.path().display()));
}

#[test]
fn an_event_that_cannot_be_read_has_no_place_in_the_index() {
    let folder = Folder::new();
    let path = sample(&folder);
    sql(&path, "UPDATE events SET record = x'00' WHERE position = 9");
    let store = open(&path);
    let finding = Finding::Event { position: Position::single(9), reason: "it cannot be read" };
    assert!(store.check(silent).unwrap().findings.contains(&finding));
    let error = store.rebuild_index(silent).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` is not a readable plumberd store: the event at position 9 cannot be read; restore it \
             from a backup or choose another file",
            path.display()
        )
    );
}
