//! When checkpoints are stored, where, and which ones are refused.

use std::sync::Arc;
use std::time::Duration;

use plumberd::store::{Filter, ReadStream, Selection, SubscribeAll};
use plumberd::stream::{Position, StreamName};
use plumberd::subscription::{
    Checkpoint, CheckpointError, CheckpointPolicy, Checkpoints, MemoryCheckpoints, Place,
    RetryPolicy, Source, State, StreamCheckpoints, SubscriptionError,
};
use plumberd::testing::{block_on, collect};

use super::common::{
    NotedTimer, TASKS, TestStore, failing, memory, notes, on_every_store, run_until_live, start,
    tasks,
};
use super::faulty::{FaultyStore, NotedCheckpoints, locked};

/// What every place for checkpoints promises.
fn keeps_checkpoints(checkpoints: &dyn Checkpoints) {
    let at = |position| Checkpoint::after_position(Position::single(position));
    let (one, two, three) = (at(1), at(2), at(3));
    let load = |name: &str| block_on(checkpoints.load(name)).unwrap();
    let store = |name: &str, previous: Option<&Checkpoint>, next: &Checkpoint| {
        block_on(checkpoints.store(name, previous, next))
    };
    assert_eq!(load("a"), None);
    store("a", None, &one).unwrap();
    assert_eq!(load("a"), Some(one.clone()));
    store("a", Some(&one), &two).unwrap();
    // An answer that did not arrive is asked for again.
    store("a", Some(&one), &two).unwrap();
    assert_eq!(load("a"), Some(two.clone()));

    let error = store("a", Some(&one), &three).unwrap_err();
    assert!(error.is_conflict() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "the checkpoint of subscription `a` is at position 2 of the log, and not at position 1 of the log: another program runs a subscription of that name; stop it, or rename this one"
    );
    assert!(store("a", None, &three).unwrap_err().is_conflict());
    assert_eq!(load("a"), Some(two));

    // Names are names, whatever is in them; and each stands for itself.
    for name in ["Größe", "a/b", "a b", "'; DROP TABLE checkpoints; --", "a-b"] {
        assert_eq!(load(name), None);
        store(name, None, &three).unwrap();
        assert_eq!(load(name), Some(three.clone()), "{name}");
    }

    block_on(checkpoints.remove("a")).unwrap();
    assert_eq!(load("a"), None);
    assert_eq!(
        store("a", Some(&one), &three).unwrap_err().to_string(),
        "the checkpoint of subscription `a` is missing, and not at position 1 of the log: another program runs a subscription of that name; stop it, or rename this one"
    );
    store("a", None, &one).unwrap();
    assert_eq!(load("a"), Some(one));
    block_on(checkpoints.remove("never")).unwrap();
}

#[test]
fn in_memory() {
    keeps_checkpoints(&MemoryCheckpoints::new());
    keeps_checkpoints(&Arc::new(MemoryCheckpoints::new()));
}

#[test]
fn in_streams() {
    on_every_store(|store| {
        keeps_checkpoints(&StreamCheckpoints::new(Arc::clone(store.store())));
        // Only the last one is shown.
        assert_eq!(store.read("$plumberd-checkpoint-a").len(), 1);
        let other = StreamCheckpoints::new(Arc::clone(store.store())).with_prefix("checkpoint_");
        keeps_checkpoints(&other);
        assert_eq!(store.read("checkpoint_a").len(), 1);
    });
}

#[cfg(feature = "sqlite")]
#[test]
fn in_a_file_of_its_own_and_in_that_of_a_store() {
    use plumberd::subscription::SqliteCheckpoints;

    let store = super::common::sqlite();
    let own = store.folder().file("checkpoints.db");
    keeps_checkpoints(&SqliteCheckpoints::open(&own).unwrap());
    keeps_checkpoints(&SqliteCheckpoints::open(store.folder().file("events.db")).unwrap());
    // Another connection sees them.
    let checkpoints = SqliteCheckpoints::open(&own).unwrap();
    assert!(block_on(checkpoints.load("a")).unwrap().is_some());

    store.create(1, &["a", "b"]);
    let checkpoints = Arc::new(SqliteCheckpoints::open(store.folder().file("events.db")).unwrap());
    let options = tasks(&store, "notes").checkpoints(Arc::clone(&checkpoints));
    run_until_live(options.clone().handler(notes().0), 2);
    let stats = run_until_live(options.handler(notes().0), 0);
    assert_eq!(stats.processed, 0);
}

#[cfg(feature = "sqlite")]
#[test]
fn files_that_cannot_hold_checkpoints() {
    use plumberd::subscription::SqliteCheckpoints;

    let folder = super::common::Folder::new();
    let text = folder.file("text.db");
    std::fs::write(&text, "this is no database, but a text that is long enough to see that")
        .unwrap();
    let in_no_folder = folder.file("none/checkpoints.db");
    for (path, message) in [
        (
            text.clone(),
            format!(
                "`{}` is not a readable plumberd store: file is not a database; restore it from a backup or choose another file",
                text.display()
            ),
        ),
        (
            in_no_folder.clone(),
            format!(
                "`{0}`: unable to open database file: {0}",
                in_no_folder.display()
            ),
        ),
        (
            ":memory:".into(),
            "`:memory:`: checkpoints in SQLite need a file; to have them in memory, use `MemoryCheckpoints`".into(),
        ),
    ] {
        assert_eq!(SqliteCheckpoints::open(path).unwrap_err().to_string(), message);
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_file_that_is_locked_is_asked_again() {
    use plumberd::subscription::SqliteCheckpoints;
    use plumberd::subscription::sqlite::rusqlite::Connection;

    let store = super::common::sqlite();
    store.create(1, &["a"]);
    let path = store.folder().file("checkpoints.db");
    let checkpoints = Arc::new(SqliteCheckpoints::open(&path).unwrap());
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let checkpoint = Checkpoint::after_position(Position::single(1));
    let error = block_on(checkpoints.store("x", None, &checkpoint)).unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(
        error.to_string(),
        format!(
            "the checkpoint of subscription `x` cannot be kept: `{}` is locked by another process: database is locked; stop it, or try again later",
            path.display()
        )
    );

    let (handler, seen) = notes();
    let options = tasks(&store, "notes")
        .checkpoints(Arc::clone(&checkpoints))
        .checkpoint_policy(CheckpointPolicy::events(1))
        .reconnect(RetryPolicy::times(1000).first_delay(Duration::from_millis(1)));
    let running = start(options.handler(handler));
    running.wait("the lock", |stats| stats.state == State::Reconnecting);
    other.execute_batch("COMMIT").unwrap();
    running.wait("the checkpoint", |stats| stats.checkpoints == 1);
    running.stop();
    assert_eq!(seen.lines(), ["Task-1 a"]);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_damaged_row_is_refused_and_can_be_removed() {
    use plumberd::subscription::SqliteCheckpoints;
    use plumberd::subscription::sqlite::rusqlite::Connection;

    let folder = super::common::Folder::new();
    let path = folder.file("checkpoints.db");
    let checkpoints = SqliteCheckpoints::open(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute("INSERT INTO checkpoints VALUES ('a', '{}', '')", [])
        .unwrap();
    assert_eq!(
        block_on(checkpoints.load("a")).unwrap_err().to_string(),
        format!(
            "the checkpoint of subscription `a` in table `checkpoints` of `{}` cannot be read: not a checkpoint: `commit` is missing; remove it to begin anew",
            path.display()
        )
    );
    block_on(checkpoints.remove("a")).unwrap();
    assert_eq!(block_on(checkpoints.load("a")).unwrap(), None);
}

#[test]
fn a_stream_that_holds_something_else_is_refused() {
    let store = memory();
    let checkpoints = StreamCheckpoints::new(Arc::clone(store.store()));
    store.append("$plumberd-checkpoint-a", "Odd", "{\"commit\":true}");
    let message = "the checkpoint of subscription `a` in event 0 of stream `$plumberd-checkpoint-a` cannot be read: not a checkpoint: `commit` is true, which is no whole number from 0; remove it to begin anew";
    assert_eq!(block_on(checkpoints.load("a")).unwrap_err().to_string(), message);
    let (text, _) = start(tasks(&store, "a").handler(notes().0)).error();
    assert_eq!(text, format!("subscription `a` stopped: {message}"));
    block_on(checkpoints.remove("a")).unwrap();
    run_until_live(tasks(&store, "a").handler(notes().0), 0);
}

#[test]
fn a_name_for_which_there_is_no_stream() {
    let store = memory();
    let name = "a\nb";
    let (text, _) = start(tasks(&store, name).handler(notes().0)).error();
    assert_eq!(
        text,
        "subscription `a\nb` stopped: subscription `a\nb` has a name for which there is no stream: the stream name \"$plumberd-dead-letters-a\\nb\" holds a control character at byte 24"
    );
    let error = block_on(StreamCheckpoints::new(Arc::clone(store.store())).load(name));
    assert!(matches!(error.unwrap_err(), CheckpointError::Name { .. }));
}

fn titles(count: usize) -> Vec<String> {
    (0..count).map(|n| n.to_string()).collect()
}

fn create_many(store: &TestStore, count: usize) {
    let titles = titles(count);
    store.create(1, &titles.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn so_many_events_or_a_stop_make_a_checkpoint() {
    on_every_store(|store| {
        create_many(store, 25);
        let checkpoints = Arc::new(NotedCheckpoints::default());
        let policy = CheckpointPolicy::events(10).or_after(Duration::from_secs(3600));
        let source = Source::from(StreamName::parse("Task-1").unwrap());
        let options = store.plumber.subscription("notes", source);
        let options = options.checkpoint_policy(policy).checkpoints(Arc::clone(&checkpoints));
        let stats = run_until_live(options.handler(notes().0), 25);
        assert_eq!(
            checkpoints.revisions(),
            [9, 19, 24].map(|revision| format!("revision {revision} of stream `Task-1`"))
        );
        assert_eq!(stats.checkpoints, 3);
        let place =
            Place::InStream { stream: StreamName::parse("Task-1").unwrap(), after: Some(24) };
        assert_eq!(stats.checkpoint.unwrap(), place);
    });
}

/// Nothing of what the filter lets through has come, but the log need not be read again.
#[test]
fn what_a_filter_has_dropped_makes_a_checkpoint_too() {
    on_every_store(|store| {
        create_many(store, 50);
        let source =
            SubscribeAll::from_start(Selection::All).filter(Filter::stream_prefixes(["Nothing-"]));
        for (name, timer) in [("stop", None), ("time", Some(NotedTimer::default()))] {
            let checkpoints = Arc::new(NotedCheckpoints::default());
            let mut options = store.plumber.subscription(name, source.clone());
            if let Some(timer) = timer.clone() {
                options = options.timer(timer);
            }
            let options = options.checkpoints(Arc::clone(&checkpoints));
            let running = start(options.handler(notes().0));
            running.wait("live", |stats| stats.state == State::Live);
            if let Some(timer) = timer {
                running.wait("a checkpoint", |stats| stats.checkpoints == 1);
                let sleep = timer.sleeps()[0];
                assert!(sleep <= Duration::from_secs(30) && sleep > Duration::from_secs(29));
            }
            running.stop();
            assert_eq!(checkpoints.revisions(), ["position 50 of the log"], "{name}");
        }
    });
}

#[test]
fn time_makes_a_checkpoint_without_another_event() {
    let store = memory();
    create_many(&store, 3);
    let checkpoints = Arc::new(NotedCheckpoints::default());
    let policy = CheckpointPolicy::events(1000).or_after(Duration::from_millis(50));
    let options = tasks(&store, "notes").checkpoint_policy(policy);
    let running = start(options.checkpoints(Arc::clone(&checkpoints)).handler(notes().0));
    running.wait("a checkpoint", |stats| stats.checkpoints == 1);
    assert_eq!(checkpoints.revisions(), ["position 3 of the log"]);
    // And nothing more when nothing comes.
    std::thread::sleep(Duration::from_millis(120));
    running.stop();
    assert_eq!(checkpoints.revisions().len(), 1);
}

fn other(retryable: bool) -> CheckpointError {
    CheckpointError::Other { subscription: "notes".into(), reason: "no".into(), retryable }
}

#[test]
fn a_checkpoint_that_cannot_be_stored_for_now_is_stored_later_and_no_event_comes_twice() {
    let store = memory();
    create_many(&store, 4);
    let failures = [other(true), other(true), other(true)];
    let checkpoints = Arc::new(NotedCheckpoints::failing(failures));
    let (handler, seen) = notes();
    let options = tasks(&store, "notes")
        .timer(NotedTimer::default())
        .checkpoint_policy(CheckpointPolicy::events(2).or_after(Duration::from_secs(3600)))
        .checkpoints(Arc::clone(&checkpoints));
    run_until_live(options.handler(handler), 4);
    assert_eq!(seen.lines().len(), 4);
    // The timer of the test does not wait, so the time of a checkpoint has always come, too.
    assert_eq!(checkpoints.revisions()[0], "position 2 of the log");
}

#[test]
fn a_checkpoint_that_cannot_be_stored_stops() {
    let store = memory();
    create_many(&store, 4);
    let (handler, seen) = notes();
    let options = tasks(&store, "notes")
        .checkpoint_policy(CheckpointPolicy::events(2))
        .checkpoints(NotedCheckpoints::failing([other(false), other(false)]));
    let (text, error) = start(options.handler(handler)).error();
    assert_eq!(
        text,
        "subscription `notes` stopped: the checkpoint of subscription `notes` cannot be kept: no"
    );
    assert!(!error.is_retryable());
    assert_eq!(seen.lines().len(), 2);

    // And after so many attempts.
    let options = tasks(&store, "notes")
        .timer(NotedTimer::default())
        .reconnect(RetryPolicy::times(2))
        .checkpoint_policy(CheckpointPolicy::events(2))
        .checkpoints(NotedCheckpoints::failing(vec![other(true); 4]));
    let (_, error) = start(options.handler(notes().0)).error();
    assert!(error.is_retryable());
}

#[test]
fn the_last_checkpoint_of_a_stop_fails_aloud() {
    let store = memory();
    create_many(&store, 1);
    let policy = CheckpointPolicy::events(1000).or_after(Duration::from_secs(3600));
    let options = tasks(&store, "notes").checkpoint_policy(policy);
    let options = options.checkpoints(NotedCheckpoints::failing([other(true)]));
    let running = start(options.handler(notes().0));
    running.wait("an event", |stats| stats.processed == 1);
    running.handle.stop();
    let error = running.end().0.unwrap_err();
    assert!(matches!(error, SubscriptionError::Checkpoint { .. }), "{error}");
}

#[test]
fn two_that_share_a_name_find_out() {
    on_every_store(|store| {
        create_many(store, 10);
        let options = tasks(store, "notes").checkpoint_policy(CheckpointPolicy::events(1));
        run_until_live(options.clone().handler(notes().0), 10);

        // The second one is slow, and the first one has gone on.
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let (handler, _) = failing(move |_| gone.recv().map_err(|error| error.to_string()));
        let slow = start(options.clone().handler(handler));
        slow.wait("live", |stats| stats.state == State::Live);
        let fast = start(options.handler(notes().0));
        store.create(1, &["b", "c"]);
        fast.wait("two", |stats| stats.checkpoints == 2);
        go.send(()).unwrap();
        let (text, _) = slow.error();
        assert_eq!(
            text.split(" is at ").next().unwrap(),
            "subscription `notes` stopped: the checkpoint of subscription `notes`"
        );
        assert!(text.ends_with(
            "another program runs a subscription of that name; stop it, or rename this one"
        ));
        fast.stop();
    });
}

#[test]
fn a_checkpoint_of_another_stream_or_the_log_is_refused() {
    let store = memory();
    store.create(1, &["a"]);
    store.create(2, &["b"]);
    let checkpoints = Arc::new(MemoryCheckpoints::new());
    let source = |name: &str| Source::from(StreamName::parse(name).unwrap());
    let options = |source: Source| {
        let options = store.plumber.subscription("notes", source);
        options.checkpoints(Arc::clone(&checkpoints))
    };
    run_until_live(options(source("Task-1")).handler(notes().0), 1);
    for source in [source("Task-2"), TASKS.into()] {
        let (handler, seen) = notes();
        let (text, _) = start(options(source).handler(handler)).error();
        assert_eq!(
            text,
            "subscription `notes` cannot go on at revision 0 of stream `Task-1`: the subscription reads something else; use the store that it was made with, or remove the checkpoint to begin anew"
        );
        assert_eq!(seen.lines(), [""; 0]);
    }
}

#[test]
fn a_checkpoint_of_another_store_is_refused() {
    let checkpoints = Arc::new(MemoryCheckpoints::new());
    let first = memory();
    first.create(1, &["a", "b", "c"]);
    for (name, source) in [
        ("log", Source::from(TASKS)),
        ("stream", StreamName::parse("Task-1").unwrap().into()),
        ("virtual", StreamName::parse("$ce-Task").unwrap().into()),
    ] {
        let options = first.plumber.subscription(name, source);
        let options = options.checkpoints(Arc::clone(&checkpoints));
        let resolved = name == "virtual";
        run_until_live(options.handler(notes().0), if resolved { 0 } else { 3 });
    }

    on_every_store(|store| {
        let run = |name: &str, source: Source| {
            let options = store.plumber.subscription(name, source);
            start(options.checkpoints(Arc::clone(&checkpoints)).handler(notes().0))
        };
        // It does not reach that far.
        store.create(1, &["x"]);
        let (text, error) = run("log", TASKS.into()).error();
        assert!(
            text.starts_with("subscription `notes` cannot go on at position 3 of the log: ")
                || text.starts_with(
                    "subscription `log` cannot go on at position 3 of the log: the log of "
                ),
            "{text}"
        );
        assert!(matches!(error, SubscriptionError::ForeignCheckpoint { .. }));

        // It does, with other events.
        store.create(1, &["y", "z"]);
        let (text, _) = run("log", TASKS.into()).error();
        assert_eq!(
            text,
            "subscription `log` cannot go on at position 3 of the log: the store holds another event there; use the store that it was made with, or remove the checkpoint to begin anew"
        );
        let (text, _) = run("stream", StreamName::parse("Task-1").unwrap().into()).error();
        assert_eq!(
            text,
            "subscription `stream` cannot go on at revision 2 of stream `Task-1`: the store holds another event there; use the store that it was made with, or remove the checkpoint to begin anew"
        );
    });
    // The right one is taken.
    let options = first.plumber.subscription("log", TASKS);
    run_until_live(options.checkpoints(checkpoints).handler(notes().0), 0);
}

#[test]
fn an_event_that_is_hidden_meanwhile_proves_nothing() {
    on_every_store(|store| {
        store.create(1, &["a", "b", "c"]);
        let options = tasks(store, "notes");
        run_until_live(options.clone().handler(notes().0), 3);
        let source = Source::from(StreamName::parse("Task-1").unwrap());
        let of_stream = store.plumber.subscription("stream", source);
        run_until_live(of_stream.clone().handler(notes().0), 3);
        store.append("$$Task-1", "$metadata", r#"{"$tb":3}"#);
        store.create(1, &["d"]);
        run_until_live(options.handler(notes().0), 1);
        run_until_live(of_stream.handler(notes().0), 1);
    });
}

#[test]
fn the_store_of_the_checkpoints_is_full_for_a_moment() {
    let store = memory();
    create_many(&store, 3);
    let failures = std::sync::atomic::AtomicUsize::new(0);
    let faulty = FaultyStore::new(store.store(), []).fail_append(move |stream, event| {
        let first = failures.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3;
        first.then(|| {
            assert!(event.event_type.starts_with('$'));
            plumberd::store::AppendError::Storage { stream: stream.clone(), source: locked() }
        })
    });
    let plumber = plumberd::Plumber::new(Arc::new(faulty));
    let options = plumber.subscription("notes", TASKS).timer(NotedTimer::default());
    let (handler, seen) = notes();
    let running = start(options.handler(handler));
    running.wait("a checkpoint", |stats| stats.checkpoints >= 1);
    running.stop();
    assert_eq!(seen.lines().len(), 3);
    let stream = StreamName::parse("$plumberd-checkpoint-notes").unwrap();
    let read = store.store().read_stream(ReadStream::forwards(stream));
    assert_eq!(block_on(collect(read)).unwrap().len(), 1);
}
