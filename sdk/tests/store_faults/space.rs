//! Disks that are full or may not be written.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{NewEvent, StorageError};
use uuid::Uuid;

use super::checks::{ids, put, said, sample, sized, storage};
use super::common::process::{Process, command_after};
use super::common::random::Random;
use super::common::{Folder, read, read_all};
use super::neighbour::done;

const FULL: &str = "no space is left for `FILE`: database or disk is full; free some and retry";
const READ_ONLY: &str = "; check its permissions and those of its folder";

/// A small file system in memory; unmounted at the end.
struct Disk(PathBuf);

impl Disk {
    /// `None` where this process may not mount.
    fn new(folder: &Folder, kib: u32) -> Option<Self> {
        let path = folder.file("disk");
        fs::create_dir_all(&path).unwrap();
        let size = format!("size={kib}k");
        mount(&["-t", "tmpfs", "-o", &size, "none", path.to_str().unwrap()]).then_some(Self(path))
    }

    fn make_read_only(&self) -> bool {
        mount(&["-o", "remount,ro", self.0.to_str().unwrap()])
    }
}

fn mount(arguments: &[&str]) -> bool {
    Command::new("mount").args(arguments).output().is_ok_and(|output| output.status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 4096) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let reserve = disk.0.join("reserve");
    fs::write(&reserve, vec![0; 2 << 20]).unwrap();
    let path = disk.0.join("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let mut held = Vec::new();
    let (failed, error) = loop {
        let event = sized(10_000);
        match put(&store, "A-1", vec![event.clone()]) {
            Ok(done) => {
                held.push(event.id);
                assert_eq!(done.revision, Some(held.len() as u64 - 1));
            }
            Err(error) => break (event, error),
        }
    };
    assert!(held.len() > 10);
    assert!(error.is_retryable() && !error.is_conflict(), "{error}");
    assert_eq!(said(&error, &path), format!("cannot append to stream `A-1`: {FULL}"));
    assert!(matches!(storage(Err(error)), StorageError::Full { .. }));
    assert_eq!(ids(&store, "A-1"), held, "what was there can be read, and nothing else");
    // It stays full for everybody.
    thread::scope(|scope| {
        for n in 0..4 {
            let store = &store;
            scope.spawn(move || {
                let error = storage(put(store, &format!("B-{n}"), vec![sized(50_000)]));
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
    assert_eq!(ids(&store, "A-1"), held);
    let all: Vec<_> = read_all(&store).iter().map(|event| event.id).collect();
    assert_eq!(all, held, "nothing of what was refused");
}

/// The disk fills up while many append in batches, and gets room again while they go on.
#[test]
fn a_disk_that_fills_up_under_load() {
    const WRITERS: u64 = 8;
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 24 * 1024) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let reserve = disk.0.join("reserve");
    fs::write(&reserve, vec![0; 16 << 20]).unwrap();
    let path = disk.0.join("events.db");
    let store = SqliteStore::open(&path).unwrap();
    let written: Mutex<HashSet<Uuid>> = Mutex::new(HashSet::new());
    let begun: Mutex<Vec<Vec<NewEvent>>> = Mutex::new(Vec::new());
    let append_until_full = |writer: u64| {
        let mut random = Random::new(writer);
        loop {
            let batch: Vec<_> = (0..=random.below(20)).map(|_| sized(random.index(4000))).collect();
            let stream = if random.one_in(3) { "Hot-1".into() } else { format!("Cold-{writer}") };
            match put(&store, &stream, batch.clone()) {
                Ok(_) => written.lock().unwrap().extend(batch.iter().map(|event| event.id)),
                Err(error) => {
                    let error = storage(Err(error));
                    assert!(matches!(error, StorageError::Full { .. }), "{error:?}");
                    begun.lock().unwrap().push(batch);
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || append_until_full(writer));
        }
    });
    let found = || read_all(&store).iter().map(|event| event.id).collect::<Vec<_>>();
    let is_whole = |found: &[Uuid]| {
        let once: HashSet<_> = found.iter().copied().collect();
        assert_eq!(once.len(), found.len(), "nothing twice");
        assert_eq!(once, *written.lock().unwrap(), "what was answered, and nothing else");
    };
    is_whole(&found());
    fs::remove_file(&reserve).unwrap();
    for batch in begun.lock().unwrap().drain(..) {
        put(&store, "Late-1", batch.clone()).unwrap();
        written.lock().unwrap().extend(batch.iter().map(|event| event.id));
    }
    is_whole(&found());
    store.close().unwrap();
    let store = SqliteStore::open(&path).unwrap();
    is_whole(&read_all(&store).iter().map(|event| event.id).collect::<Vec<_>>());
}

#[test]
fn opening_on_a_full_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 4096) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let path = disk.0.join("events.db");
    sample(&path, 10);
    let reserve = disk.0.join("reserve");
    // To the last byte: the write ends with an error.
    assert!(fs::write(&reserve, vec![0; 5 << 20]).is_err());
    let new = disk.0.join("new.db");
    for path in [&path, &new] {
        let error = SqliteStore::open(path).unwrap_err();
        assert!(matches!(error, StorageError::Full { .. }), "{error:?}");
        let text = said(&error, path);
        assert!(text.starts_with("no space is left for `FILE`: "), "{text}");
        assert!(text.ends_with("; free some and retry") && error.is_retryable(), "{text}");
    }
    fs::remove_file(&reserve).unwrap();
    assert_eq!(read(&SqliteStore::open(&path).unwrap(), "A-1").len(), 10);
    sample(&new, 3);
}

/// A limit of the process on the size of its files, lifted in the middle.
#[test]
fn a_limit_on_the_size_of_files() {
    let tool = Command::new("prlimit").arg("--version").output();
    if !tool.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: there is no `prlimit` here");
        return;
    }
    let folder = Folder::new();
    let path = folder.file("events.db");
    // In blocks of 512 bytes; without the trap, the signal would end the process.
    let words = "trap '' XFSZ; ulimit -S -f 4000";
    let mut child = Process::start(command_after(words, "fill", &path));
    let mut written = Vec::new();
    let failed = child.hear("failed ", |line| written.extend(done(line)));
    let mut words = failed.splitn(3, ' ');
    let (id, held) = (words.next().unwrap(), words.next().unwrap());
    assert_eq!(held, written.len().to_string(), "what was answered can be read, nothing else");
    assert!(written.len() > 20);
    // The system says that the file is too large, not that the disk is full.
    let text = words.next().unwrap();
    assert!(text.starts_with("cannot append to stream `A-1`: "), "{text}");
    assert!(text.contains("`FILE`"), "{text}");
    let lifted = Command::new("prlimit")
        .args(["--pid", &child.id().to_string(), "--fsize=unlimited:unlimited"])
        .status();
    assert!(lifted.unwrap().success());
    child.go_on();
    child.hear("closed", |line| written.extend(done(line)));
    child.end(|_| {});
    assert!(written.contains(&id.parse().unwrap()));
    assert_eq!(ids(&SqliteStore::open(&path).unwrap(), "A-1"), written);
}

fn is_read_only(error: &StorageError, path: &Path) {
    assert!(matches!(error, StorageError::ReadOnly { .. }), "{error:?}");
    let text = said(error, path);
    assert!(text.starts_with("`FILE` is read-only: ") && text.ends_with(READ_ONLY), "{text}");
    assert!(!error.is_retryable());
}

#[test]
fn a_read_only_disk() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder, 4096) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let path = disk.0.join("events.db");
    sample(&path, 3);
    assert!(disk.make_read_only());
    let error = SqliteStore::open(&path).unwrap_err();
    is_read_only(&error, &path);
    let new = disk.0.join("new.db");
    is_read_only(&SqliteStore::open(&new).unwrap_err(), &new);
}

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
    is_read_only(&error, &path);
    allow(&path, 0o644);
    allow(folder.path(), 0o555);
    let error = SqliteStore::open(&path).unwrap_err();
    is_read_only(&error, &path);
    let new = folder.file("new.db");
    is_read_only(&SqliteStore::open(&new).unwrap_err(), &new);
    allow(folder.path(), 0o755);
}
