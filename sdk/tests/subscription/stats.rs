//! What a subscription tells about itself.

use std::convert::Infallible;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use plumberd::Recorded;
use plumberd::clock::ManualClock;
use plumberd::stream::StreamName;
use plumberd::subscription::{
    CheckpointPolicy, MemoryCheckpoints, OnFailure, Place, RetryPolicy, Source, State,
};

use super::common::{
    TaskEvent, failing, fails_if_bad, memory, notes, on_every_store, start, tasks, within,
};

#[test]
fn how_far_it_is_behind() {
    on_every_store(|store| {
        store.create(1, &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        let (go, gone) = mpsc::channel::<()>();
        let gone = std::sync::Mutex::new(gone);
        let source = Source::from(StreamName::parse("Task-1").unwrap());
        let options = store.plumber.subscription("notes", source);
        let options = options.checkpoint_policy(CheckpointPolicy::events(4));
        let running = start(options.handler(move |_: Arc<Recorded<TaskEvent>>| {
            gone.lock().unwrap().recv().unwrap();
            async { Ok::<(), Infallible>(()) }
        }));
        let stats = running.wait("the head", |stats| stats.behind.is_some());
        assert_eq!((stats.behind, stats.state), (Some(10), State::CatchingUp), "{}", store.name);
        for done in 1..=3 {
            go.send(()).unwrap();
            let stats = running.wait("an event", |stats| stats.processed == done);
            assert_eq!(stats.behind, Some(10 - done));
        }
        // A newer look, with the checkpoint.
        store.create(1, &["10", "11"]);
        go.send(()).unwrap();
        running.wait("the new ones", |stats| stats.behind == Some(8));
        for _ in 0..8 {
            go.send(()).unwrap();
        }
        let stats =
            running.wait("live", |stats| stats.state == State::Live && stats.processed == 12);
        assert_eq!(stats.behind, Some(0));
        let stream = StreamName::parse("Task-1").unwrap();
        assert_eq!(stats.place, Some(Place::InStream { stream, after: Some(11) }));
        assert!(stats.rate.is_finite());
        running.stop();
    });
}

#[test]
fn how_old_its_events_are() {
    let store = memory();
    store.create(1, &["a"]);
    let recorded_at = store.read("Task-1")[0].recorded_at;
    let later = plumberd::clock::DateTimeOffset::from_unix(
        recorded_at.unix_seconds() + 7,
        recorded_at.subsec_nanos(),
    )
    .unwrap();
    for (now, delay) in [(later, 7), (plumberd::clock::DateTimeOffset::UNIX_EPOCH, 0)] {
        let options = tasks(&store, &format!("notes{delay}")).clock(ManualClock::new(now));
        let running = start(options.checkpoints(MemoryCheckpoints::new()).handler(notes().0));
        let stats = running.wait("an event", |stats| stats.processed == 1);
        assert_eq!(stats.delay, Some(Duration::from_secs(delay)));
        running.stop();
    }
}

#[test]
fn how_fast_it_is() {
    let store = memory();
    let titles = vec!["x"; 20];
    let (handler, _) = failing(|_| {
        std::thread::sleep(Duration::from_millis(100));
        Ok(())
    });
    let running = start(tasks(&store, "notes").handler(handler));
    store.create(1, &titles);
    // 10 a second, when it has run for longer than a second.
    let stats = running.wait("all", |stats| stats.processed == 20);
    assert!(stats.rate > 2.0 && stats.rate < 12.0, "{}", stats.rate);
    // And none, when nothing comes.
    std::thread::sleep(Duration::from_millis(2500));
    let later = running.handle.stats().rate;
    assert!(later < stats.rate, "{later}");
    running.stop();
}

#[test]
fn who_waits_hears_of_the_end() {
    let store = memory();
    store.create(1, &["bad"]);
    let (handler, _) = failing(fails_if_bad);
    let options = tasks(&store, "notes").on_error(RetryPolicy::never(), OnFailure::Stop);
    let mut subscriber = options.handler(handler);
    let handle = subscriber.handle();
    assert_eq!(handle.stats().state, State::Starting);
    let waiting = {
        let handle = handle.clone();
        std::thread::spawn(move || within("the end", handle.wait_for(|stats| stats.processed == 9)))
    };
    assert!(subscriber.run_blocking().is_err());
    assert_eq!(waiting.join().unwrap().state, State::Failed);
}

#[test]
fn it_can_be_run_again_after_an_error() {
    let store = memory();
    store.create(1, &["a", "bad"]);
    let mut bad = true;
    let (handler, seen) = failing(move |line| {
        let fails = std::mem::replace(&mut bad, !line.ends_with(" bad"));
        if fails && line.ends_with(" bad") { Err("bad".into()) } else { Ok(()) }
    });
    let options = tasks(&store, "notes").on_error(RetryPolicy::never(), OnFailure::Stop);
    let mut subscriber = options.handler(handler);
    assert!(subscriber.run_blocking().is_err());
    assert_eq!(subscriber.handle().stats().state, State::Failed);
    let running = start(subscriber);
    // The old end is not taken for the new one.
    while running.handle.stats().state == State::Failed {
        std::thread::yield_now();
    }
    running.wait("the rest", |stats| stats.processed == 2);
    running.stop();
    assert_eq!(seen.lines(), ["Task-1 a", "Task-1 bad"]);
}
