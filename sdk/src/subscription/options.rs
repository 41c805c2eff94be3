use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::{Checkpoints, StreamCheckpoints};
use super::dead_letter::DeadLetters;
use super::handler::{AtLeastOnce, Handler, TransactionalHandler};
use super::policy::{CheckpointPolicy, OnFailure};
use super::retry::RetryPolicy;
use super::runner::Subscriber;
use super::source::Source;
use super::timer::{ThreadTimer, Timer};
use crate::clock::{Clock, SystemClock};
use crate::store::{EventStore, RecordedEvent};

/// Tells which events have to be handled in order: those with the same key.
type Key = dyn Fn(&RecordedEvent) -> String + Send + Sync;

/// A subscription to be: its name, what it reads, and what it does when something fails.
///
/// | | unless said otherwise |
/// |---|---|
/// | checkpoint | in a stream of the same store, every 1000 events or each second |
/// | handler fails | five retries, then stop |
/// | event cannot be read | stop |
/// | type is not known | count and skip |
/// | store is lost | ask again for ever |
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use plumberd::subscription::{CheckpointPolicy, MemoryCheckpoints, OnFailure, RetryPolicy};
/// use plumberd::{Event, Plumber, PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let subscriber = plumber
///     .subscription("mails", TaskCreated::CATEGORY)
///     .checkpoints(MemoryCheckpoints::new())
///     .checkpoint_policy(CheckpointPolicy::events(100))
///     .on_error(RetryPolicy::times(3).first_delay(Duration::from_secs(1)), OnFailure::Park)
///     .on_undecodable(OnFailure::Park)
///     .timeout(Duration::from_secs(20))
///     .handler(|event: Arc<Recorded<TaskCreated>>| async move {
///         for task in event.events() {
///             if task.title.is_empty() {
///                 return Err("a task without a title");
///             }
///         }
///         Ok(())
///     });
/// # Ok::<(), plumberd::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
#[must_use]
pub struct SubscriptionOptions {
    pub(super) name: Arc<str>,
    pub(super) store: Arc<dyn EventStore>,
    pub(super) source: Source,
    checkpoints: Arc<dyn Checkpoints>,
    pub(super) checkpoint_policy: CheckpointPolicy,
    pub(super) retry: RetryPolicy,
    pub(super) on_error: OnFailure,
    pub(super) on_undecodable: OnFailure,
    pub(super) on_unknown: OnFailure,
    pub(super) reconnect: RetryPolicy,
    pub(super) timeout: Option<Duration>,
    pub(super) key: Option<Arc<Key>>,
    pub(super) dead_letter_limit: usize,
    pub(super) timer: Arc<dyn Timer>,
    pub(super) clock: Arc<dyn Clock>,
}

impl SubscriptionOptions {
    /// A subscription of this name; see also [`Plumber::subscription`](crate::Plumber::subscription).
    ///
    /// The name is that of its checkpoint and its dead letters, so two subscriptions cannot share
    /// one.
    pub fn new(
        store: Arc<dyn EventStore>,
        name: impl Into<Arc<str>>,
        source: impl Into<Source>,
    ) -> Self {
        Self {
            name: name.into(),
            checkpoints: Arc::new(StreamCheckpoints::new(Arc::clone(&store))),
            store,
            source: source.into(),
            checkpoint_policy: CheckpointPolicy::default(),
            retry: RetryPolicy::default(),
            on_error: OnFailure::Stop,
            on_undecodable: OnFailure::Stop,
            on_unknown: OnFailure::Skip,
            reconnect: RetryPolicy::times(u32::MAX),
            timeout: None,
            key: None,
            dead_letter_limit: 10_000,
            timer: Arc::new(ThreadTimer),
            clock: Arc::new(SystemClock),
        }
    }

    /// Keeps the checkpoint elsewhere. A [`TransactionalHandler`] keeps it itself.
    pub fn checkpoints(mut self, checkpoints: impl Checkpoints) -> Self {
        self.checkpoints = Arc::new(checkpoints);
        self
    }

    /// How often to store the checkpoint.
    pub fn checkpoint_policy(mut self, policy: CheckpointPolicy) -> Self {
        self.checkpoint_policy = policy;
        self
    }

    /// What to do when the handler fails: how often to try again, and what then. The handler itself
    /// may know better: [`Handler::reaction`].
    pub fn on_error(mut self, retry: RetryPolicy, then: OnFailure) -> Self {
        self.retry = retry;
        self.on_error = then;
        self
    }

    /// What to do with an event that cannot be read as its type, or whose metadata cannot be read.
    /// Another attempt would not help, so there is none.
    pub fn on_undecodable(mut self, then: OnFailure) -> Self {
        self.on_undecodable = then;
        self
    }

    /// What to do with an event of a type that the set does not know. The store's own events, whose
    /// type begins with `$`, are passed over whatever is said here.
    pub fn on_unknown(mut self, then: OnFailure) -> Self {
        self.on_unknown = then;
        self
    }

    /// How often to ask a store that was lost, and to try to store what cannot be stored for the
    /// moment. Whenever an event is done, the count begins anew.
    pub fn reconnect(mut self, retry: RetryPolicy) -> Self {
        self.reconnect = retry;
        self
    }

    /// Fails a call of the handler that takes longer: its future is dropped. One that does not wait,
    /// but computes or blocks, cannot be interrupted.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Which events have to be handled in order: those with the same key. Without this, those of the
    /// same stream. It counts for dead letters only, since a subscription handles one event at a
    /// time; those that wait keep the key that they were set aside with.
    pub fn key(mut self, key: impl Fn(&RecordedEvent) -> String + Send + Sync + 'static) -> Self {
        self.key = Some(Arc::new(key));
        self
    }

    /// Stops when so many dead letters wait; 10 000 without this. Their keys are held in memory.
    pub fn dead_letter_limit(mut self, limit: usize) -> Self {
        self.dead_letter_limit = limit;
        self
    }

    /// Waits with another timer.
    pub fn timer(mut self, timer: impl Timer) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// Takes the time of dead letters, and that which [`Stats::delay`](super::Stats::delay) is
    /// measured with, from another clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Handles every event at least once.
    pub fn handler<S, H>(self, handler: H) -> Subscriber<S, AtLeastOnce<H>>
    where
        H: Handler<S>,
    {
        let handler = AtLeastOnce::new(handler, Arc::clone(&self.checkpoints));
        Subscriber::new(self, handler)
    }

    /// Handles every event in a transaction with the checkpoint: its effect is there exactly once.
    pub fn transactional<S, T>(self, handler: T) -> Subscriber<S, T>
    where
        T: TransactionalHandler<S>,
    {
        Subscriber::new(self, handler)
    }

    /// The events that were set aside.
    #[must_use]
    pub fn dead_letters(&self) -> DeadLetters {
        DeadLetters::new(Arc::clone(&self.store), Arc::clone(&self.name))
    }

    /// The key of an event; `None` if that is its stream.
    pub(super) fn key_of(&self, event: &RecordedEvent) -> Option<Arc<str>> {
        self.key.as_ref().map(|key| key(event).into())
    }
}

impl fmt::Debug for SubscriptionOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionOptions")
            .field("name", &self.name)
            .field("source", &self.source)
            .field("checkpoints", &self.checkpoints)
            .finish_non_exhaustive()
    }
}
