//! What the tests of subscriptions share.

use std::fmt::{Debug, Display};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread::JoinHandle;
use std::time::Duration;

use plumberd::engine::memory::MemoryStore;
use plumberd::event::EventSet;
use plumberd::store::{BoxFuture, ContentType, EventStore, NewEvent, ReadStream, RecordedEvent};
use plumberd::stream::{Category, ExpectedRevision, StreamName};
use plumberd::subscription::{
    Handler, Reaction, State, Stats, Subscriber, SubscriptionError, SubscriptionHandle,
    SubscriptionOptions, ThreadTimer, Timer, TransactionalHandler,
};
use plumberd::testing::{block_on, collect};
use plumberd::{Event, Plumber, PlumberdEvent, PlumberdEvents, Recorded};

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task")]
pub(super) struct TaskCreated {
    pub(super) title: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task")]
pub(super) struct TaskDone {
    pub(super) by: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
pub(super) enum TaskEvent {
    Created(TaskCreated),
    Done(TaskDone),
}

pub(super) const TASKS: Category = TaskCreated::CATEGORY;

/// A store that is removed with this.
pub(super) struct TestStore {
    pub(super) name: &'static str,
    pub(super) plumber: Plumber,
    #[cfg(feature = "sqlite")]
    folder: Option<Folder>,
}

/// Runs a test on every engine.
pub(super) fn on_every_store(test: impl Fn(&TestStore)) {
    test(&memory());
    #[cfg(feature = "sqlite")]
    test(&sqlite());
}

pub(super) fn memory() -> TestStore {
    TestStore {
        name: "memory",
        plumber: Plumber::new(Arc::new(MemoryStore::new())),
        #[cfg(feature = "sqlite")]
        folder: None,
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn sqlite() -> TestStore {
    use plumberd::engine::sqlite::SqliteStore;

    let folder = Folder::new();
    let store = SqliteStore::open(folder.file("events.db")).unwrap();
    TestStore { name: "sqlite", plumber: Plumber::new(Arc::new(store)), folder: Some(folder) }
}

impl TestStore {
    pub(super) fn store(&self) -> &Arc<dyn EventStore> {
        self.plumber.store()
    }

    #[cfg(feature = "sqlite")]
    pub(super) fn folder(&self) -> &Folder {
        self.folder.as_ref().unwrap()
    }

    /// Appends tasks with these titles to the stream `Task-<id>`.
    pub(super) fn create(&self, id: u32, titles: &[&str]) {
        create(&self.plumber, id, titles);
    }

    /// Appends anything.
    pub(super) fn append(&self, stream: &str, event_type: &str, json: &str) {
        self.append_with_metadata(stream, event_type, json, "");
    }

    pub(super) fn append_with_metadata(
        &self,
        stream: &str,
        event_type: &str,
        json: &str,
        metadata: &str,
    ) {
        let event = NewEvent {
            id: uuid::Uuid::now_v7(),
            event_type: event_type.into(),
            content_type: ContentType::Json,
            data: json.as_bytes().to_vec().into(),
            metadata: metadata.as_bytes().to_vec().into(),
        };
        let stream = StreamName::parse(stream).unwrap();
        block_on(self.store().append(stream, ExpectedRevision::Any, vec![event])).unwrap();
    }

    /// The events of a stream; none if there is no such stream.
    pub(super) fn read(&self, stream: &str) -> Vec<RecordedEvent> {
        let stream = StreamName::parse(stream).unwrap();
        block_on(collect(self.store().read_stream(ReadStream::forwards(stream))))
            .unwrap_or_default()
    }
}

pub(super) fn create(plumber: &Plumber, id: u32, titles: &[&str]) {
    let tasks = titles.iter().map(|title| TaskCreated { title: (*title).into() });
    let stream = TaskCreated::stream(id);
    block_on(plumber.append(&stream, ExpectedRevision::Any, tasks)).unwrap();
}

/// A folder of its own, removed at the end.
#[cfg(feature = "sqlite")]
pub(super) struct Folder(std::path::PathBuf);

#[cfg(feature = "sqlite")]
impl Folder {
    pub(super) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("plumberd-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn file(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }
}

#[cfg(feature = "sqlite")]
impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a handler has seen: `<stream> <title>`, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub(super) fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

pub(super) fn title(event: &TaskEvent) -> &str {
    match event {
        TaskEvent::Created(created) => &created.title,
        TaskEvent::Done(done) => &done.by,
    }
}

pub(super) fn line(event: &Recorded<TaskEvent>) -> String {
    let titles: Vec<_> = event.events().map(title).collect();
    format!("{} {}", event.stream, titles.join("+"))
}

/// Notes what it sees, and fails when a rule says so.
pub(super) struct Notes<F> {
    pub(super) seen: Seen,
    pub(super) rule: F,
    pub(super) reaction: Reaction,
}

impl<F> Handler<TaskEvent> for Notes<F>
where
    F: FnMut(&str) -> Result<(), String> + Send,
{
    type Error = String;

    async fn handle(&mut self, event: Arc<Recorded<TaskEvent>>) -> Result<(), String> {
        let line = line(&event);
        (self.rule)(&line)?;
        self.seen.push(line);
        Ok(())
    }

    fn reaction(&self, _: &String) -> Reaction {
        self.reaction
    }
}

/// A handler that notes what it sees, and what it has noted.
pub(super) fn notes() -> (Notes<impl FnMut(&str) -> Result<(), String> + Send + 'static>, Seen) {
    failing(|_| Ok(()))
}

pub(super) fn failing<F>(rule: F) -> (Notes<F>, Seen)
where
    F: FnMut(&str) -> Result<(), String> + Send + 'static,
{
    let seen = Seen::default();
    (Notes { seen: seen.clone(), rule, reaction: Reaction::Retry }, seen)
}

/// Fails for the title `bad`, always.
pub(super) fn fails_if_bad(line: &str) -> Result<(), String> {
    if line.ends_with(" bad") { Err("bad task".into()) } else { Ok(()) }
}

/// What a run gives back.
type Ended<S, T> =
    (Result<(), SubscriptionError<<T as TransactionalHandler<S>>::Error>>, Subscriber<S, T>);

/// A subscription that runs on a thread.
pub(super) struct Running<S, T: TransactionalHandler<S>> {
    pub(super) handle: SubscriptionHandle,
    thread: JoinHandle<Ended<S, T>>,
}

pub(super) fn start<S, T>(mut subscriber: Subscriber<S, T>) -> Running<S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S> + 'static,
{
    let handle = subscriber.handle();
    let thread = std::thread::spawn(move || {
        let result = subscriber.run_blocking();
        (result, subscriber)
    });
    Running { handle, thread }
}

impl<S, T: TransactionalHandler<S>> Running<S, T>
where
    T::Error: Debug + Display,
{
    /// Waits until it is so, and fails if it cannot become so any more.
    pub(super) fn wait(&self, what: &str, wanted: impl Fn(&Stats) -> bool) -> Stats {
        let stats = within(what, self.handle.wait_for(&wanted));
        assert!(wanted(&stats), "{what}: {stats:?}");
        stats
    }

    /// Stops it.
    pub(super) fn stop(self) -> Subscriber<S, T> {
        self.handle.stop();
        let (result, subscriber) = self.end();
        result.unwrap();
        subscriber
    }

    /// Waits for its end.
    pub(super) fn end(self) -> Ended<S, T> {
        within("the end", self.handle.wait_for(|stats| stats.state.is_end()));
        self.thread.join().unwrap()
    }

    /// Waits for an error, and gives its text.
    pub(super) fn error(self) -> (String, SubscriptionError<T::Error>) {
        let handle = self.handle.clone();
        let error = self.end().0.unwrap_err();
        assert_eq!(handle.stats().state, State::Failed);
        (error.to_string(), error)
    }
}

/// Runs a subscription until it has processed so many events and is up to date.
pub(super) fn run_until_live<S, T>(subscriber: Subscriber<S, T>, processed: u64) -> Stats
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S> + 'static,
{
    let running = start(subscriber);
    running.wait("live", |stats| stats.state == State::Live && stats.processed >= processed);
    let handle = running.handle.clone();
    running.stop();
    handle.stats()
}

/// Fails when it takes too long.
pub(super) fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut sleep = ThreadTimer.sleep(PATIENCE);
    block_on(poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        assert!(sleep.as_mut().poll(cx).is_pending(), "{what} did not come");
        Poll::Pending
    }))
}

/// Does not wait, but notes for how long it should have.
#[derive(Debug, Clone, Default)]
pub(super) struct NotedTimer(Arc<Mutex<Vec<Duration>>>);

impl Timer for NotedTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(async {})
    }
}

impl NotedTimer {
    pub(super) fn sleeps(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

pub(super) fn tasks(store: &TestStore, name: &str) -> SubscriptionOptions {
    store.plumber.subscription(name, TASKS)
}
