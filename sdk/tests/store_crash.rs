//! Processes that are killed in the middle of their work, and processes that share a file.
//!
//! `PLUMBERD_CRASHES=500 cargo test --release --features sqlite --test store_crash` kills more.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "store_common/mod.rs"]
mod common;

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use common::{Folder, events, read, read_all, stream};
use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{AppendError, EventStore, RecordedEvent};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::block_on;
use uuid::Uuid;

const ROLE: &str = "PLUMBERD_TEST_ROLE";
const FILE: &str = "PLUMBERD_TEST_FILE";
const CRASHES: &str = "PLUMBERD_CRASHES";

/// What a child process says of an event that its store acknowledged.
#[derive(Debug)]
struct Acknowledged {
    id: Uuid,
    stream: String,
    revision: u64,
}

/// Starts this test program again, as a child that runs [`child`] only.
fn start(role: &str, file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Does nothing, unless a test of this file has started it.
#[test]
fn child() {
    let (Ok(role), Some(file)) = (std::env::var(ROLE), std::env::var_os(FILE)) else { return };
    // The test runner has begun a line of its own.
    say("\n");
    let store = SqliteStore::open(file).unwrap();
    match role.as_str() {
        "append" => append_for_ever(&store),
        "share" => share(&store),
        other => panic!("{other}"),
    }
}

fn say(line: &str) {
    // One write a line, so that a kill cuts lines only at the end of the output.
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

fn append_for_ever(store: &SqliteStore) {
    thread::scope(|scope| {
        for writer in 0..6_u64 {
            scope.spawn(move || {
                for round in 0.. {
                    // One stream that all share, one of this writer, and always new ones.
                    let name = match round % 3 {
                        0 => "Hot-1".to_owned(),
                        1 => format!("Cold-{writer}"),
                        _ => format!("New-{}", Uuid::new_v4()),
                    };
                    let events = events(1 + usize::try_from((round + writer) % 4).unwrap());
                    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
                    let done = block_on(store.append(stream(&name), ExpectedRevision::Any, events));
                    let last = done.unwrap().revision.unwrap();
                    let first = last + 1 - ids.len() as u64;
                    for (revision, id) in (first..).zip(ids) {
                        say(&format!("ack {id} {revision} {name}\n"));
                    }
                }
            });
        }
    });
}

fn acknowledged(line: &str) -> Option<Acknowledged> {
    let mut parts = line.strip_prefix("ack ")?.splitn(3, ' ');
    let id = parts.next()?.parse().ok()?;
    let revision = parts.next()?.parse().ok()?;
    Some(Acknowledged { id, revision, stream: parts.next()?.to_owned() })
}

/// Lets a child append for some time, kills it, and gives back what it said.
fn run_and_kill(file: &Path, lifetime: Duration) -> Vec<Acknowledged> {
    let mut child = start("append", file);
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let reader = thread::spawn(move || {
        let mut said = Vec::new();
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            if line.ends_with('\n') {
                said.extend(acknowledged(line.trim_end()));
            }
            line.clear();
        }
        said
    });
    thread::sleep(lifetime);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

fn assert_whole(log: &[RecordedEvent], said: &[Acknowledged]) {
    let mut revisions: HashMap<&str, u64> = HashMap::new();
    let mut found = HashMap::new();
    let mut position = None;
    for event in log {
        assert!(position < event.position, "positions strictly increase");
        position = event.position;
        let next = revisions.entry(event.stream.as_str()).or_default();
        assert_eq!(event.revision, *next, "no gap and no repetition in `{}`", event.stream);
        *next += 1;
        let place = (event.stream.as_str(), event.revision);
        assert!(found.insert(event.id, place).is_none(), "{} stands twice", event.id);
    }
    for event in said {
        let place = (event.stream.as_str(), event.revision);
        assert_eq!(found.get(&event.id), Some(&place), "{event:?} was acknowledged");
    }
}

fn integrity(file: &Path) {
    let connection = rusqlite::Connection::open(file).unwrap();
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let crashes: u64 =
        std::env::var(CRASHES).ok().and_then(|count| count.parse().ok()).unwrap_or(24);
    let folder = Folder::new();
    let mut file = folder.file("events.db");
    let mut said = Vec::new();
    let mut total = 0;
    for crash in 0..crashes {
        if crash % 12 == 0 {
            // A new file now and then: its creation can be hit too, and the old one gets long.
            file = folder.file(&format!("events{crash}.db"));
            total += said.len();
            said.clear();
        }
        // From too short to open the file, to long enough for a checkpoint now and then.
        let lifetime = Duration::from_millis(match crash % 4 {
            0 => crash * 7 % 40,
            3 => 300,
            _ => 60 + crash * 37 % 120,
        });
        // Every other time, this process has the file open too, and writes.
        let open = (crash % 2 == 1).then(|| SqliteStore::open(&file).unwrap());
        if let Some(store) = &open {
            block_on(store.append(stream("Hot-1"), ExpectedRevision::Any, events(1))).unwrap();
        }
        said.extend(run_and_kill(&file, lifetime));
        let store = open.unwrap_or_else(|| SqliteStore::open(&file).unwrap());
        assert_whole(&read_all(&store), &said);
        block_on(store.append(stream("Hot-1"), ExpectedRevision::Any, events(1))).unwrap();
        assert_whole(&read_all(&store), &said);
        drop(store);
        integrity(&file);
    }
    total += said.len();
    assert!(total > 100, "only {total} events were acknowledged in {crashes} lives");
}

const SHARED: usize = 150;

/// Appends behind the last event of a stream that others append to, again and again.
fn share(store: &SqliteStore) {
    let mut expected = ExpectedRevision::NoStream;
    for _ in 0..SHARED {
        let event = events(1);
        let revision = loop {
            match block_on(store.append(stream("Shared-1"), expected, event.clone())) {
                Ok(done) => break done.revision.unwrap(),
                Err(AppendError::WrongExpectedRevision { actual, .. }) => {
                    expected = ExpectedRevision::Exact(actual.unwrap());
                }
                Err(error) => panic!("{error}"),
            }
        };
        say(&format!("ack {} {revision} Shared-1\n", event[0].id));
        expected = ExpectedRevision::Exact(revision);
        let own = stream(&format!("Own-{}", std::process::id()));
        block_on(store.append(own, ExpectedRevision::Any, events(2))).unwrap();
    }
}

#[test]
fn processes_share_a_file() {
    let folder = Folder::new();
    let file = folder.file("events.db");
    // All of them create the file at the same time.
    let children: Vec<_> = (0..3).map(|_| start("share", &file)).collect();
    let mut said = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        said.extend(String::from_utf8(output.stdout).unwrap().lines().filter_map(acknowledged));
    }
    assert_eq!(said.len(), 3 * SHARED);
    let winners: HashSet<u64> = said.iter().map(|event| event.revision).collect();
    assert_eq!(winners.len(), said.len(), "one winner a revision");
    let store = SqliteStore::open(&file).unwrap();
    let log = read_all(&store);
    assert_eq!(log.len(), 3 * SHARED * 3);
    assert_whole(&log, &said);
    assert_eq!(read(&store, "Shared-1").len(), 3 * SHARED);
    drop(store);
    integrity(&file);
}
