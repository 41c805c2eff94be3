//! What the `SQLite` store does when the file, the disk or another process is not as it should be.
#![cfg(feature = "sqlite")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may panic, and says why it was skipped"
)]

#[path = "store_common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use common::disk::Disk;
use common::{Folder, events, read, read_all, stream};
use plumberd::clock::ManualClock;
use plumberd::engine::connect;
use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{
    AppendError, Appended, ConnectError, EventStore, NewEvent, ReadAll, ReadError, ReadStream,
    StorageError,
};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, event, next};
use rusqlite::Connection;

fn put(store: &dyn EventStore, name: &str, events: Vec<NewEvent>) -> Result<Appended, AppendError> {
    block_on(store.append(stream(name), ExpectedRevision::Any, events))
}

fn storage(result: Result<Appended, AppendError>) -> StorageError {
    match result {
        Err(AppendError::Storage { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}

/// A closed store with some events in it.
fn sample(path: &Path, count: usize) {
    let store = SqliteStore::open(path).unwrap();
    put(&store, "A-1", events(count)).unwrap();
    store.close().unwrap();
}

fn refused(path: &Path) -> StorageError {
    let before = fs::read(path).ok();
    let error = SqliteStore::open(path).unwrap_err();
    assert_eq!(fs::read(path).ok(), before, "a refused file was changed");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    error
}

#[test]
fn files_that_are_no_store() {
    let folder = Folder::new();
    let noise: Vec<u8> =
        (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for len in [1, 15, 16, 100, 511, 512, 4096, 20_000] {
        let path = folder.file(&format!("noise{len}.db"));
        fs::write(&path, &noise[..len]).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StorageError::Corrupt { .. }), "{len}: {error:?}");
    }
}

#[test]
fn a_truncated_file() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 2000);
    let whole = fs::read(&path).unwrap();
    for keep in [100, 4096, 8192, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..keep]).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StorageError::Corrupt { .. }), "{keep}: {error:?}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 2000);
}

#[test]
fn damaged_pages_never_panic_and_never_hang() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 2000);
    let whole = fs::read(&path).unwrap();
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut damage_seen = 0;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..20 {
            let at = 100 + random(bytes.len() - 200);
            let len = 1 + random(64);
            for byte in &mut bytes[at..at + len] {
                *byte = u8::try_from(random(256)).unwrap();
            }
        }
        fs::write(&path, &bytes).unwrap();
        let Ok(store) = SqliteStore::open(&path) else {
            damage_seen += 1;
            continue;
        };
        let whole = block_on(collect(store.read_all(ReadAll::default())));
        let part = block_on(collect(store.read_stream(ReadStream::backwards(stream("A-1")))));
        let more = put(&store, "A-1", events(10));
        damage_seen += usize::from(whole.is_err() || part.is_err() || more.is_err());
        drop(store);
        let _ = fs::remove_file(folder.file("events.db-wal"));
        let _ = fs::remove_file(folder.file("events.db-shm"));
    }
    assert!(damage_seen > 0);
}

#[test]
fn the_file_of_another_program() {
    let folder = Folder::new();
    let path = folder.file("other.db");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine');")
        .unwrap();
    let error = refused(&path);
    assert!(
        matches!(&error, StorageError::Corrupt { reason, .. } if reason.contains("another program"))
    );
    other.execute_batch("PRAGMA application_id = 7").unwrap();
    let error = refused(&path);
    assert!(
        matches!(&error, StorageError::Corrupt { reason, .. } if reason.contains("id 7")),
        "{error}"
    );
}

#[test]
fn a_store_without_its_tables() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 1);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("DROP VIEW v_events; DROP TABLE events").unwrap();
    other.close().unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(
        matches!(&error, StorageError::Corrupt { reason, .. } if reason.contains("events")),
        "{error}"
    );
}

#[test]
fn a_newer_format() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 1);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA user_version = 99").unwrap();
    other.close().unwrap();
    match SqliteStore::open(&path).unwrap_err() {
        StorageError::NewerFormat { found: 99, known: 2, .. } => {}
        error => panic!("{error:?}"),
    }
}

#[test]
fn paths_that_cannot_be() {
    let folder = Folder::new();
    let other = |path: &Path| match SqliteStore::open(path).unwrap_err() {
        StorageError::Other { reason, .. } | StorageError::NotFound { reason, .. } => reason,
        error => panic!("{error:?}"),
    };
    assert!(other(folder.path()).contains("folder"));
    assert!(other(Path::new(":memory:")).contains("`memory:`"));
    assert!(other(Path::new("")).contains("`memory:`"));
    assert!(other(&folder.file("no/such/events.db")).contains("folder"));
    let missing = folder.file("missing.db");
    let error = SqliteOptions::new().create_if_missing(false).open(&missing).unwrap_err();
    assert!(matches!(error, StorageError::NotFound { .. }), "{error:?}");
    assert!(!missing.exists());
    let url = format!("sqlite://{}?create=false", missing.display());
    let error = connect(&url).unwrap_err();
    assert!(matches!(error, ConnectError::Storage(StorageError::NotFound { .. })), "{error:?}");
}

#[test]
fn odd_names_are_only_names() {
    let folder = Folder::new();
    for name in ["file:a.db", "a?mode=memory", "a%20b#c", "zażółć 日本.db"] {
        let path = folder.file(name);
        sample(&path, 3);
        assert!(path.exists(), "{name}");
        assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 3);
    }
}

#[test]
fn an_empty_file_becomes_a_store() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    fs::write(&path, "").unwrap();
    sample(&path, 3);
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 3);
}

#[test]
fn a_lock_of_another_connection() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let options = SqliteOptions::new().busy_timeout(Duration::from_millis(50));
    let store = options.clone().open(&path).unwrap();
    put(&store, "A-1", events(1)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let mine = events(1);
    let error = put(&store, "A-1", mine.clone()).unwrap_err();
    assert!(error.is_retryable() && !error.is_conflict(), "{error}");
    assert!(matches!(storage(Err(error)), StorageError::Locked { .. }));
    assert_eq!(read(&store, "A-1").len(), 1, "readers are not locked out");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(put(&store, "A-1", mine).unwrap().revision, Some(1));
    drop(store);

    // A connection that lets nobody in, not even to read.
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;").unwrap();
    let error = options.open(&path).unwrap_err();
    assert!(matches!(error, StorageError::Locked { .. }), "{error:?}");
    drop(other);
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 2);
}

#[test]
fn a_patient_store_waits_for_the_lock() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| put(&store, "A-1", events(1)));
        thread::sleep(Duration::from_millis(200));
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap().unwrap().revision, Some(0));
    });
}

#[test]
fn two_stores_on_one_file() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let (a, b) = (SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap());
    for round in 0..20 {
        let store = if round % 2 == 0 { &a } else { &b };
        assert_eq!(put(store, "A-1", events(1)).unwrap().revision, Some(round));
        // Known to the other store from before, so that it must notice that it grew.
        let other = if round % 2 == 0 { &b } else { &a };
        let refused = block_on(other.append(
            stream("A-1"),
            round.checked_sub(1).map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact),
            events(1),
        ));
        assert!(refused.unwrap_err().is_conflict());
    }
    drop(a);
    assert_eq!(put(&b, "A-1", events(1)).unwrap().revision, Some(20));
    assert_eq!(read(&b, "A-1").len(), 21);
}

#[test]
fn an_event_that_is_too_large() {
    let folder = Folder::new();
    let store = SqliteOptions::new().max_event_size(100).open(folder.file("events.db")).unwrap();
    let sized = |data: usize, metadata: usize| NewEvent {
        data: vec![b'x'; data].into(),
        metadata: vec![b'y'; metadata].into(),
        ..event("Big")
    };
    put(&store, "A-1", vec![sized(60, 40)]).unwrap();
    match put(&store, "A-1", vec![sized(1, 1), sized(60, 41)]) {
        Err(AppendError::TooLarge { index: 1, size: 101, limit: 100, .. }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(read(&store, "A-1").len(), 1);
}

#[test]
fn a_closed_store() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "A-1", events(2000)).unwrap();
    let mut under_way = store.read_stream(ReadStream::forwards(stream("A-1")));
    block_on(next(&mut under_way)).unwrap().unwrap();
    store.close().unwrap();
    store.close().unwrap();
    assert!(!folder.file("events.db-wal").exists(), "the log is copied and removed");
    assert!(matches!(storage(put(&store, "A-1", events(1))), StorageError::Closed { .. }));
    let closed =
        |error| matches!(error, ReadError::Storage { source: StorageError::Closed { .. }, .. });
    assert!(closed(block_on(collect(under_way)).unwrap_err()));
    let read = store.read_all(ReadAll::default());
    drop(store);
    assert!(closed(block_on(collect(read)).unwrap_err()));
}

#[test]
fn closing_answers_everybody() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let written: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let store = &store;
                scope.spawn(move || {
                    let mut written = Vec::new();
                    loop {
                        let event = event("E");
                        let id = event.id;
                        match put(store, &format!("A-{n}"), vec![event]) {
                            Ok(_) => written.push(id),
                            Err(error) => {
                                let error = storage(Err(error));
                                assert!(matches!(error, StorageError::Closed { .. }), "{error:?}");
                                return written;
                            }
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(100));
        store.close().unwrap();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(!written.is_empty());
    let store = SqliteStore::open(&path).unwrap();
    let found: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
    assert!(written.iter().all(|id| found.contains(id)));
}

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
fn people_can_look_inside() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let sent = plumberd::testing::json_event("RecordingStarted", r#"{"Name":"zażółć"}"#);
    put(&store, "Recording-b27f", vec![sent.clone()]).unwrap();
    // While the store is open.
    let other = Connection::open(&path).unwrap();
    let row: (i64, String, i64, String, String, String, String, String) = other
        .query_row(
            "SELECT position, stream, revision, category, type, id, json, content_type FROM v_events",
            [],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                ))
            },
        )
        .unwrap();
    let text = str::to_owned;
    assert_eq!(
        row,
        (
            1,
            text("Recording-b27f"),
            0,
            text("Recording"),
            text("RecordingStarted"),
            sent.id.to_string(),
            text(r#"{"Name":"zażółć"}"#),
            text("application/json")
        )
    );
}

#[test]
fn a_full_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 4096) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let reserve = disk.path().join("reserve");
    fs::write(&reserve, vec![0; 2 << 20]).unwrap();
    let path = disk.path().join("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let mut held = Vec::new();
    let (failed, error) = loop {
        let event = NewEvent { data: vec![b'x'; 10_000].into(), ..event("E") };
        match put(&store, "A-1", vec![event.clone()]) {
            Ok(done) => {
                held.push(event.id);
                assert_eq!(done.revision, Some(held.len() as u64 - 1));
            }
            Err(error) => break (event, error),
        }
    };
    assert!(held.len() > 10);
    assert!(error.is_retryable(), "{error}");
    assert!(matches!(storage(Err(error)), StorageError::Full { .. }));
    let found =
        |store: &SqliteStore| read(store, "A-1").iter().map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(found(&store), held, "what was there can be read, and nothing else");
    // It stays full for everybody.
    thread::scope(|scope| {
        for n in 0..4 {
            let store = &store;
            scope.spawn(move || {
                let event = NewEvent { data: vec![b'x'; 50_000].into(), ..event("E") };
                let error = storage(put(store, &format!("B-{n}"), vec![event]));
                assert!(matches!(error, StorageError::Full { .. }), "{error:?}");
            });
        }
    });
    // And goes on when there is room again.
    fs::remove_file(&reserve).unwrap();
    assert_eq!(put(&store, "A-1", vec![failed.clone()]).unwrap().revision, Some(held.len() as u64));
    held.push(failed.id);
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(found(&store), held);
    let all: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
    assert_eq!(all, held, "nothing of what was refused");
}

#[test]
fn a_read_only_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 4096) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let path = disk.path().join("events.db");
    sample(&path, 3);
    assert!(disk.make_read_only());
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    let error = SqliteStore::open(disk.path().join("new.db")).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn files_and_folders_without_permission() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    if fs::metadata("/proc/self").map_or(0, |own| own.uid()) == 0 {
        eprintln!("skipped: permissions do not stop root");
        return;
    }
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 3);
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(&path, 0o444);
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    allow(&path, 0o644);
    allow(folder.path(), 0o555);
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    let error = SqliteStore::open(folder.file("new.db")).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    allow(folder.path(), 0o755);
}
