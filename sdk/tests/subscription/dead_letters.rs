//! Events that are set aside.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plumberd::Plumber;
use plumberd::store::{AppendError, Deletion};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::subscription::{
    CheckpointPolicy, Checkpoints, DeadLetter, DeadLetterError, MemoryCheckpoints, OnFailure,
    RetryPolicy, StreamCheckpoints, SubscriptionError, SubscriptionOptions,
};
use plumberd::testing::block_on;

use super::common::{
    NotedTimer, TASKS, TestStore, failing, fails_if_bad, memory, notes, on_every_store,
    run_until_live, start, tasks,
};
use super::faulty::{FaultyStore, locked};

pub(super) const STREAM: &str = "$plumberd-dead-letters-notes";

/// A subscription that sets aside what is bad.
pub(super) fn parking(store: &TestStore) -> SubscriptionOptions {
    tasks(store, "notes")
        .on_error(RetryPolicy::never(), OnFailure::Park)
        .checkpoint_policy(CheckpointPolicy::events(1))
}

pub(super) fn letters(store: &TestStore) -> Vec<DeadLetter> {
    block_on(store.plumber.dead_letters("notes").list()).unwrap()
}

pub(super) fn told(letters: &[DeadLetter]) -> Vec<String> {
    letters.iter().map(|letter| format!("{}@{}", letter.revision, letter.stream)).collect()
}

#[test]
fn a_bad_event_holds_back_its_key_and_no_other() {
    on_every_store(|store| {
        store.create(1, &["a", "bad", "c"]);
        store.create(2, &["d"]);
        store.create(1, &["e"]);
        let (handler, seen) = failing(fails_if_bad);
        let options = parking(store).on_error(RetryPolicy::times(2), OnFailure::Park);
        let stats = run_until_live(options.timer(NotedTimer::default()).handler(handler), 2);
        assert_eq!(seen.lines(), ["Task-1 a", "Task-2 d"]);
        assert_eq!((stats.parked, stats.dead_letters, stats.skipped, stats.retried), (3, 3, 0, 2));

        let letters = letters(store);
        assert_eq!(told(&letters), ["1@Task-1", "2@Task-1", "3@Task-1"], "{}", store.name);
        let first = &letters[0];
        assert_eq!((&*first.key, &*first.event_type), ("Task-1", "TaskCreated"));
        assert_eq!((first.reason.as_str(), &*first.message), ("handler failed", "bad task"));
        assert_eq!((first.attempts, letters[1].attempts), (3, 0));
        assert_eq!(letters[1].message, "an earlier event of `Task-1` waits");
        let event = block_on(store.plumber.dead_letters("notes").event(first)).unwrap().unwrap();
        assert_eq!(event.revision, 1);
        assert_eq!(event.stream.as_str(), "Task-1");

        // They are links, which everybody can follow.
        let links = store.read(STREAM);
        assert_eq!((&*links[0].event_type, &*links[0].data), ("$>", &b"1@Task-1"[..]));
    });
}

#[test]
fn it_is_the_same_after_a_restart() {
    on_every_store(|store| {
        store.create(1, &["bad"]);
        run_until_live(parking(store).handler(failing(fails_if_bad).0), 0);
        store.create(1, &["b"]);
        store.create(2, &["c"]);
        let (handler, seen) = notes();
        let stats = run_until_live(parking(store).handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-2 c"]);
        assert_eq!((stats.parked, stats.dead_letters), (1, 2));

        // Even if the policy is another one now.
        store.create(1, &["d"]);
        let (handler, seen) = notes();
        run_until_live(
            parking(store).on_error(RetryPolicy::never(), OnFailure::Skip).handler(handler),
            0,
        );
        assert_eq!(seen.lines(), [""; 0]);
        assert_eq!(told(&letters(store)), ["0@Task-1", "1@Task-1", "2@Task-1"]);
    });
}

#[test]
fn a_key_of_ones_own() {
    let store = memory();
    store.create(1, &["bad"]);
    store.create(2, &["b"]);
    store.create(3, &["c"]);
    store.create(13, &["d"]);
    // Odd streams belong together, and even ones.
    let options = parking(&store).key(|event| {
        let id: u32 = event.stream.id().unwrap().parse().unwrap();
        format!("{}", id % 2)
    });
    let (handler, seen) = failing(fails_if_bad);
    run_until_live(options.handler(handler), 1);
    assert_eq!(seen.lines(), ["Task-2 b"]);
    let letters = letters(&store);
    assert_eq!(told(&letters), ["0@Task-1", "0@Task-3", "0@Task-13"]);
    assert_eq!(letters[2].message, "an earlier event of `1` waits");
}

#[test]
fn what_is_discarded_holds_nothing_back() {
    on_every_store(|store| {
        store.create(1, &["bad", "b"]);
        store.create(2, &["bad", "d"]);
        run_until_live(parking(store).handler(failing(fails_if_bad).0), 0);
        let dead_letters = store.plumber.dead_letters("notes");
        let waiting = letters(store);
        block_on(dead_letters.discard(waiting[0].number)).unwrap();
        assert_eq!(told(&letters(store)), ["1@Task-1", "0@Task-2", "1@Task-2"]);
        assert_eq!(block_on(dead_letters.discard_key("Task-2")).unwrap(), 2);
        assert_eq!(block_on(dead_letters.discard_key("Task-2")).unwrap(), 0);
        assert_eq!(told(&letters(store)), ["1@Task-1"]);

        assert_eq!(
            block_on(dead_letters.discard(waiting[0].number)).unwrap_err().to_string(),
            "stream `$plumberd-dead-letters-notes` holds no dead letter 0 that waits; list them again"
        );

        // One of the first key still waits.
        store.create(1, &["e"]);
        store.create(2, &["f"]);
        let (handler, seen) = notes();
        run_until_live(parking(store).handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-2 f"]);
        assert_eq!(told(&letters(store)), ["1@Task-1", "2@Task-1"]);
    });
}

#[test]
fn a_running_subscription_hears_that_a_key_is_free() {
    on_every_store(|store| {
        store.create(1, &["bad", "b"]);
        let (handler, seen) = failing(fails_if_bad);
        let running = start(parking(store).handler(handler));
        running.wait("both", |stats| stats.parked == 2);
        block_on(store.plumber.dead_letters("notes").discard_key("Task-1")).unwrap();
        store.create(1, &["c"]);
        running.wait("the next one", |stats| stats.processed == 1);
        assert_eq!(seen.lines(), ["Task-1 c"]);
        running.stop();
    });
}

#[test]
fn what_waits_no_more_is_hidden() {
    on_every_store(|store| {
        store.create(1, &["bad", "b"]);
        store.create(2, &["bad"]);
        run_until_live(parking(store).handler(failing(fails_if_bad).0), 0);
        let dead_letters = store.plumber.dead_letters("notes");
        assert_eq!(store.read(STREAM)[0].revision, 0);
        block_on(dead_letters.discard_key("Task-1")).unwrap();
        assert_eq!(store.read(STREAM)[0].revision, 2);
        block_on(dead_letters.discard_key("Task-2")).unwrap();
        // The last one is always there.
        let left = store.read(STREAM);
        assert_eq!((left.len(), left[0].revision), (1, 5));
        assert_eq!(letters(store), []);

        store.create(1, &["bad"]);
        run_until_live(parking(store).handler(failing(fails_if_bad).0), 0);
        assert_eq!(told(&letters(store)), ["2@Task-1"]);
    });
}

#[test]
fn metadata_of_the_stream_is_kept() {
    let store = memory();
    store.append(&format!("$${STREAM}"), "$metadata", r#"{"$acl":{"$r":"me"},"$tb":0}"#);
    store.create(1, &["bad"]);
    run_until_live(parking(&store).handler(failing(fails_if_bad).0), 0);
    block_on(store.plumber.dead_letters("notes").discard(0)).unwrap();
    let metadata = store.read(&format!("$${STREAM}")).pop().unwrap();
    assert_eq!(&*metadata.data, br#"{"$acl":{"$r":"me"},"$tb":1}"#);
}

#[test]
fn what_comes_again_after_a_crash_is_not_there_twice() {
    on_every_store(|store| {
        store.create(1, &["a", "bad", "c"]);
        let stream = StreamCheckpoints::new(Arc::clone(store.store()));
        // Three events are done, and no checkpoint is stored: the run is dropped.
        let policy = CheckpointPolicy::events(1000).or_after(Duration::from_secs(3600));
        let mut subscriber =
            parking(store).checkpoint_policy(policy).handler(failing(fails_if_bad).0);
        let handle = subscriber.handle();
        {
            use std::future::Future;
            let mut run = std::pin::pin!(subscriber.run());
            super::common::within(
                "all",
                std::future::poll_fn(|cx| {
                    assert!(run.as_mut().poll(cx).is_pending());
                    let done = handle.stats().parked == 2;
                    if done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
                }),
            );
        }
        assert_eq!(block_on(stream.load("notes")).unwrap(), None);
        assert_eq!(told(&letters(store)), ["1@Task-1", "2@Task-1"]);

        // All three come again.
        let (handler, seen) = failing(fails_if_bad);
        run_until_live(parking(store).handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-1 a"]);
        assert_eq!(told(&letters(store)), ["1@Task-1", "2@Task-1"]);
        let numbers: Vec<_> = letters(store).iter().map(|letter| letter.number).collect();
        assert_eq!(numbers, [4, 5]);

        // And if they are good now, nothing waits.
        block_on(stream.remove("notes")).unwrap();
        let (handler, seen) = notes();
        run_until_live(parking(store).handler(handler), 3);
        assert_eq!(seen.lines(), ["Task-1 a", "Task-1 bad", "Task-1 c"]);
        assert_eq!(letters(store), []);
    });
}

#[test]
fn those_of_before_the_end_stay() {
    let store = memory();
    store.create(1, &["bad"]);
    run_until_live(parking(&store).handler(failing(fails_if_bad).0), 0);
    // A new place for checkpoints, and a source that begins at the end: they do not come again.
    let source = plumberd::subscription::Source::from(TASKS).from_end();
    let options = store.plumber.subscription("notes", source);
    run_until_live(options.checkpoints(MemoryCheckpoints::new()).handler(notes().0), 0);
    assert_eq!(told(&letters(&store)), ["0@Task-1"]);
}

#[test]
fn those_of_another_source_stay() {
    let store = memory();
    store.create(1, &["bad"]);
    run_until_live(parking(&store).handler(failing(fails_if_bad).0), 0);
    let stream = StreamName::parse("Task-2").unwrap();
    let options = store.plumber.subscription("notes", stream);
    run_until_live(options.checkpoints(MemoryCheckpoints::new()).handler(notes().0), 0);
    assert_eq!(told(&letters(&store)), ["0@Task-1"]);
}

#[test]
fn too_many_stop_the_subscription() {
    let store = memory();
    store.create(1, &["bad", "b", "c", "d"]);
    let options = parking(&store).dead_letter_limit(3);
    let (handler, _) = failing(fails_if_bad);
    let (text, _) = start(options.clone().handler(handler)).error();
    assert_eq!(
        text,
        "subscription `notes` stopped: 3 dead letters wait; replay or drop them, or raise `dead_letter_limit`"
    );
    assert_eq!(letters(&store).len(), 3);
    block_on(store.plumber.dead_letters("notes").discard_key("Task-1")).unwrap();
    run_until_live(options.handler(failing(fails_if_bad).0), 1);
}

#[test]
fn a_long_message_is_cut() {
    let store = memory();
    store.create(1, &["bad"]);
    let (handler, _) = failing(|_| Err("ä".repeat(10_000)));
    run_until_live(parking(&store).handler(handler), 0);
    assert_eq!(letters(&store)[0].message, "ä".repeat(512));
}

#[test]
fn a_stream_that_holds_something_else_is_refused() {
    for (data, metadata, reason) in [
        ("odd", "{}", "it does not point to an event (`3@Recording-1`)"),
        ("1@A-1", "", "its metadata: EOF while parsing a value at line 1 column 0"),
        ("1@A-1", "{}", "its metadata has no text `Reason`"),
        ("1@A-1", r#"{"Reason":"mood"}"#, "`mood` is not a reason that is known"),
        (
            "1@A-1",
            r#"{"Reason":"undecodable"}"#,
            "its place: not a checkpoint: EOF while parsing a value at line 1 column 0",
        ),
    ] {
        let store = memory();
        store.append_with_metadata(STREAM, "$>", data, metadata);
        let message = format!(
            "event 0 of stream `{STREAM}` is no dead letter: {reason}; nothing but plumberd may write there, so move or delete the stream"
        );
        let error = block_on(store.plumber.dead_letters("notes").list()).unwrap_err();
        assert!(matches!(error, DeadLetterError::Malformed { .. }));
        assert_eq!(error.to_string(), message);
        let (text, _) = start(parking(&store).handler(notes().0)).error();
        assert_eq!(text, format!("subscription `notes` stopped: {message}"));

        // What the message says helps.
        let delete = store.store().delete(
            StreamName::parse(STREAM).unwrap(),
            ExpectedRevision::Any,
            Deletion::Soft,
        );
        block_on(delete).unwrap();
        store.create(1, &["bad"]);
        run_until_live(parking(&store).handler(failing(fails_if_bad).0), 0);
        assert_eq!(told(&letters(&store)), ["0@Task-1"]);
    }
}

#[test]
fn a_release_that_says_nothing_is_refused_and_a_newer_one_is_not() {
    let store = memory();
    store.append(STREAM, "$plumberd-something-new", "{}");
    assert_eq!(letters(&store), []);
    store.append(STREAM, "$plumberd-dead-letter-released", "{}");
    assert_eq!(
        block_on(store.plumber.dead_letters("notes").list()).unwrap_err().to_string(),
        format!(
            "event 1 of stream `{STREAM}` is no dead letter: `Number` is not a whole number from 0; nothing but plumberd may write there, so move or delete the stream"
        )
    );
}

#[test]
fn a_store_that_is_full_for_a_moment_costs_no_attempt() {
    let store = memory();
    store.create(1, &["bad", "b"]);
    let failures = AtomicUsize::new(0);
    let faulty = FaultyStore::new(store.store(), []).fail_append(move |stream, _| {
        let parks = stream.as_str() == STREAM;
        (parks && failures.fetch_add(1, Ordering::SeqCst) < 2)
            .then(|| AppendError::Storage { stream: stream.clone(), source: locked() })
    });
    let plumber = Plumber::new(Arc::new(faulty));
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let (handler, _) = failing(move |line| {
        counted.fetch_add(1, Ordering::SeqCst);
        fails_if_bad(line)
    });
    let options = plumber
        .subscription("notes", TASKS)
        .timer(NotedTimer::default())
        .on_error(RetryPolicy::never(), OnFailure::Park);
    run_until_live(options.handler(handler), 0);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert_eq!(told(&letters(&store)), ["0@Task-1", "1@Task-1"]);
}

#[test]
fn a_store_that_refuses_stops() {
    let store = memory();
    store.create(1, &["bad"]);
    let faulty = FaultyStore::new(store.store(), []).fail_append(|stream, _| {
        let reason = "not here".into();
        (stream.as_str() == STREAM)
            .then(|| AppendError::Reserved { stream: stream.clone(), reason })
    });
    let plumber = Plumber::new(Arc::new(faulty));
    let options = plumber.subscription("notes", TASKS);
    let options = options.on_error(RetryPolicy::never(), OnFailure::Park);
    let (text, error) = start(options.handler(failing(fails_if_bad).0)).error();
    assert_eq!(
        text,
        format!(
            "subscription `notes` stopped: the dead letters of subscription `notes` cannot be written: stream `{STREAM}` does not take this: not here"
        )
    );
    assert!(matches!(error, SubscriptionError::DeadLetter { .. }));
}
