//! Processes that are killed in the middle of their subscriptions.
//!
//! `PLUMBERD_CRASHES=200 cargo test --release --features sqlite --test subscription crash` kills more.
#![cfg(feature = "sqlite")]

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::ReadAll;
use plumberd::stream::ExpectedRevision;
use plumberd::subscription::sqlite::rusqlite::{self, Connection, Savepoint};
use plumberd::subscription::{
    AtLeastOnce, CheckpointPolicy, Checkpoints, DeadLetter, Handler, OnFailure, Replay,
    RetryPolicy, SqliteCheckpoints, SqliteHandler, StreamCheckpoints, Subscriber,
    SubscriptionOptions, TransactionalHandler,
};
use plumberd::testing::{block_on, collect};
use plumberd::{Event, Plumber, Recorded};

use super::common::{Folder, TASKS, TaskCreated, TaskEvent, line, run_until_live};

const FOLDER: &str = "PLUMBERD_TEST_FOLDER";
const CRASHES: &str = "PLUMBERD_CRASHES";
/// Streams of the tasks, each with its own count from 0.
const STREAMS: u32 = 5;

/// Whether a handler fails with a task: in the first streams one of ten does.
fn is_bad(line: &str) -> bool {
    !line.starts_with("Task-0 ") && line.ends_with('7')
}

fn plumber(folder: &Path) -> Plumber {
    Plumber::new(Arc::new(SqliteStore::open(folder.join("events.db")).unwrap()))
}

fn options(plumber: &Plumber, name: &str) -> SubscriptionOptions {
    plumber
        .subscription(name, TASKS)
        .checkpoint_policy(CheckpointPolicy::events(5).or_after(Duration::from_millis(10)))
        .on_error(RetryPolicy::never(), OnFailure::Park)
        .dead_letter_limit(usize::MAX)
}

/// Writes a line for each event into a file, which a kill of the process cannot take back.
struct Lines {
    file: File,
    bad: bool,
}

impl Handler<TaskEvent> for Lines {
    type Error = String;

    async fn handle(&mut self, event: Arc<Recorded<TaskEvent>>) -> Result<(), String> {
        let line = line(&event);
        if self.bad && is_bad(&line) {
            return Err("bad".into());
        }
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(|error| error.to_string())
    }
}

fn at_least_once(
    plumber: &Plumber,
    folder: &Path,
    name: &str,
    bad: bool,
) -> Subscriber<TaskEvent, AtLeastOnce<Lines>> {
    let file = OpenOptions::new().create(true).append(true).open(folder.join(name)).unwrap();
    let checkpoints: Arc<dyn Checkpoints> = if name == "in-file" {
        Arc::new(SqliteCheckpoints::open(folder.join("events.db")).unwrap())
    } else {
        Arc::new(StreamCheckpoints::new(Arc::clone(plumber.store())))
    };
    options(plumber, name).checkpoints(checkpoints).handler(Lines { file, bad })
}

/// Makes the file of the rows. Two that do so at the same time would meet where `SQLite` does not wait.
fn make_rows(folder: &Path) {
    let connection = Connection::open(folder.join("once.db")).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY, line TEXT)",
        )
        .unwrap();
}

/// Writes a row for each event.
fn once(
    plumber: &Plumber,
    folder: &Path,
    bad: bool,
) -> Subscriber<TaskEvent, impl TransactionalHandler<TaskEvent> + 'static> {
    let connection = Connection::open(folder.join("once.db")).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    let projection = move |event: &Recorded<TaskEvent>, transaction: &Savepoint<'_>| {
        let line = line(event);
        transaction.execute("INSERT INTO seen (line) VALUES (?1)", [&line])?;
        if bad && is_bad(&line) { Err(rusqlite::Error::InvalidQuery) } else { Ok(()) }
    };
    options(plumber, "once").transactional(SqliteHandler::new(connection, projection))
}

/// Starts this test program again, as a child that runs [`child`] only.
fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "subscription::crash::child", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Does nothing, unless the test below has started it. Then it appends tasks, handles them in three
/// subscriptions, and replays now and then, until it is killed.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let plumber = plumber(folder);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut next: HashMap<u32, u64> = HashMap::new();
            for event in block_on(collect(plumber.store().read_all(ReadAll::default()))).unwrap() {
                if let Some(id) = event.stream.as_str().strip_prefix("Task-") {
                    next.insert(id.parse().unwrap(), event.revision + 1);
                }
            }
            for round in 0.. {
                let id = round % STREAMS;
                let number = next.entry(id).or_default();
                let task = TaskCreated { title: number.to_string() };
                *number += 1;
                block_on(plumber.append(&TaskCreated::stream(id), ExpectedRevision::Any, [task]))
                    .unwrap();
            }
        });
        for name in ["in-file", "in-stream"] {
            let mut subscriber = at_least_once(&plumber, folder, name, true);
            scope.spawn(move || subscriber.run_blocking().unwrap());
        }
        scope.spawn(|| once(&plumber, folder, true).run_blocking().unwrap());
        scope.spawn(|| {
            loop {
                // Of one stream only: the others are for the end.
                let mut replaying = once(&plumber, folder, false);
                block_on(replaying.replay(Replay::Key("Task-1".into()))).unwrap();
                thread::sleep(Duration::from_millis(5));
            }
        });
    });
}

/// The events of each stream, in order.
fn by_stream<'a>(lines: impl IntoIterator<Item = &'a String>) -> HashMap<String, Vec<u64>> {
    let mut streams: HashMap<String, Vec<u64>> = HashMap::new();
    for line in lines {
        let (stream, number) = line.split_once(' ').unwrap();
        streams.entry(stream.into()).or_default().push(number.parse().unwrap());
    }
    streams
}

/// Of long lists, where they differ is enough.
fn assert_same(found: &[u64], expected: &[u64], what: &str) {
    let at = found.iter().zip(expected).take_while(|(found, expected)| found == expected).count();
    let (found, expected) = (&found[at..], &expected[at..]);
    let some = |list: &[u64]| list[..list.len().min(5)].to_vec();
    assert_eq!(some(found), some(expected), "{what}, behind {at}");
}

fn letters(plumber: &Plumber, name: &str) -> Vec<DeadLetter> {
    block_on(plumber.dead_letters(name).list()).unwrap()
}

fn rows(folder: &Path) -> Vec<String> {
    let connection = Connection::open(folder.join("once.db")).unwrap();
    let mut select = connection.prepare("SELECT line FROM seen ORDER BY number").unwrap();
    let lines = select.query_map([], |row| row.get(0)).unwrap();
    lines.map(Result::unwrap).collect()
}

#[test]
fn what_a_kill_leaves_is_handled_at_least_once_or_exactly_once() {
    let crashes: u64 = std::env::var(CRASHES).map_or(12, |count| count.parse().unwrap());
    let folder = Folder::new();
    let folder = folder.file("crash");
    std::fs::create_dir(&folder).unwrap();
    make_rows(&folder);
    for crash in 0..crashes {
        let mut child = start(&folder);
        // From too short to open the files, to long enough for many checkpoints.
        thread::sleep(Duration::from_millis(20 + crash * 83 % 400));
        assert!(child.try_wait().unwrap().is_none(), "the child has ended by itself");
        child.kill().unwrap();
        child.wait().unwrap();
        // Nothing is there twice at any time; what is replayed beside the kills may be, see `replay`.
        let mut rows = rows(&folder);
        rows.retain(|line| !line.starts_with("Task-1 "));
        assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len(), "after {crash}");
    }

    // The rest, without a kill.
    let plumber = plumber(&folder);
    for name in ["in-file", "in-stream"] {
        run_until_live(at_least_once(&plumber, &folder, name, true), 0);
    }
    run_until_live(once(&plumber, &folder, true), 0);

    let events = block_on(collect(plumber.store().read_all(ReadAll::default()))).unwrap();
    let tasks = events.into_iter().filter(|event| event.stream.category() == "Task");
    let tasks: Vec<_> = tasks
        .map(|event| {
            let event = Recorded::<TaskEvent>::try_from(event).unwrap();
            assert!(event.events().count() == 1);
            line(&event)
        })
        .collect();
    assert!(tasks.len() as u64 > crashes * 5, "only {} tasks in {crashes} lives", tasks.len());
    let expected = by_stream(&tasks);

    // Exactly once: what was handled, and what waits, together are all, in the order of each stream.
    let handled = by_stream(&rows(&folder));
    let waiting = letters(&plumber, "once");
    for (stream, numbers) in &expected {
        let waiting = waiting.iter().filter(|letter| letter.stream.as_str() == stream);
        let mut all = handled.get(stream).cloned().unwrap_or_default();
        if stream == "Task-1" {
            all.dedup();
        }
        // A kill may have come between a replay and the release of its letter: the next replay knows.
        let left = |revision: &u64| all.last().is_none_or(|last| revision > last);
        let waiting: Vec<u64> = waiting.map(|letter| letter.revision).filter(left).collect();
        all.extend(waiting);
        assert_same(&all, numbers, stream);
    }
    assert!(waiting.iter().any(|letter| letter.stream.as_str() == "Task-2"));
    block_on(once(&plumber, &folder, false).replay(Replay::All)).unwrap();
    assert_eq!(letters(&plumber, "once"), []);
    for (stream, mut numbers) in by_stream(&rows(&folder)) {
        if stream == "Task-1" {
            let handled = numbers.len() as u64;
            numbers.dedup();
            assert!(handled - numbers.len() as u64 <= crashes, "{handled} of {}", numbers.len());
        }
        assert_same(&numbers, &expected[&stream], &format!("{stream} after the replay"));
    }

    // At least once: each is there, and none before an earlier one of its stream.
    for name in ["in-file", "in-stream"] {
        let waiting = letters(&plumber, name);
        let replayed = block_on(at_least_once(&plumber, &folder, name, false).replay(Replay::All));
        assert_eq!(replayed.unwrap().replayed, waiting.len() as u64);
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let lines: Vec<String> = text.lines().map(Into::into).collect();
        let mut repeated = 0;
        for (stream, numbers) in by_stream(&lines) {
            let mut first_times = Vec::new();
            for number in numbers {
                if first_times.contains(&number) {
                    repeated += 1;
                } else {
                    first_times.push(number);
                }
            }
            assert_same(&first_times, &expected[&stream], &format!("{name}, {stream}"));
        }
        // No more than the policy for each crash; a commit may be under way with as many.
        assert!(repeated <= crashes * 2 * 5, "{name}: {repeated} of {} repeated", lines.len());
    }
}
