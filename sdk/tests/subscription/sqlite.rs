//! Handlers in a transaction with their checkpoint.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use plumberd::store::AppendError;
use plumberd::subscription::sqlite::rusqlite::{self, Connection, Savepoint};
use plumberd::subscription::{
    CheckpointPolicy, HandlerFailure, OnFailure, Replay, RetryPolicy, SqliteHandler,
    SqliteHandlerError, SqliteProjection, State, SubscriptionError,
};
use plumberd::testing::block_on;
use plumberd::{Plumber, Recorded};

use super::common::{
    Folder, NotedTimer, TASKS, TaskEvent, TestStore, line, memory, on_every_store, run_until_live,
    start, tasks,
};
use super::dead_letters::{STREAM, letters, parking, told};
use super::faulty::{End, FaultyStore, lost};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY, line TEXT)";

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").unwrap();
    connection.execute_batch(TABLE).unwrap();
    connection
}

fn insert(transaction: &Savepoint<'_>, line: &str) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO seen (line) VALUES (?1)", [line]).map(drop)
}

/// Writes what it sees into a table, and then does what a rule says.
struct Table<F>(F);

impl<F> SqliteProjection<TaskEvent> for Table<F>
where
    F: FnMut(&str, &Savepoint<'_>) -> rusqlite::Result<()> + Send,
{
    type Error = rusqlite::Error;

    fn handle(
        &mut self,
        event: &Recorded<TaskEvent>,
        transaction: &Savepoint<'_>,
    ) -> rusqlite::Result<()> {
        let line = line(event);
        insert(transaction, &line)?;
        (self.0)(&line, transaction)
    }
}

fn table<F>(path: &Path, rule: F) -> SqliteHandler<Table<F>>
where
    F: FnMut(&str, &Savepoint<'_>) -> rusqlite::Result<()> + Send,
{
    SqliteHandler::new(open(path), Table(rule))
}

fn fails_if_bad(line: &str, _: &Savepoint<'_>) -> rusqlite::Result<()> {
    if line.ends_with(" bad") { Err(rusqlite::Error::InvalidQuery) } else { Ok(()) }
}

#[allow(clippy::unnecessary_wraps, reason = "a rule")]
fn good(_: &str, _: &Savepoint<'_>) -> rusqlite::Result<()> {
    Ok(())
}

fn seen(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut select = connection.prepare("SELECT line FROM seen ORDER BY number").unwrap();
    let lines = select.query_map([], |row| row.get(0)).unwrap();
    lines.map(Result::unwrap).collect()
}

fn numbered(store: &TestStore, count: usize) -> Vec<String> {
    let titles: Vec<_> = (0..count).map(|n| n.to_string()).collect();
    store.create(1, &titles.iter().map(String::as_str).collect::<Vec<_>>());
    titles.iter().map(|title| format!("Task-1 {title}")).collect()
}

#[test]
fn effect_and_checkpoint_are_there_together() {
    on_every_store(|store| {
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        let lines = numbered(store, 600);
        let options = tasks(store, "notes").checkpoint_policy(CheckpointPolicy::events(100));
        let stats = run_until_live(options.clone().transactional(table(&path, good)), 600);
        assert_eq!(seen(&path), lines);
        assert!(stats.checkpoints >= 6, "{stats:?}");
        store.create(1, &["new"]);
        run_until_live(options.transactional(table(&path, good)), 1);
        assert_eq!(seen(&path).len(), 601);
    });
}

#[test]
fn a_crash_in_the_middle_of_a_transaction_leaves_nothing_of_it() {
    on_every_store(|store| {
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        let lines = numbered(store, 40);
        let options = tasks(store, "notes").checkpoint_policy(CheckpointPolicy::events(7));
        for life in 1..20 {
            let mut subscriber = options.clone().transactional(table(&path, good));
            let handle = subscriber.handle();
            let mut run = Box::pin(subscriber.run());
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..life {
                let _ = run.as_mut().poll(&mut context);
                std::thread::sleep(Duration::from_micros(200));
            }
            drop(run);
            assert!(handle.stats().state.is_end());
            let so_far = seen(&path);
            assert_eq!(so_far, lines[..so_far.len()], "{}", store.name);
        }
        run_until_live(options.transactional(table(&path, good)), 0);
        assert_eq!(seen(&path), lines);
    });
}

#[test]
fn nothing_is_locked_while_it_waits() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["a", "bad"]);
    let policy = CheckpointPolicy::events(1000).or_after(Duration::from_secs(3600));
    let patience =
        RetryPolicy::times(1).first_delay(Duration::from_secs(1000)).max_delay(Duration::MAX);

    // For an event.
    let options = tasks(&store, "live").checkpoint_policy(policy);
    let running =
        start(options.on_error(patience, OnFailure::Stop).transactional(table(&path, good)));
    running.wait("both", |stats| stats.checkpoints == 1);
    open(&path).execute("INSERT INTO seen (line) VALUES ('other')", []).unwrap();
    assert_eq!(seen(&path), ["Task-1 a", "Task-1 bad", "other"]);
    running.stop();

    // For another attempt.
    let options = tasks(&store, "retrying").checkpoint_policy(policy);
    let running = start(
        options.on_error(patience, OnFailure::Stop).transactional(table(&path, fails_if_bad)),
    );
    running.wait("the second attempt", |stats| stats.state == State::Retrying);
    open(&path).execute("INSERT INTO seen (line) VALUES ('other')", []).unwrap();
    assert_eq!(seen(&path)[3..], ["Task-1 a", "other"]);
    running.stop();
    assert_eq!(seen(&path).len(), 5);
}

#[test]
fn what_a_failed_attempt_wrote_is_not_there() {
    on_every_store(|store| {
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        store.create(1, &["a", "bad", "c"]);
        let mut failures = 2;
        let handler = table(&path, move |line, _| {
            if line.ends_with(" bad") && failures > 0 {
                failures -= 1;
                return Err(rusqlite::Error::InvalidQuery);
            }
            Ok(())
        });
        let options = tasks(store, "notes").timer(NotedTimer::default());
        let stats = run_until_live(options.clone().transactional(handler), 3);
        assert_eq!(stats.retried, 2);
        assert_eq!(seen(&path), ["Task-1 a", "Task-1 bad", "Task-1 c"]);

        // Nor that of one that is given up on.
        store.create(1, &["bad", "e"]);
        let handler = table(&path, fails_if_bad);
        let options = options.on_error(RetryPolicy::times(1), OnFailure::Skip);
        run_until_live(options.transactional(handler), 1);
        assert_eq!(seen(&path)[3..], ["Task-1 e"]);
    });
}

#[test]
fn the_error_of_the_projection_comes_out() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["bad"]);
    let options = tasks(&store, "notes").on_error(RetryPolicy::never(), OnFailure::Stop);
    let (text, error) = start(options.transactional(table(&path, fails_if_bad))).error();
    assert_eq!(
        text,
        "subscription `notes` stopped at event 0 of stream `Task-1` (`TaskCreated`) after 1 attempt(s): Query is not read-only"
    );
    let SubscriptionError::Handler { failure, .. } = error else { panic!("{error}") };
    assert!(matches!(
        failure,
        HandlerFailure::Error(SqliteHandlerError::Projection(rusqlite::Error::InvalidQuery))
    ));
    assert_eq!(seen(&path), [""; 0]);
}

#[test]
fn a_panic_rolls_back_its_event_only() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["a", "bad", "c"]);
    let handler = table(&path, |line, _| {
        assert!(!line.ends_with(" bad"), "bad");
        Ok(())
    });
    let options = tasks(&store, "notes");
    let (text, _) = start(options.clone().transactional(handler)).error();
    assert!(text.ends_with("the handler panicked: bad"), "{text}");
    assert_eq!(seen(&path), ["Task-1 a"]);
    run_until_live(options.transactional(table(&path, good)), 2);
    assert_eq!(seen(&path), ["Task-1 a", "Task-1 bad", "Task-1 c"]);
}

#[test]
fn a_projection_that_ends_the_transaction_is_told() {
    for (sql, left) in [("COMMIT", vec!["Task-1 a", "Task-1 bad"]), ("ROLLBACK", vec![])] {
        let store = memory();
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        store.create(1, &["a", "bad", "c"]);
        let handler = table(&path, move |line, transaction| {
            if line.ends_with(" bad") { transaction.execute_batch(sql) } else { Ok(()) }
        });
        let options = tasks(&store, "notes");
        let (text, _) = start(options.clone().transactional(handler)).error();
        assert_eq!(
            text,
            "subscription `notes` stopped at event 1 of stream `Task-1` (`TaskCreated`) after 1 attempt(s): the projection has ended the transaction; leave `COMMIT` and `ROLLBACK` to the subscription"
        );
        assert_eq!(seen(&path), left, "{sql}");
        // The checkpoint is not ahead of what was rolled back.
        run_until_live(options.transactional(table(&path, good)), 3);
        assert_eq!(seen(&path)[left.len()..], ["Task-1 a", "Task-1 bad", "Task-1 c"], "{sql}");
    }
}

#[test]
fn what_sqlite_itself_rolls_back_comes_again() {
    on_every_store(|store| {
        for (number, policy) in
            [OnFailure::Stop, OnFailure::Skip, OnFailure::Park].into_iter().enumerate()
        {
            let folder = Folder::new();
            let path = folder.file("tasks.db");
            let id = u32::try_from(number).unwrap();
            store.create(id, &["a", "b", "bad", "c"]);
            let mut failures = 2;
            let handler = table(&path, move |line, transaction| {
                if line.ends_with(" bad") && failures > 0 {
                    failures -= 1;
                    // As a full disk does, this ends the whole transaction.
                    transaction.execute("INSERT OR ROLLBACK INTO seen VALUES (1, 'again')", [])?;
                }
                Ok(())
            });
            let source = plumberd::StreamName::parse(format!("Task-{id}")).unwrap();
            let options = store.plumber.subscription("notes", source);
            let options =
                options.on_error(RetryPolicy::never(), policy).timer(NotedTimer::default());
            let running = start(options.transactional(handler));
            if policy == OnFailure::Stop {
                let (text, _) = running.error();
                assert!(text.contains("UNIQUE constraint failed: seen.number"), "{text}");
                // What was rolled back with it is not in the checkpoint.
                assert_eq!(seen(&path), [""; 0]);
                continue;
            }
            let stats = running.wait("all", |stats| {
                stats.state == State::Live && stats.behind == Some(0) && stats.checkpoints > 0
            });
            running.stop();
            let lines = ["a", "b", "bad", "c"].map(|title| format!("Task-{id} {title}"));
            assert_eq!(seen(&path), lines, "{policy:?} on {}", store.name);
            assert!(stats.reconnected >= 2, "{stats:?}");
        }
    });
}

#[test]
fn a_lock_is_waited_for_and_is_no_fault_of_an_event() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["a", "b"]);
    let other = open(&path);
    // The table of the checkpoints is there.
    run_until_live(tasks(&store, "other").transactional(table(&path, good)), 2);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let policy = RetryPolicy::times(1_000_000)
        .first_delay(Duration::from_millis(1))
        .max_delay(Duration::from_millis(5));
    for then in [OnFailure::Skip, OnFailure::Park] {
        let options = tasks(&store, &format!("{then:?}")).reconnect(policy);
        let running =
            start(options.on_error(RetryPolicy::never(), then).transactional(table(&path, good)));
        running.wait("the lock", |stats| stats.reconnected > 3);
        other.execute_batch("COMMIT").unwrap();
        let stats = running.wait("both", |stats| stats.checkpoints > 0 && stats.processed == 2);
        running.stop();
        assert_eq!(stats.parked, 0);
        assert_eq!(told(&letters(&store)), [""; 0]);
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
    }
    assert_eq!(seen(&path).len(), 6);
}

#[test]
fn what_cannot_be_committed_stops_and_is_not_lost() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["a", "bad"]);
    let connection = open(&path);
    connection
        .execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TABLE parents (id INTEGER PRIMARY KEY);
             CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)",
        )
        .unwrap();
    let handler = SqliteHandler::new(
        connection,
        Table(|line: &str, transaction: &Savepoint<'_>| {
            if line.ends_with(" bad") {
                transaction.execute("INSERT INTO children VALUES (7)", [])?;
            }
            Ok(())
        }),
    );
    let options = tasks(&store, "notes");
    let (text, error) = start(options.clone().transactional(handler)).error();
    assert_eq!(
        text,
        format!(
            "subscription `notes` stopped: the checkpoint of subscription `notes` cannot be kept: `{}`: FOREIGN KEY constraint failed",
            path.display()
        )
    );
    assert!(matches!(error, SubscriptionError::Checkpoint { .. }));
    assert_eq!(seen(&path), [""; 0]);
    run_until_live(options.transactional(table(&path, good)), 2);
    assert_eq!(seen(&path), ["Task-1 a", "Task-1 bad"]);
}

#[test]
fn two_that_share_a_name_do_nothing_twice() {
    on_every_store(|store| {
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        let options = tasks(store, "notes").checkpoint_policy(CheckpointPolicy::events(1));
        let patient = || {
            let connection = open(&path);
            connection.busy_timeout(Duration::from_secs(20)).unwrap();
            SqliteHandler::new(connection, Table(good))
        };
        let running = [
            start(options.clone().transactional(patient())),
            start(options.clone().transactional(patient())),
        ];
        for one in &running {
            one.wait("live", |stats| stats.state == State::Live);
        }
        let lines = numbered(store, 50);
        let one_ends = || running.iter().any(|one| one.handle.stats().state.is_end());
        for _ in 0..20_000 {
            if one_ends() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(one_ends(), "one of them has to find out");
        for one in running {
            one.handle.stop();
            if let (Err(error), _) = one.end() {
                assert!(
                    matches!(&error, SubscriptionError::Checkpoint { source, .. } if source.is_conflict()),
                    "{error}"
                );
            }
        }
        run_until_live(options.transactional(table(&path, good)), 0);
        assert_eq!(seen(&path), lines, "{}", store.name);
    });
}

#[test]
fn a_lost_store_and_an_open_transaction() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    let lines = numbered(&store, 9);
    let ends = [End::After(2, Some(lost())), End::After(3, None), End::After(1, Some(lost()))];
    let plumber = Plumber::new(Arc::new(FaultyStore::new(store.store(), ends)));
    let options = plumber.subscription("notes", TASKS).timer(NotedTimer::default());
    let stats = run_until_live(options.transactional(table(&path, good)), 9);
    assert_eq!((stats.processed, stats.reconnected), (9, 3));
    assert_eq!(seen(&path), lines);
}

/// The read model stands in the file of the store: whatever the subscription writes there itself, its
/// transaction must not be in the way.
#[test]
fn in_the_file_of_the_store_itself() {
    let store = super::common::sqlite();
    let path = store.folder().file("events.db");
    store.create(1, &["a", "bad", "c"]);
    store.create(2, &["d"]);
    // Its locks are those of the store's writer: a little patience is needed.
    let patient = |rule: fn(&str, &Savepoint<'_>) -> rusqlite::Result<()>| {
        let connection = open(&path);
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        SqliteHandler::new(connection, Table(rule))
    };
    let begin = std::time::Instant::now();
    let stats = run_until_live(parking(&store).transactional(patient(fails_if_bad)), 2);
    assert_eq!(stats.parked, 2);
    assert_eq!(told(&letters(&store)), ["1@Task-1", "2@Task-1"]);
    assert_eq!(seen(&path), ["Task-1 a", "Task-2 d"]);
    let mut subscriber = parking(&store).transactional(patient(good));
    assert_eq!(block_on(subscriber.replay(Replay::All)).unwrap().replayed, 2);
    assert_eq!(seen(&path), ["Task-1 a", "Task-2 d", "Task-1 bad", "Task-1 c"]);
    assert!(begin.elapsed() < Duration::from_secs(4), "nobody waits for the lock of the other");
}

#[test]
fn a_replay_is_there_once_whatever_is_noted() {
    on_every_store(|store| {
        let folder = Folder::new();
        let path = folder.file("tasks.db");
        store.create(1, &["bad", "b", "c"]);
        run_until_live(parking(store).transactional(table(&path, fails_if_bad)), 0);
        assert_eq!(told(&letters(store)).len(), 3);
        // The store takes the note of every second one only.
        let notes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&notes);
        let faulty = FaultyStore::new(store.store(), []).fail_append(move |stream, _| {
            let fails = stream.as_str() == STREAM
                && counted.fetch_add(1, Ordering::SeqCst).is_multiple_of(2);
            let reason = "not now".into();
            fails.then(|| AppendError::Reserved { stream: stream.clone(), reason })
        });
        let plumber = Plumber::new(Arc::new(faulty));
        let mut errors = 0;
        while !letters(store).is_empty() {
            let options = plumber.subscription("notes", TASKS);
            let mut subscriber = options.transactional(table(&path, good));
            errors += usize::from(block_on(subscriber.replay(Replay::All)).is_err());
            assert!(errors < 10);
        }
        assert_eq!(errors, 3);
        assert_eq!(seen(&path), ["Task-1 bad", "Task-1 b", "Task-1 c"], "{}", store.name);
    });
}

#[test]
fn a_replay_that_fails_leaves_nothing_and_no_lock() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    store.create(1, &["bad", "b"]);
    run_until_live(parking(&store).transactional(table(&path, fails_if_bad)), 0);
    let mut subscriber = parking(&store)
        .on_error(RetryPolicy::times(1), OnFailure::Park)
        .timer(NotedTimer::default())
        .transactional(table(&path, fails_if_bad));
    let done = block_on(subscriber.replay(Replay::All)).unwrap();
    assert_eq!((done.replayed, done.waiting.len()), (0, 1));
    // The subscriber still has its connection.
    open(&path).execute("INSERT INTO seen (line) VALUES ('other')", []).unwrap();
    assert_eq!(seen(&path), ["other"]);
}

#[test]
fn a_file_that_cannot_be_written() {
    let store = memory();
    let folder = Folder::new();
    let path = folder.file("tasks.db");
    drop(open(&path));
    store.create(1, &["a"]);
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(&path, flags).unwrap();
    let handler = SqliteHandler::new(connection, Table(good));
    let (text, _) = start(tasks(&store, "notes").transactional(handler)).error();
    assert_eq!(
        text,
        format!(
            "subscription `notes` stopped: the checkpoint of subscription `notes` cannot be kept: `{}` is read-only: attempt to write a readonly database; check its permissions and those of its folder",
            path.display()
        )
    );
}
