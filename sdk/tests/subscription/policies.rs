//! What becomes of events that fail, cannot be read, or are not known.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plumberd::Recorded;
use plumberd::subscription::{
    HandlerFailure, MemoryCheckpoints, OnFailure, Reaction, RetryPolicy, State, SubscriptionError,
};
use plumberd::testing::block_on;

use super::common::{
    NotedTimer, TaskEvent, TestStore, failing, fails_if_bad, memory, notes, on_every_store,
    run_until_live, start, tasks,
};

#[test]
fn a_failure_is_tried_again_and_the_order_stays() {
    on_every_store(|store| {
        store.create(1, &["a", "bad", "c"]);
        let timer = NotedTimer::default();
        let mut failures = 0;
        let (handler, seen) = failing(move |line| {
            if line.ends_with(" bad") && failures < 3 {
                failures += 1;
                return Err(format!("failure {failures}"));
            }
            Ok(())
        });
        let retry = RetryPolicy::times(3)
            .first_delay(Duration::from_secs(4))
            .max_delay(Duration::from_secs(10));
        let options = tasks(store, "notes").timer(timer.clone()).on_error(retry, OnFailure::Stop);
        let stats =
            run_until_live(options.checkpoints(MemoryCheckpoints::new()).handler(handler), 3);
        assert_eq!(seen.lines(), ["Task-1 a", "Task-1 bad", "Task-1 c"]);
        assert_eq!((stats.retried, stats.skipped, stats.parked), (3, 0, 0));
        let waits: Vec<_> = timer.sleeps().into_iter().filter(|wait| wait.as_secs() >= 2).collect();
        assert_eq!(waits.len(), 3, "{waits:?}");
        for (wait, most) in waits.iter().zip([4, 8, 10]) {
            let most = Duration::from_secs(most);
            assert!(*wait <= most && *wait >= most / 2, "{wait:?} of {most:?}");
        }
    });
}

#[test]
fn a_failure_that_stays_stops_with_its_name() {
    on_every_store(|store| {
        store.create(1, &["a", "bad", "c"]);
        let options = tasks(store, "notes")
            .timer(NotedTimer::default())
            .on_error(RetryPolicy::times(2), OnFailure::Stop);
        for round in 0..2 {
            let (handler, seen) = failing(fails_if_bad);
            let (text, error) = start(options.clone().handler(handler)).error();
            // What was done before is in the checkpoint, and comes only once.
            assert_eq!(seen.lines(), if round == 0 { vec!["Task-1 a"] } else { vec![] });
            assert_eq!(
                text,
                "subscription `notes` stopped at event 1 of stream `Task-1` (`TaskCreated`) after 3 attempt(s): bad task"
            );
            assert!(!error.is_retryable());
            let SubscriptionError::Handler { failure, attempts: 3, revision: 1, .. } = error else {
                panic!("{error}")
            };
            assert!(matches!(failure, HandlerFailure::Error(text) if text == "bad task"));
        }
    });
}

#[test]
fn a_failure_that_stays_is_skipped_and_counted() {
    let store = memory();
    store.create(1, &["a", "bad", "c", "bad"]);
    let (handler, seen) = failing(fails_if_bad);
    let options = tasks(&store, "notes").on_error(RetryPolicy::never(), OnFailure::Skip);
    let stats = run_until_live(options.handler(handler), 2);
    assert_eq!(seen.lines(), ["Task-1 a", "Task-1 c"]);
    assert_eq!((stats.processed, stats.skipped, stats.retried), (2, 2, 0));
}

#[test]
fn the_handler_knows_better() {
    let store = memory();
    store.create(1, &["bad", "b"]);
    let policy = RetryPolicy::times(1000).first_delay(Duration::from_secs(1000));
    for (number, reaction, then, seen_then, stats_then) in [
        (0, Reaction::DoNotRetry, OnFailure::Skip, vec!["Task-1 b"], (1, 1, 0)),
        (1, Reaction::GiveUp(OnFailure::Skip), OnFailure::Stop, vec!["Task-1 b"], (1, 1, 0)),
        (2, Reaction::GiveUp(OnFailure::Park), OnFailure::Stop, vec![], (0, 0, 2)),
    ] {
        let (mut handler, seen) = failing(fails_if_bad);
        handler.reaction = reaction;
        let options = tasks(&store, &format!("notes{number}")).on_error(policy, then);
        let stats = run_until_live(options.handler(handler), stats_then.0);
        assert_eq!(seen.lines(), seen_then);
        assert_eq!((stats.processed, stats.skipped, stats.parked), stats_then);
        assert_eq!(stats.retried, 0);
    }
}

#[test]
fn a_slow_call_is_dropped_and_tried_again() {
    struct Dropped(Arc<AtomicUsize>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let store = memory();
    store.create(1, &["a"]);
    let dropped = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&dropped);
    let retry = RetryPolicy::times(1).first_delay(Duration::from_millis(1));
    let options =
        tasks(&store, "notes").timeout(Duration::from_millis(20)).on_error(retry, OnFailure::Stop);
    let subscriber = options.handler(move |_: Arc<Recorded<TaskEvent>>| {
        let dropped = Dropped(Arc::clone(&counted));
        async move {
            std::future::pending::<()>().await;
            drop(dropped);
            Ok::<(), Infallible>(())
        }
    });
    let (text, error) = start(subscriber).error();
    assert_eq!(
        text,
        "subscription `notes` stopped at event 0 of stream `Task-1` (`TaskCreated`) after 2 attempt(s): the handler took longer than 20ms"
    );
    assert!(matches!(
        error,
        SubscriptionError::Handler { failure: HandlerFailure::TimedOut(_), .. }
    ));
    assert_eq!(dropped.load(Ordering::SeqCst), 2);
}

#[test]
fn a_fast_call_is_not_disturbed_by_the_time_out() {
    let store = memory();
    store.create(1, &["a", "b"]);
    let (handler, seen) = notes();
    run_until_live(tasks(&store, "notes").timeout(Duration::from_secs(60)).handler(handler), 2);
    assert_eq!(seen.lines().len(), 2);
}

#[test]
fn a_panic_stops_and_is_not_done() {
    on_every_store(|store| {
        store.create(1, &["a", "bad", "c"]);
        // Even if the policy is to go on.
        let options = tasks(store, "notes").on_error(RetryPolicy::times(9), OnFailure::Skip);
        let (handler, seen) = failing(|line| {
            assert!(!line.ends_with(" bad"), "it was bad");
            Ok(())
        });
        let (text, _) = start(options.clone().handler(handler)).error();
        assert_eq!(seen.lines(), ["Task-1 a"]);
        assert_eq!(
            text,
            "subscription `notes` stopped at event 1 of stream `Task-1` (`TaskCreated`) after 1 attempt(s): the handler panicked: it was bad"
        );
        let (handler, seen) = notes();
        run_until_live(options.handler(handler), 2);
        assert_eq!(seen.lines(), ["Task-1 bad", "Task-1 c"]);
    });
}

#[test]
fn a_call_that_panics_before_its_future_is_a_panic_too() {
    #[allow(unreachable_code, reason = "the type of the future")]
    fn now(_: Arc<Recorded<TaskEvent>>) -> std::future::Ready<Result<(), Infallible>> {
        std::panic::panic_any(7);
        std::future::ready(Ok(()))
    }
    let store = memory();
    store.create(1, &["a"]);
    let (text, _) = start(tasks(&store, "notes").handler(now)).error();
    assert!(text.ends_with("after 1 attempt(s): the handler panicked: no message"), "{text}");
}

/// Three events that cannot be read, each for another reason, and one that can.
fn undecodable(store: &TestStore) {
    store.append("Task-1", "TaskCreated", r#"{"Title":7}"#);
    store.append_with_metadata(
        "Task-2",
        "TaskCreated",
        r#"{"Title":"new"}"#,
        r#"{"SchemaVersion":2}"#,
    );
    store.append_with_metadata("Task-3", "TaskCreated", r#"{"Title":"odd"}"#, "[]");
    store.create(4, &["good"]);
}

#[test]
fn what_cannot_be_read_stops() {
    let store = memory();
    undecodable(&store);
    let (handler, seen) = notes();
    let (text, error) = start(tasks(&store, "notes").handler(handler)).error();
    assert_eq!(
        text,
        "subscription `notes` stopped: event 0 of stream `Task-1`: cannot read `TaskCreated` (version 1) from JSON: expected text, found a number at `Title` (line 1, column 10); mend the type, or choose another policy with `on_undecodable`"
    );
    assert!(matches!(error, SubscriptionError::Undecodable { .. }));
    assert_eq!(seen.lines(), [""; 0]);
}

#[test]
fn what_cannot_be_read_is_skipped_and_counted_without_an_attempt() {
    let store = memory();
    undecodable(&store);
    let (handler, seen) = notes();
    let options = tasks(&store, "notes").on_undecodable(OnFailure::Skip);
    let stats = run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-4 good"]);
    assert_eq!((stats.undecodable, stats.skipped, stats.retried), (3, 3, 0));
}

#[test]
fn what_cannot_be_read_is_parked() {
    let store = memory();
    undecodable(&store);
    store.create(1, &["behind"]);
    let (handler, seen) = notes();
    let options = tasks(&store, "notes").on_undecodable(OnFailure::Park);
    let stats = run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-4 good"]);
    assert_eq!((stats.undecodable, stats.parked, stats.dead_letters), (3, 4, 4));
    let letters = block_on(store.plumber.dead_letters("notes").list()).unwrap();
    let told: Vec<_> = letters.iter().map(|l| (l.stream.as_str(), l.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Task-1", "undecodable"),
            ("Task-2", "undecodable"),
            ("Task-3", "undecodable"),
            ("Task-1", "behind another"),
        ]
    );
    assert_eq!(
        letters[1].message,
        "event 0 of stream `Task-2`: `TaskCreated` has version 2, and this program knows up to 1; update it before it reads on"
    );
    assert_eq!(letters[2].message, "event 0 of stream `Task-3`: metadata must be a JSON object");
}

#[test]
fn unknown_types_have_a_policy_too() {
    let store = memory();
    store.create(1, &["a"]);
    store.append("Task-1", "TaskRenamed", "{}");
    store.create(1, &["b"]);

    let (handler, seen) = notes();
    let stats = run_until_live(tasks(&store, "skips").handler(handler), 2);
    assert_eq!(seen.lines(), ["Task-1 a", "Task-1 b"]);
    assert_eq!((stats.unknown, stats.skipped), (1, 1));

    let (handler, seen) = notes();
    let options = tasks(&store, "stops").on_unknown(OnFailure::Stop);
    let (text, _) = start(options.handler(handler)).error();
    assert_eq!(
        text,
        "subscription `stops` stopped: event 1 of stream `Task-1` has the type `TaskRenamed`, which the set does not know; add it, or choose another policy with `on_unknown`"
    );
    assert_eq!(seen.lines(), ["Task-1 a"]);

    let (handler, seen) = notes();
    let options = tasks(&store, "parks").on_unknown(OnFailure::Park);
    let stats = run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-1 a"]);
    assert_eq!((stats.unknown, stats.parked), (1, 2));
    let letters = block_on(store.plumber.dead_letters("parks").list()).unwrap();
    assert_eq!(letters[0].message, "the set does not know the type `TaskRenamed`");
}

#[test]
fn a_stop_interrupts_the_wait_for_another_attempt() {
    let store = memory();
    store.create(1, &["a", "bad"]);
    let retry =
        RetryPolicy::times(3).first_delay(Duration::from_secs(1000)).max_delay(Duration::MAX);
    let options = tasks(&store, "notes").on_error(retry, OnFailure::Skip);
    let (handler, seen) = failing(fails_if_bad);
    let running = start(options.clone().handler(handler));
    running.wait("retrying", |stats| stats.state == State::Retrying);
    running.stop();
    assert_eq!(seen.lines(), ["Task-1 a"]);
    // It was neither done nor skipped.
    let (handler, seen) = notes();
    run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-1 bad"]);
}
