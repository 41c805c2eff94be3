//! Sources, order, starting, stopping.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use plumberd::store::{Filter, Selection, SubscribeAll, SubscribeFrom, SubscribeStream};
use plumberd::stream::StreamName;
use plumberd::subscription::{
    CheckpointPolicy, Checkpoints, MemoryCheckpoints, Place, Source, State,
};
use plumberd::testing::block_on;
use plumberd::{Event, PlumberdEvent, Recorded, Upcast, UpcastError, Upcasted};

use super::common::{
    Seen, TASKS, TaskCreated, TaskEvent, memory, notes, on_every_store, run_until_live, start,
    tasks, within,
};

#[test]
fn events_come_in_order_first_the_old_ones_then_the_new_ones() {
    on_every_store(|store| {
        store.create(1, &["a", "b"]);
        store.create(2, &["c"]);
        store.append("User-1", "UserCreated", "{}");
        let (handler, seen) = notes();
        let running = start(tasks(store, "notes").handler(handler));
        let stats = running
            .wait("the old ones", |stats| stats.processed == 3 && stats.state == State::Live);
        assert_eq!(seen.take(), ["Task-1 a", "Task-1 b", "Task-2 c"], "{}", store.name);
        assert_eq!((stats.skipped, stats.unknown, stats.behind), (0, 0, Some(0)));

        store.create(1, &["d"]);
        store.append("Task-1", "TaskDone", r#"{"By":"e"}"#);
        running.wait("the new ones", |stats| stats.processed == 5);
        assert_eq!(seen.take(), ["Task-1 d", "Task-1 e"]);
        running.stop();

        // Nothing comes twice after a stop.
        store.create(3, &["f"]);
        let (handler, seen) = notes();
        run_until_live(tasks(store, "notes").handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-3 f"]);
    });
}

#[test]
fn every_source_has_its_events_and_resumes() {
    on_every_store(|store| {
        store.create(1, &["a"]);
        store.create(2, &["b"]);
        store.append("Task-1", "TaskDone", r#"{"By":"c"}"#);
        store.append("Other-1", "TaskCreated", r#"{"Title":"d"}"#);
        let stream = |name: &str| StreamName::parse(name).unwrap();
        let selection = |selection| SubscribeAll::from_start(selection);
        let filter = Filter::stream_prefixes(["Task-2", "Other-"]);
        let sources: Vec<(&str, Source, &[&str])> = vec![
            ("stream", stream("Task-1").into(), &["Task-1 a", "Task-1 c"]),
            ("category", TASKS.into(), &["Task-1 a", "Task-2 b", "Task-1 c"]),
            ("type", Source::event_type("TaskCreated"), &["Task-1 a", "Task-2 b", "Other-1 d"]),
            ("all", Source::all(), &["Task-1 a", "Task-2 b", "Task-1 c", "Other-1 d"]),
            ("filter", selection(Selection::All).filter(filter).into(), &["Task-2 b", "Other-1 d"]),
            (
                "links",
                SubscribeStream::from_start(stream("$ce-Task")).resolve_links().into(),
                &["Task-1 a", "Task-2 b", "Task-1 c"],
            ),
            (
                "behind a revision",
                SubscribeStream::from_start(stream("Task-1")).from(SubscribeFrom::After(0)).into(),
                &["Task-1 c"],
            ),
        ];
        let checkpoints = Arc::new(MemoryCheckpoints::new());
        for (name, source, expected) in &sources {
            let options = store
                .plumber
                .subscription(*name, source.clone())
                .checkpoints(Arc::clone(&checkpoints));
            let (handler, seen) = notes();
            run_until_live(options.clone().handler(handler), expected.len() as u64);
            assert_eq!(seen.lines(), *expected, "{name} on {}", store.name);
            assert!(block_on(checkpoints.load(name)).unwrap().is_some());
            let (handler, seen) = notes();
            run_until_live(options.handler(handler), 0);
            assert_eq!(seen.lines(), [""; 0], "{name} on {} again", store.name);
        }
        store.create(2, &["e"]);
        for (name, source, expected) in sources {
            let options = store.plumber.subscription(name, source);
            let (handler, seen) = notes();
            let new = expected.iter().any(|line| line.starts_with("Task-2"));
            let handler = options.checkpoints(Arc::clone(&checkpoints)).handler(handler);
            run_until_live(handler, u64::from(new));
            let expected: &[&str] = if new { &["Task-2 e"] } else { &[] };
            assert_eq!(seen.lines(), expected, "{name} on {} with a new event", store.name);
        }
    });
}

#[test]
fn from_the_end_means_from_the_first_start() {
    on_every_store(|store| {
        for (name, source) in [
            ("category", Source::from(TASKS).from_end()),
            ("stream", Source::from(StreamName::parse("Task-1").unwrap()).from_end()),
        ] {
            store.create(1, &["old"]);
            let options = store.plumber.subscription(name, source);
            let (handler, seen) = notes();
            let running = start(options.clone().handler(handler));
            running.wait("live", |stats| stats.state == State::Live);
            running.stop();
            assert_eq!(seen.lines(), [""; 0]);

            // It does not run, and has handled nothing, but its place is known.
            store.create(1, &["new"]);
            let (handler, seen) = notes();
            run_until_live(options.handler(handler), 1);
            assert_eq!(seen.lines(), ["Task-1 new"], "{name} on {}", store.name);
        }
    });
}

#[test]
fn from_the_end_of_nothing() {
    on_every_store(|store| {
        let options = store.plumber.subscription("notes", Source::from(TASKS).from_end());
        let (handler, _) = notes();
        run_until_live(options.clone().handler(handler), 0);
        store.create(1, &["a"]);
        let (handler, seen) = notes();
        run_until_live(options.handler(handler), 1);
        assert_eq!(seen.lines(), ["Task-1 a"]);
    });
}

#[test]
fn the_stores_own_events_are_passed_over() {
    on_every_store(|store| {
        let stream = StreamName::parse("$$Task-1").unwrap();
        store.create(1, &["a"]);
        store.append(stream.as_str(), "$metadata", r#"{"$maxCount":10}"#);
        store.append_with_metadata("Task-1", "$odd", "{}", "no json at all");
        store.append_with_metadata("Task-1", "$>", "7@Task-9", "");
        store.create(1, &["b"]);
        let (handler, seen) = notes();
        let options = store.plumber.subscription("notes", Source::all());
        let running = start(options.checkpoints(MemoryCheckpoints::new()).handler(handler));
        let stats = running.wait("all", |stats| stats.processed == 2);
        assert_eq!(seen.lines(), ["Task-1 a", "Task-1 b"]);
        assert_eq!((stats.system, stats.unknown, stats.undecodable), (3, 0, 0));
        running.stop();
    });
}

#[test]
fn its_own_checkpoints_keep_no_subscription_busy() {
    on_every_store(|store| {
        let all = SubscribeAll::from_start(Selection::All);
        let filtered = SubscribeAll {
            checkpoint_interval: NonZeroU32::new(1),
            ..all.clone().filter(Filter::stream_prefixes(["Task-"]))
        };
        store.create(1, &["a", "b"]);
        // Each would be busy with the checkpoints of the other, too.
        let running: Vec<_> = [("all", all), ("filtered", filtered)]
            .into_iter()
            .map(|(name, source)| {
                let options = store.plumber.subscription(name, source);
                let policy = CheckpointPolicy::events(1).or_after(Duration::from_millis(1));
                start(options.checkpoint_policy(policy).handler(notes().0))
            })
            .collect();
        for running in &running {
            running.wait("both", |stats| stats.processed == 2 && stats.state == State::Live);
        }
        std::thread::sleep(Duration::from_millis(300));
        for running in running {
            let stats = running.handle.stats();
            running.stop();
            assert!(stats.checkpoints <= 20, "{}: {stats:?}", store.name);
        }
    });
}

#[test]
fn a_stop_before_the_run_and_in_the_middle() {
    let store = memory();
    let titles: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    store.create(1, &titles.iter().map(String::as_str).collect::<Vec<_>>());
    let checkpoints = Arc::new(MemoryCheckpoints::new());
    let options = tasks(&store, "notes").checkpoints(Arc::clone(&checkpoints));

    let (handler, seen) = notes();
    let mut subscriber = options.clone().handler(handler);
    subscriber.handle().stop();
    subscriber.run_blocking().unwrap();
    assert_eq!(seen.lines(), [""; 0]);
    assert_eq!(block_on(checkpoints.load("notes")).unwrap(), None);

    // The event in hand is finished, and no other one is begun.
    let seen = Seen::default();
    let (noted, stop) = (seen.clone(), Arc::new(std::sync::OnceLock::new()));
    let stopping = Arc::clone(&stop);
    let mut subscriber = options.handler(move |event: Arc<Recorded<TaskEvent>>| {
        if event.revision == 41 {
            let handle: &plumberd::subscription::SubscriptionHandle = stopping.get().unwrap();
            handle.stop();
        }
        noted.push(event.revision.to_string());
        async { Ok::<(), Infallible>(()) }
    });
    stop.set(subscriber.handle()).unwrap();
    subscriber.run_blocking().unwrap();
    assert_eq!(seen.lines().len(), 42);
    let place = block_on(checkpoints.load("notes")).unwrap().unwrap().place;
    assert!(matches!(place, Place::InLog { after: Some(at) } if at.commit == 42), "{place}");
    assert_eq!(subscriber.handle().stats().state, State::Stopped);
}

#[test]
fn a_dropped_run_is_a_crash() {
    on_every_store(|store| {
        store.create(1, &["a", "b", "c", "d", "e"]);
        let options = tasks(store, "notes").checkpoint_policy(CheckpointPolicy::events(2));
        let (handler, seen) = notes();
        let mut subscriber = options.clone().handler(handler);
        let handle = subscriber.handle();
        {
            // Polled until three are done, which is behind the first checkpoint, and dropped.
            let mut run = pin!(subscriber.run());
            within(
                "three",
                poll_fn(|cx| {
                    let polled = run.as_mut().poll(cx);
                    assert!(polled.is_pending());
                    if handle.stats().processed >= 3 { Poll::Ready(()) } else { Poll::Pending }
                }),
            );
        }
        assert_eq!(handle.stats().state, State::Stopped);
        let (handler, again) = notes();
        run_until_live(options.handler(handler), 1);
        let (first, second) = (seen.lines(), again.lines());
        let all: Vec<_> = ["a", "b", "c", "d", "e"].map(|title| format!("Task-1 {title}")).into();
        assert_eq!(first, all[..first.len()]);
        assert_eq!(second, all[all.len() - second.len()..], "{}", store.name);
        assert!(first.len() + second.len() >= all.len(), "nothing is lost");
        assert!(first.len() + second.len() <= all.len() + 2, "no more than the policy comes twice");
    });
}

#[test]
fn a_run_can_be_sent_and_polled_anywhere() {
    fn sendable<F: Future + Send>(future: F) -> F {
        future
    }
    let store = memory();
    store.create(1, &["a"]);
    let (handler, seen) = notes();
    let mut subscriber = tasks(&store, "notes").handler(handler);
    let handle = subscriber.handle();
    let mut run = Box::pin(sendable(async move { subscriber.run().await.is_ok() }));
    // On one thread, then on another one.
    within(
        "an event",
        poll_fn(|cx| {
            let _ = run.as_mut().poll(cx);
            if handle.stats().processed == 1 { Poll::Ready(()) } else { Poll::Pending }
        }),
    );
    let rest = std::thread::spawn(move || block_on(run));
    store.create(1, &["b"]);
    within("another one", handle.wait_for(|stats| stats.processed == 2));
    handle.stop();
    assert!(rest.join().unwrap());
    assert_eq!(seen.lines(), ["Task-1 a", "Task-1 b"]);
}

#[test]
fn others_on_the_thread_get_a_turn() {
    let store = memory();
    let titles = vec!["x"; 5000];
    store.create(1, &titles);
    let (handler, _) = notes();
    let options = tasks(&store, "notes").checkpoint_policy(CheckpointPolicy::events(u64::MAX));
    let mut subscriber = options.checkpoints(MemoryCheckpoints::new()).handler(handler);
    let handle = subscriber.handle();
    let mut run = pin!(subscriber.run());
    let mut turns = 0;
    within(
        "all",
        poll_fn(|cx| {
            turns += 1;
            assert!(run.as_mut().poll(cx).is_pending());
            if handle.stats().processed == 5000 { Poll::Ready(()) } else { Poll::Pending }
        }),
    );
    assert!(turns > 10, "{turns}");
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Move", version = "v1", name = "Moved")]
struct MovedV1 {
    steps: Vec<i32>,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Move", version = "v2", supersedes = MovedV1)]
struct Moved {
    step: i32,
}

impl Upcast<MovedV1> for Moved {
    fn upcast(old: MovedV1) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Upcasted::Many(old.steps.into_iter().map(|step| Self { step }).collect()))
    }
}

#[test]
fn an_old_event_is_one_call_whatever_it_becomes() {
    let store = memory();
    store.append("Move-1", "Moved", r#"{"Steps":[1,2,3]}"#);
    store.append("Move-1", "Moved", r#"{"Steps":[]}"#);
    store.append_with_metadata("Move-1", "Moved", r#"{"Step":4}"#, r#"{"SchemaVersion":2}"#);
    let seen = Seen::default();
    let noted = seen.clone();
    let options = store.plumber.subscription("moves", Moved::CATEGORY);
    let subscriber = options.handler(move |event: Arc<Recorded<Moved>>| {
        noted.push(format!("{:?}", event.events().map(|moved| moved.step).collect::<Vec<_>>()));
        async { Ok::<(), Infallible>(()) }
    });
    let stats = run_until_live(subscriber, 3);
    assert_eq!(seen.lines(), ["[1, 2, 3]", "[4]"]);
    assert_eq!(stats.processed, 3);
}

#[test]
fn an_event_knows_what_follows_from_it() {
    let store = memory();
    store.create(1, &["a"]);
    let plumber = store.plumber.clone();
    let options = store.plumber.subscription("react", Source::event_type(TaskCreated::TYPE));
    let subscriber = options.handler(move |event: Arc<Recorded<TaskCreated>>| {
        let plumber = plumber.clone();
        async move {
            let done = super::common::TaskDone { by: "me".into() };
            let expected = plumberd::ExpectedRevision::Any;
            plumber.append_in(&event.context(), &event.stream, expected, [done]).await.map(drop)
        }
    });
    run_until_live(subscriber, 1);
    let events = store.read("Task-1");
    let done = Recorded::<TaskEvent>::try_from(events[1].clone()).unwrap();
    assert_eq!(done.metadata.causation_id, Some(events[0].id));
}
