//! Events that were set aside, and are handled after all.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plumberd::Plumber;
use plumberd::store::{AppendError, Deletion};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::subscription::{
    CheckpointPolicy, Checkpoints, HandlerFailure, MemoryCheckpoints, OnFailure, Replay, Replayed,
    RetryPolicy, Subscriber, SubscriptionError, TransactionalHandler, WaitingCause,
};
use plumberd::testing::block_on;

use super::common::{
    NotedTimer, TASKS, TaskEvent, TestStore, failing, fails_if_bad, memory, notes, on_every_store,
    run_until_live, start, tasks,
};
use super::dead_letters::{STREAM, letters, parking, told};
use super::faulty::FaultyStore;

fn replay<T>(mut subscriber: Subscriber<TaskEvent, T>, which: Replay) -> Replayed<T::Error>
where
    T: TransactionalHandler<TaskEvent>,
{
    block_on(subscriber.replay(which)).unwrap()
}

fn causes<E: std::fmt::Display + std::fmt::Debug>(done: &Replayed<E>) -> Vec<String> {
    let causes = done.waiting.iter().map(|waiting| {
        let letter = &waiting.letter;
        format!("{}@{}: {}", letter.revision, letter.stream, waiting.cause)
    });
    causes.collect()
}

/// Two keys wait: three events of the first one, two of the second one.
fn two_keys(store: &TestStore) {
    store.create(1, &["bad", "b"]);
    store.create(2, &["bad"]);
    store.create(1, &["c"]);
    store.create(2, &["d"]);
    run_until_live(parking(store).handler(failing(fails_if_bad).0), 0);
    assert_eq!(letters(store).len(), 5);
}

#[test]
fn all_are_handled_in_the_order_of_their_keys() {
    on_every_store(|store| {
        two_keys(store);
        let (handler, seen) = notes();
        let done = replay(parking(store).handler(handler), Replay::All);
        assert_eq!((done.replayed, done.waiting.len()), (5, 0));
        assert_eq!(
            seen.lines(),
            ["Task-1 bad", "Task-1 b", "Task-1 c", "Task-2 bad", "Task-2 d"],
            "{}",
            store.name
        );
        assert_eq!(letters(store), []);
        assert_eq!(store.read(STREAM).len(), 1);

        // Then the keys are free.
        store.create(1, &["e"]);
        let (handler, seen) = notes();
        run_until_live(parking(store).handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-1 e"]);
        let done = replay(parking(store).handler(notes().0), Replay::All);
        assert_eq!(done.replayed, 0);
    });
}

#[test]
fn one_key_is_enough() {
    let store = memory();
    two_keys(&store);
    let (handler, seen) = notes();
    let done = replay(parking(&store).handler(handler), Replay::Key("Task-2".into()));
    assert_eq!(done.replayed, 2);
    assert_eq!(seen.lines(), ["Task-2 bad", "Task-2 d"]);
    assert_eq!(told(&letters(&store)), ["0@Task-1", "1@Task-1", "2@Task-1"]);
    let done = replay(parking(&store).handler(notes().0), Replay::Key("Task-9".into()));
    assert_eq!((done.replayed, done.waiting.len()), (0, 0));
}

#[test]
fn what_fails_again_keeps_its_key_waiting() {
    on_every_store(|store| {
        two_keys(store);
        let (handler, seen) =
            failing(|line| if line == "Task-1 b" { Err("still bad".into()) } else { Ok(()) });
        let options = parking(store)
            .on_error(RetryPolicy::times(2), OnFailure::Skip)
            .timer(NotedTimer::default());
        let done = replay(options.handler(handler), Replay::All);
        assert_eq!(done.replayed, 3);
        assert_eq!(
            causes(&done),
            ["1@Task-1: the handler has failed after 3 attempt(s): still bad"]
        );
        assert_eq!(seen.lines(), ["Task-1 bad", "Task-2 bad", "Task-2 d"]);
        assert_eq!(told(&letters(store)), ["1@Task-1", "2@Task-1"]);
    });
}

#[test]
fn what_cannot_be_handled_says_why() {
    let store = memory();
    store.append("Task-1", "TaskCreated", r#"{"Title":7}"#);
    store.append("Task-2", "TaskRenamed", "{}");
    store.create(3, &["bad"]);
    let options = parking(&store).on_undecodable(OnFailure::Park).on_unknown(OnFailure::Park);
    run_until_live(options.clone().handler(failing(fails_if_bad).0), 0);
    let stream = StreamName::parse("Task-3").unwrap();
    block_on(store.store().delete(stream, ExpectedRevision::Any, Deletion::Soft)).unwrap();
    let (handler, seen) = notes();
    let done = replay(options.handler(handler), Replay::All);
    assert_eq!(
        causes(&done),
        [
            "0@Task-1: event 0 of stream `Task-1`: cannot read `TaskCreated` (version 1) from JSON: expected text, found a number at `Title` (line 1, column 10)",
            "0@Task-2: the set does not know the type of the event; add it, or discard the dead letter",
            "0@Task-3: the event is not in the store any more; discard the dead letter",
        ]
    );
    assert_eq!(seen.lines(), [""; 0]);
    assert_eq!(letters(&store).len(), 3);
}

#[test]
fn a_type_that_is_known_now_is_handled() {
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task")]
    struct TaskRenamed {
        title: String,
    }
    let store = memory();
    store.append("Task-2", "TaskRenamed", r#"{"Title":"new"}"#);
    let options = parking(&store).on_unknown(OnFailure::Park);
    run_until_live(options.clone().handler(notes().0), 0);
    let seen = super::common::Seen::default();
    let noted = seen.clone();
    let mut subscriber = options.handler(move |event: Arc<plumberd::Recorded<TaskRenamed>>| {
        event.events().for_each(|event| noted.push(event.title.clone()));
        async { Ok::<(), std::convert::Infallible>(()) }
    });
    assert_eq!(block_on(subscriber.replay(Replay::All)).unwrap().replayed, 1);
    assert_eq!(seen.lines(), ["new"]);
}

#[test]
fn an_event_that_would_come_again_is_not_replayed() {
    let store = memory();
    store.create(1, &["bad"]);
    // Another place for checkpoints, where none is behind the event.
    run_until_live(parking(&store).handler(failing(fails_if_bad).0), 0);
    let (handler, seen) = notes();
    let options = parking(&store).checkpoints(MemoryCheckpoints::new());
    let done = replay(options.handler(handler), Replay::All);
    assert!(matches!(done.waiting[0].cause, WaitingCause::NotPassed));
    assert_eq!(
        causes(&done),
        [
            "0@Task-1: the subscription has no checkpoint behind the event yet; try again when it has"
        ]
    );
    assert_eq!(seen.lines(), [""; 0]);
}

#[test]
fn a_panic_ends_the_replay() {
    let store = memory();
    two_keys(&store);
    let (handler, _) = failing(|_| panic!("oh"));
    let mut subscriber = parking(&store).handler(handler);
    let error = block_on(subscriber.replay(Replay::All)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "subscription `notes` stopped at event 0 of stream `Task-1` (`TaskCreated`) after 1 attempt(s): the handler panicked: oh"
    );
    assert!(matches!(
        error,
        SubscriptionError::Handler { failure: HandlerFailure::Panicked(_), .. }
    ));
    assert_eq!(letters(&store).len(), 5);
}

#[test]
fn a_stop_ends_the_replay_between_two_attempts() {
    let store = memory();
    two_keys(&store);
    let patience =
        RetryPolicy::times(9).first_delay(Duration::from_secs(1000)).max_delay(Duration::MAX);
    let options = parking(&store).on_error(patience, OnFailure::Park);
    let mut subscriber = options.handler(failing(fails_if_bad).0);
    let handle = subscriber.handle();
    let replaying = std::thread::spawn(move || block_on(subscriber.replay(Replay::All)).unwrap());
    std::thread::sleep(Duration::from_millis(50));
    handle.stop();
    let done = replaying.join().unwrap();
    assert_eq!(causes(&done)[0], "0@Task-1: the replay was stopped");
    assert_eq!(letters(&store).len(), 5);
}

#[test]
fn what_was_handled_before_a_crash_is_not_handled_again() {
    on_every_store(|store| {
        store.create(1, &["bad", "b"]);
        let checkpoints = Arc::new(MemoryCheckpoints::new());
        let options = parking(store).checkpoints(Arc::clone(&checkpoints));
        run_until_live(options.clone().handler(failing(fails_if_bad).0), 0);
        // The handler is done with the first one, and then the store does not take the note.
        let faulty = FaultyStore::new(store.store(), []).fail_append(|stream, _| {
            let reason = "not now".into();
            (stream.as_str() == STREAM)
                .then(|| AppendError::Reserved { stream: stream.clone(), reason })
        });
        let plumber = Plumber::new(Arc::new(faulty));
        let (handler, seen) = notes();
        let failing_options =
            plumber.subscription("notes", TASKS).checkpoints(Arc::clone(&checkpoints));
        let mut subscriber = failing_options.handler(handler);
        assert!(block_on(subscriber.replay(Replay::All)).is_err());
        assert_eq!(seen.lines(), ["Task-1 bad"]);
        assert_eq!(told(&letters(store)), ["0@Task-1", "1@Task-1"]);

        let (handler, seen) = notes();
        let done = replay(options.handler(handler), Replay::All);
        assert_eq!(done.replayed, 2);
        assert_eq!(seen.lines(), ["Task-1 b"]);
        assert!(block_on(checkpoints.load("notes/dead-letters")).unwrap().is_some());
    });
}

/// Events of few keys come, some fail at first, and somebody replays all the while: in the end each
/// was handled once, and in the order of its stream.
#[test]
fn a_replay_beside_the_subscription_keeps_the_order() {
    const KEYS: u32 = 4;
    const EVENTS: u32 = 60;
    on_every_store(|store| {
        let checkpoints = Arc::new(MemoryCheckpoints::new());
        let options = tasks(store, "notes")
            .checkpoints(Arc::clone(&checkpoints))
            .checkpoint_policy(CheckpointPolicy::events(1))
            .on_error(RetryPolicy::never(), OnFailure::Park);
        // Both write to the same notes.
        let seen = super::common::Seen::default();
        let handler = |fails: bool| {
            let seen = seen.clone();
            let mut count = 0;
            failing(move |line| {
                count += 1;
                if fails && count % 3 == 0 {
                    return Err("now and then".into());
                }
                seen.push(line.into());
                Ok(())
            })
            .0
        };
        let running = start(options.clone().handler(handler(true)));
        let writing = AtomicBool::new(true);
        std::thread::scope(|scope| {
            let replays = scope.spawn(|| {
                let mut replayed = 0;
                loop {
                    let last = !writing.load(Ordering::SeqCst);
                    let done = replay(options.clone().handler(handler(false)), Replay::All);
                    replayed += done.replayed;
                    for waiting in &done.waiting {
                        assert!(matches!(waiting.cause, WaitingCause::NotPassed));
                    }
                    if last && letters(store).is_empty() {
                        return replayed;
                    }
                }
            });
            for n in 0..EVENTS {
                store.create(n % KEYS, &[&(n / KEYS).to_string()]);
            }
            running.wait("all", |stats| stats.processed + stats.parked == u64::from(EVENTS));
            writing.store(false, Ordering::SeqCst);
            let replayed = replays.join().unwrap();
            assert_eq!(replayed, running.handle.stats().parked, "{}", store.name);
            assert!(replayed > 0);
        });
        running.stop();
        let mut streams: HashMap<String, Vec<u32>> = HashMap::new();
        for line in seen.lines() {
            let (stream, title) = line.split_once(' ').unwrap();
            streams.entry(stream.into()).or_default().push(title.parse().unwrap());
        }
        for (stream, numbers) in streams {
            assert_eq!(numbers, (0..EVENTS / KEYS).collect::<Vec<_>>(), "{stream}");
        }
    });
}
