//! Copies of a store that is in use.

use std::fs;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use plumberd::engine::sqlite::{MaintenanceError, SqliteStore, Stage};
use plumberd::store::{EventStore, StorageError};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;

use super::check::{fill, indexed, open, same, silent};
use super::common::disk::Disk;
use super::common::{Folder, events, read_all, stream};

#[test]
fn a_backup_is_a_store() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    let empty = store.backup_to(folder.file("empty.db"), silent).unwrap();
    assert_eq!(empty.last, None);
    assert!(read_all(&SqliteStore::open(folder.file("empty.db")).unwrap()).is_empty());
    fill(&store, 60);
    let all = read_all(&store);
    let (mut told, to) = (0, folder.file("backup.db"));
    let report = store
        .backup_to(&to, |progress| {
            assert_eq!(progress.stage, Stage::Copy);
            assert!(progress.done <= progress.total);
            told += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(told > 0);
    assert_eq!(report.last, all.last().unwrap().position);
    assert_eq!(report.bytes, fs::metadata(&to).unwrap().len());
    assert!(!folder.file("backup.db.partial").exists());
    assert!(!folder.file("backup.db-wal").exists());
    // The one is not the other.
    block_on(store.append(stream("A-1"), ExpectedRevision::Any, events(1))).unwrap();
    let backup = open(&to);
    assert_eq!(read_all(&backup), all);
    assert!(backup.check(silent).unwrap().is_sound());
    block_on(backup.append(stream("A-1"), ExpectedRevision::Any, events(3))).unwrap();
    assert_eq!(read_all(&store).len(), all.len() + 1);
}

#[test]
fn a_backup_beside_appends_holds_a_prefix_of_the_log() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    fill(&store, 60);
    let (stop, appended) = (AtomicBool::new(false), AtomicU64::new(0));
    let reports: Vec<_> = thread::scope(|scope| {
        for n in 0..3 {
            let (store, stop, appended) = (&store, &stop, &appended);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let name = stream(&format!("Busy-{n}"));
                    block_on(store.append(name, ExpectedRevision::Any, events(5))).unwrap();
                    appended.fetch_add(5, Ordering::Relaxed);
                }
            });
        }
        let reports = (0..5)
            .map(|n| {
                let before = appended.load(Ordering::Relaxed);
                // As slowly as on a large store: others write between two steps.
                let report = store.backup_to(folder.file(&format!("{n}.db")), |_| {
                    while appended.load(Ordering::Relaxed) < before + 15 {
                        thread::yield_now();
                    }
                    ControlFlow::Continue(())
                });
                (before, report)
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        reports
    });
    let all = read_all(&store);
    for (n, (before, report)) in reports.into_iter().enumerate() {
        let report = report.unwrap();
        let backup = open(&folder.file(&format!("{n}.db")));
        let held = read_all(&backup);
        assert_eq!(held.last().unwrap().position, report.last);
        assert!(held.len() as u64 >= before);
        assert_eq!(held, all[..held.len()]);
        let check = backup.check(silent).unwrap();
        assert!(check.is_sound(), "{check}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let store = open(&path);
    fill(&store, 3);
    let expected = indexed(&store);
    let other = folder.file("other.db");
    fs::write(&other, "mine").unwrap();
    for taken in [&other, &path] {
        let error = store.backup_to(taken, silent).unwrap_err();
        assert!(matches!(error, MaintenanceError::Exists { .. }), "{error:?}");
    }
    fs::write(&other, vec![0; 512]).unwrap();
    assert_eq!(
        store.backup_to(&other, silent).unwrap_err().to_string(),
        format!(
            "`{}` exists, and a backup never overwrites; choose another name or remove it",
            other.display()
        )
    );
    assert_eq!(fs::read(&other).unwrap(), [0; 512]);
    let partial = folder.file("new.db.partial");
    fs::write(&partial, "somebody else's").unwrap();
    assert_eq!(
        store.backup_to(folder.file("new.db"), silent).unwrap_err().to_string(),
        format!(
            "`{}` is an unfinished backup; wait for it, or remove it when no process is writing it",
            partial.display()
        )
    );
    let error = store.backup_to(folder.file("none/new.db"), silent).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` cannot be found: its folder does not exist; create it first",
            folder.file("none/new.db").display()
        )
    );
    let error = store.backup_to(folder.path(), silent).unwrap_err();
    assert!(error.to_string().contains("it is a folder"), "{error}");
    same(&indexed(&store), &expected, "the store");
}

#[test]
fn a_cancelled_backup_leaves_nothing() {
    let folder = Folder::new();
    let store = open(&folder.file("events.db"));
    fill(&store, 3);
    let before = fs::read_dir(folder.path()).unwrap().count();
    let error = store.backup_to(folder.file("backup.db"), |_| ControlFlow::Break(())).unwrap_err();
    assert!(matches!(error, MaintenanceError::Cancelled));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
    store.backup_to(folder.file("backup.db"), silent).unwrap();
}

#[test]
fn no_room_for_a_backup() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 256) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let store = open(&folder.file("events.db"));
    fill(&store, 3);
    let large = plumberd::store::NewEvent {
        data: vec![b'x'; 1 << 20].into(),
        ..plumberd::testing::event("Large")
    };
    block_on(store.append(stream("A-1"), ExpectedRevision::Any, vec![large])).unwrap();
    let count = read_all(&store).len();
    let error = store.backup_to(disk.path().join("backup.db"), silent).unwrap_err();
    assert!(matches!(error, MaintenanceError::Storage(StorageError::Full { .. })), "{error:?}");
    assert_eq!(fs::read_dir(disk.path()).unwrap().count(), 0);
    assert_eq!(read_all(&store).len(), count);
}
