//! Files of format 1. `format1.sqlite` was written by the program that made them.

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::Duration;

use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::store::{
    ContentType, EventStore, ReadAll, ReadError, ReadStream, Selection, StorageError,
};
use plumberd::stream::{Category, ExpectedRevision, Position};
use plumberd::testing::{block_on, collect, event};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::common::{Folder, read, read_all, stream};

const SAMPLE: &str = "tests/store_maintenance/format1.sqlite";
/// Events of the sample.
const EVENTS: i32 = 51;

fn count(events: i32) -> usize {
    usize::try_from(events).unwrap()
}

fn sample(folder: &Folder) -> PathBuf {
    let path = folder.file("events.db");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE), &path).unwrap();
    path
}

fn backup(path: &Path) -> PathBuf {
    path.with_extension("db.format1.bak")
}

/// What an old file holds: position and id.
fn old_events(path: &Path) -> Vec<(i64, Uuid)> {
    let file = Connection::open(path).unwrap();
    assert_eq!(file.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    assert_eq!(
        file.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(),
        "ok"
    );
    let mut statement =
        file.prepare("SELECT position, event_id FROM events ORDER BY position").unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, Uuid::from_slice(row.get_ref(1)?.as_blob()?).unwrap()))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn select(store: &SqliteStore, selection: Selection) -> Vec<String> {
    let read = block_on(collect(store.read_all(ReadAll::forwards(selection)))).unwrap();
    read.iter().map(|event| format!("{}@{}", event.revision, event.stream)).collect()
}

#[test]
fn everything_in_an_old_file_is_read() {
    let folder = Folder::new();
    let path = sample(&folder);
    let old = old_events(&path);
    let store = SqliteStore::open(&path).unwrap();
    let all = read_all(&store);
    assert_eq!(all.len(), count(EVENTS));
    for ((n, event), (position, id)) in (1..).zip(&all).zip(&old) {
        assert_eq!(event.position, Some(Position::single(n)));
        assert_eq!((event.id, i64::try_from(n).unwrap()), (*id, *position));
    }
    let shown = |n: usize| {
        let event = &all[n];
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!(
            "{}@{} {} {} {} {}",
            event.revision,
            event.stream,
            event.event_type,
            event.recorded_at,
            text(&event.metadata),
            text(&event.data)
        )
    };
    assert_eq!(
        shown(0),
        r#"0@Recording-1 RecordingStarted 1969-12-31T23:59:59.9999999+00:00  {"Id":1}"#
    );
    assert_eq!(
        shown(2),
        r#"0@audit Noted 2025-07-13T18:22:19.2192669+00:00 {"$correlationId":"c-1"} {}"#
    );
    assert_eq!(
        shown(3),
        r#"0@$settings Set 2025-07-13T18:22:19.2192669+00:00  {"text":"\u00fc\u65e5"}"#
    );
    assert_eq!(
        shown(44),
        r#"7@Camera-4 CameraMoved 2025-07-13T18:22:19.2192669+00:00 {} {"N":39}"#
    );
    assert_eq!(
        (all[1].content_type, &all[1].data[..], &all[1].metadata[..]),
        (ContentType::Binary, &[0, 1, 2, 254, 255][..], &br#"{"$correlationId":"c-1"}"#[..])
    );
    assert_eq!((all[4].data.len(), &all[4].metadata[..]), (0, &b"not json"[..]));

    // The index is there, as if this program had written the events.
    assert_eq!(read(&store, "Camera-1").len(), 9);
    assert_eq!(select(&store, Selection::Category(Category::from_static("Camera"))).len(), 41);
    assert_eq!(select(&store, Selection::EventType("RecordingFinished".into())), ["1@Recording-1"]);
    assert_eq!(select(&store, Selection::Correlation("c-1".into())), ["1@Recording-1", "0@audit"]);
    assert_eq!(select(&store, Selection::Streams).len(), 11);
    let audit = block_on(collect(store.read_stream(ReadStream::forwards(stream("$ce-audit")))));
    assert!(matches!(audit, Err(ReadError::StreamNotFound { .. })), "{audit:?}");
    // Metadata counts now.
    let limited = read(&store, "Limited-1");
    assert_eq!(limited.iter().map(|event| event.revision).collect::<Vec<_>>(), [1, 2]);
    let gone = block_on(collect(store.read_stream(ReadStream::forwards(stream("Gone-1")))));
    assert!(matches!(gone, Err(ReadError::StreamNotFound { .. })), "{gone:?}");
    let link = block_on(collect(
        store.read_stream(ReadStream::forwards(stream("Links-1")).resolve_links()),
    ));
    assert_eq!(link.unwrap()[0].id, all[0].id);

    // It goes on, and a retry of an old event is one.
    let more = |events| block_on(store.append(stream("Camera-1"), ExpectedRevision::Any, events));
    assert_eq!(more(vec![event("CameraMoved")]).unwrap().revision, Some(9));
    let again = plumberd::store::NewEvent { id: all[4].id, ..event("CameraAdded") };
    assert_eq!(more(vec![again]).unwrap().revision, Some(0));
    store.close().unwrap();
    assert_eq!(read_all(&SqliteStore::open(&path).unwrap()).len(), count(EVENTS + 1));
    assert_eq!(old_events(&backup(&path)), old);
}

#[test]
fn no_migration_where_it_is_not_allowed() {
    let folder = Folder::new();
    let path = sample(&folder);
    let before = fs::read(&path).unwrap();
    let error = SqliteOptions::new().migrate(false).open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` has store format 1, and this program writes 2; allow the migration (`migrate=true`), or use \
             an older plumberd",
            path.display()
        )
    );
    assert!(matches!(error, StorageError::OlderFormat { found: 1, known: 2, .. }));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(!backup(&path).exists());
}

#[test]
fn a_backup_is_never_overwritten() {
    let folder = Folder::new();
    let path = sample(&folder);
    fs::write(backup(&path), "mine").unwrap();
    drop(SqliteStore::open(&path).unwrap());
    assert_eq!(fs::read(backup(&path)).unwrap(), b"mine");
    let second = path.with_extension("db.format1.bak2");
    assert_eq!(old_events(&second).len(), count(EVENTS));
    // One that is of the same file is taken for it.
    fs::copy(&second, &path).unwrap();
    drop(SqliteStore::open(&path).unwrap());
    assert!(!path.with_extension("db.format1.bak3").exists());
}

#[test]
fn without_a_backup_nothing_is_converted() {
    let folder = Folder::new();
    let path = sample(&folder);
    // Nothing can be written under this name.
    let blocked = path.with_extension("db.format1.bak.partial");
    fs::create_dir(&blocked).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}`: `{}` is an unfinished backup; wait for it, or remove it when no process is writing it",
            backup(&path).display(),
            blocked.display()
        )
    );
    assert_eq!(old_events(&path).len(), count(EVENTS));
}

#[test]
fn damaged_old_files() {
    let folder = Folder::new();
    for (sql, reason) in [
        (
            "UPDATE events SET event_id = x'00' WHERE position = 7",
            "the event at position 7 cannot be read",
        ),
        (
            "UPDATE events SET content_type = 9 WHERE position = 7",
            "the event at position 7 cannot be read",
        ),
    ] {
        let path = sample(&folder);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let error = SqliteStore::open(&path).unwrap_err();
        assert!(
            matches!(&error, StorageError::Corrupt { reason: found, .. } if found == reason),
            "{error:?}"
        );
        let file = Connection::open(&path).unwrap();
        let number = |sql| file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(number("SELECT count(*) FROM events"), i64::from(EVENTS));
        assert_eq!(number("PRAGMA user_version"), 1);
        drop(file);
        fs::remove_file(&path).unwrap();
        fs::remove_file(backup(&path)).unwrap();
    }
}

/// An old file with many events.
fn large(path: &Path, count: i64) {
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE), path).unwrap();
    let mut file = Connection::open(path).unwrap();
    let transaction = file.transaction().unwrap();
    {
        let mut add = transaction
            .prepare(
                "INSERT INTO events SELECT ?1, id, ?2, category_id, 1, ?3, 0, 0, x'', ?4
                 FROM streams WHERE name = 'Recording-1'",
            )
            .unwrap();
        let data = vec![b'x'; 200];
        for n in 0..count {
            let id = Uuid::from_u128(u128::from(n.cast_unsigned()) << 64 | 1);
            add.execute(params![i64::from(EVENTS) + 1 + n, 2 + n, id.as_bytes().to_vec(), data])
                .unwrap();
        }
    }
    transaction.commit().unwrap();
}

#[cfg(unix)]
#[test]
fn a_kill_leaves_one_format_or_the_other() {
    use super::common::random::Random;
    use super::killed::kill;

    const COUNT: i32 = 20_000;
    let seed = Random::seed();
    println!("seed {seed}");
    let mut random = Random::new(seed);
    let folder = Folder::new();
    let original = folder.file("original.db");
    large(&original, COUNT.into());
    let old = old_events(&original);
    let (mut kept, mut within) = (0, Duration::from_millis(800));
    for round in 0..12 {
        let path = folder.file(&format!("{round}.db"));
        fs::copy(&original, &path).unwrap();
        // Some migrations are killed more than once.
        for _ in 0..=round % 3 {
            if let Some(whole) = kill("migrate", &path, &mut random, within) {
                within = whole;
            }
        }
        let file = Connection::open(&path).unwrap();
        let format: i64 = file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        drop(file);
        if format == 1 {
            assert_eq!(old_events(&path), old);
            kept += 1;
        }
        let store = SqliteStore::open(&path).unwrap();
        let all: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
        assert_eq!(all, old.iter().map(|(_, id)| *id).collect::<Vec<_>>());
        assert_eq!(read(&store, "Recording-1").len(), 2 + count(COUNT));
        store.close().unwrap();
        assert_eq!(old_events(&path.with_extension("db.format1.bak")), old);
        assert!(!path.with_extension("db.format1.bak2").exists());
        for left in fs::read_dir(folder.path()).unwrap() {
            let left = left.unwrap().path();
            if left != original {
                fs::remove_file(left).unwrap();
            }
        }
    }
    assert!(kept > 0, "no kill came before the end");
}

#[test]
fn no_room() {
    use super::common::disk::Disk;

    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 8192) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let original = folder.file("original.db");
    large(&original, 8_000);
    let old = old_events(&original);
    let path = disk.path().join("events.db");
    fs::copy(&original, &path).unwrap();
    // Not for the backup, and not for the conversion behind it.
    for room in [1 << 20, 4 << 20] {
        let reserve = disk.path().join("reserve");
        let used: u64 = fs::read_dir(disk.path())
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len())
            .sum();
        fs::write(&reserve, vec![0; (8 << 20) - usize::try_from(used).unwrap() - room]).unwrap();
        let error = SqliteStore::open(&path).unwrap_err();
        assert!(matches!(error, StorageError::Full { .. }), "{error:?}");
        assert!(error.is_retryable());
        fs::remove_file(&reserve).unwrap();
        assert_eq!(old_events(&path), old);
        assert!(!disk.path().join("events.db.format1.bak.partial").exists());
    }
    assert!(backup(&path).exists());
}

#[cfg(unix)]
#[test]
fn no_permission_to_make_a_backup() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    if fs::metadata("/proc/self").map_or(0, |own| own.uid()) == 0 {
        eprintln!("skipped: permissions do not stop root");
        return;
    }
    let folder = Folder::new();
    let path = sample(&folder);
    let allow = |mode| {
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    allow(0o755);
    assert_eq!(old_events(&path).len(), count(EVENTS));
}
