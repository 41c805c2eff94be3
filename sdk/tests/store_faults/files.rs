//! Files that are not what a store should be, and odd ones that are.

use std::fs;
use std::path::Path;

use plumberd::engine::connect;
use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{ConnectError, EventStore, ReadAll, ReadStream, StorageError};
use plumberd::testing::{block_on, collect, json_event};
use rusqlite::Connection;

use super::checks::{put, refused, said, sample};
use super::common::random::Random;
use super::common::{Folder, events, read, stream};

const NOT_A_STORE: &str = "; restore it from a backup or choose another file";

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
        let reason = if len % 512 == 0 {
            "file is not a database"
        } else {
            "it is not a SQLite file, or its end is missing"
        };
        assert_eq!(
            said(&error, &path),
            format!("`FILE` is not a readable plumberd store: {reason}{NOT_A_STORE}")
        );
        assert!(!error.is_retryable());
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
        let text = said(&error, &path);
        assert!(text.starts_with("`FILE` is not a readable plumberd store: "), "{text}");
        assert!(text.ends_with(NOT_A_STORE), "{text}");
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
    let mut random = Random::new(7);
    let mut damage_seen = 0;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..20 {
            let at = 100 + random.index(bytes.len() - 200);
            let len = 1 + random.index(64);
            for byte in &mut bytes[at..at + len] {
                *byte = u8::try_from(random.below(256)).unwrap();
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
    for id in [0, 7] {
        other.execute_batch(&format!("PRAGMA application_id = {id}")).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StorageError::Corrupt { .. }), "{error:?}");
        assert_eq!(
            said(&error, &path),
            format!(
                "`FILE` is not a readable plumberd store: it is a SQLite file of another program \
                 (application id {id}, 1 tables and indexes){NOT_A_STORE}"
            )
        );
    }
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
    assert!(matches!(error, StorageError::Corrupt { .. }), "{error:?}");
    let text = said(&error, &path);
    assert!(text.contains("no such table: events") && text.ends_with(NOT_A_STORE), "{text}");
}

#[test]
fn a_newer_format() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    sample(&path, 1);
    let other = Connection::open(&path).unwrap();
    let known: u32 = other.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    other.execute_batch("PRAGMA user_version = 99").unwrap();
    other.close().unwrap();
    let error = refused(&path);
    assert!(matches!(error, StorageError::NewerFormat { found: 99, .. }), "{error:?}");
    assert_eq!(
        said(&error, &path),
        format!(
            "`FILE` has store format 99, and this program knows up to {known}; use a newer plumberd"
        )
    );
}

#[test]
fn paths_that_cannot_be() {
    let folder = Folder::new();
    let text = |path: &Path| said(&SqliteStore::open(path).unwrap_err(), folder.path());
    assert_eq!(text(folder.path()), "`FILE`: it is a folder; give the path of a file in it");
    for path in [":memory:", ""] {
        assert_eq!(
            text(Path::new(path)),
            format!("`{path}`: a SQLite store needs a file; for a store in memory, use `memory:`")
        );
    }
    assert_eq!(
        text(&folder.file("no/such/events.db")),
        "`FILE/no/such/events.db` cannot be found: its folder does not exist; create it first"
    );
    let missing = folder.file("missing.db");
    let error = SqliteOptions::new().create_if_missing(false).open(&missing).unwrap_err();
    assert_eq!(
        said(&error, &missing),
        "`FILE` cannot be found: there is no such file; check the path, or allow to create it"
    );
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
fn people_can_look_inside() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let sent = json_event("RecordingStarted", r#"{"Name":"zażółć"}"#);
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
