//! A store that is lost.

use std::sync::Arc;
use std::time::Duration;

use plumberd::Plumber;
use plumberd::store::ReadError;
use plumberd::stream::StreamName;
use plumberd::subscription::{
    CheckpointPolicy, MemoryCheckpoints, RetryPolicy, State, SubscriptionError,
};

use super::common::{
    NotedTimer, TASKS, TestStore, memory, notes, on_every_store, run_until_live, start,
};
use super::faulty::{End, FaultyStore, lost};

fn behind(store: &TestStore, ends: impl IntoIterator<Item = End>) -> (Arc<FaultyStore>, Plumber) {
    let faulty = Arc::new(FaultyStore::new(store.store(), ends));
    (Arc::clone(&faulty), Plumber::new(faulty))
}

#[test]
fn it_goes_on_behind_the_last_event_that_was_done() {
    on_every_store(|store| {
        store.create(1, &["a", "b", "c", "d", "e"]);
        let ends = [End::After(2, Some(lost())), End::After(0, None), End::After(1, Some(lost()))];
        let (faulty, plumber) = behind(store, ends);
        let timer = NotedTimer::default();
        // The checkpoint is far behind; what was done counts.
        let policy = CheckpointPolicy::events(1000).or_after(Duration::from_secs(3600));
        let options = plumber
            .subscription("notes", StreamName::parse("Task-1").unwrap())
            .checkpoints(MemoryCheckpoints::new())
            .checkpoint_policy(policy)
            .timer(timer.clone())
            .reconnect(RetryPolicy::times(9).first_delay(Duration::from_secs(8)));
        let (handler, seen) = notes();
        let stats = run_until_live(options.handler(handler), 5);
        assert_eq!(seen.lines(), ["a", "b", "c", "d", "e"].map(|title| format!("Task-1 {title}")));
        assert_eq!(*faulty.from.lock().unwrap(), ["Start", "After(1)", "After(1)", "After(2)"]);
        assert_eq!(stats.reconnected, 3);
        // The third loss came behind an event, so the wait is that of a first one again.
        let waits: Vec<_> =
            timer.sleeps().into_iter().filter(|wait| wait.as_secs() < 100).collect();
        assert_eq!(waits.len(), 3);
        for (wait, most) in waits.iter().zip([8, 16, 8]) {
            let most = Duration::from_secs(most);
            assert!(*wait <= most && *wait >= most / 2, "{wait:?} of {most:?}");
        }
    });
}

#[test]
fn patience_ends() {
    let store = memory();
    store.create(1, &["a", "b"]);
    let ends = [End::After(1, Some(lost())), End::After(0, Some(lost())), End::After(0, None)];
    let (_, plumber) = behind(&store, ends);
    let options = plumber
        .subscription("notes", TASKS)
        .timer(NotedTimer::default())
        .reconnect(RetryPolicy::times(1));
    let (handler, seen) = notes();
    let (text, error) = start(options.clone().handler(handler)).error();
    assert_eq!(
        text,
        "subscription `notes` stopped: cannot read the log: `events.db` is locked by another process: busy; stop it, or try again later"
    );
    assert!(error.is_retryable());
    assert_eq!(seen.lines(), ["Task-1 a"]);

    // What was done is in the checkpoint, and it may be run again.
    let (text, error) =
        start(options.clone().reconnect(RetryPolicy::never()).handler(notes().0)).error();
    assert_eq!(text, "subscription `notes` stopped: the store ended it without a reason");
    assert!(error.is_retryable());
    let (handler, seen) = notes();
    run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-1 b"]);
}

#[test]
fn what_does_not_come_back_stops_at_once() {
    let store = memory();
    store.create(1, &["a"]);
    let stream = StreamName::parse("Task-1").unwrap();
    let error = ReadError::StreamDeleted { stream: stream.clone() };
    let (_, plumber) = behind(&store, [End::After(1, Some(error))]);
    let (handler, seen) = notes();
    let (text, error) = start(plumber.subscription("notes", stream).handler(handler)).error();
    assert_eq!(text, "subscription `notes` stopped: stream `Task-1` was deleted for ever");
    assert!(matches!(error, SubscriptionError::Read { .. }));
    assert_eq!(seen.lines(), ["Task-1 a"]);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_closed_store_stops() {
    use plumberd::engine::sqlite::SqliteStore;
    use plumberd::subscription::State;

    let folder = super::common::Folder::new();
    let store = Arc::new(SqliteStore::open(folder.file("events.db")).unwrap());
    let plumber = Plumber::new(store.clone());
    let options = plumber.subscription("notes", TASKS).checkpoints(MemoryCheckpoints::new());
    let running = start(options.handler(notes().0));
    running.wait("live", |stats| stats.state == State::Live);
    store.close().unwrap();
    let (text, _) = running.error();
    assert!(text.ends_with("events.db` is closed"), "{text}");
}

#[test]
fn a_stop_interrupts_the_wait_for_the_store() {
    let store = memory();
    store.create(1, &["a"]);
    let (_, plumber) = behind(&store, [End::After(1, Some(lost()))]);
    let patience =
        RetryPolicy::times(1).first_delay(Duration::from_secs(1000)).max_delay(Duration::MAX);
    let options = plumber.subscription("notes", TASKS).reconnect(patience);
    let running = start(options.clone().handler(notes().0));
    running.wait("lost", |stats| stats.state == State::Reconnecting);
    running.stop();
    let stats = run_until_live(options.handler(notes().0), 0);
    assert_eq!(stats.processed, 0, "the checkpoint was stored at the stop");
}
