//! A store that forgets: for tests, examples and prototypes.

mod log;
mod read;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::log::Log;
use self::read::MemoryRead;
use super::append::{Limits, check_events, recording_time};
use crate::clock::{Clock, SystemClock};
use crate::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, EventStore, EventStream,
    NewEvent, ReadAll, ReadStream, StreamAppend, SubscribeAll, SubscribeStream, Subscription,
};
use crate::stream::{ExpectedRevision, StreamName};

/// A store in memory, with the semantics of every other engine. Its events are gone with it.
///
/// ```
/// use plumberd::engine::memory::MemoryStore;
/// use plumberd::store::{ContentType, EventStore, NewEvent, ReadStream};
/// use plumberd::stream::{ExpectedRevision, StreamName};
/// use plumberd::testing::{block_on, collect};
///
/// let store = MemoryStore::new();
/// let stream = StreamName::parse("Recording-1")?;
/// let event = NewEvent {
///     id: "0195f3a0-7b1c-7000-8000-000000000001".parse()?,
///     event_type: "RecordingStarted".into(),
///     content_type: ContentType::Json,
///     data: r#"{"Id":"0195f3a0-7b1c-7000-8000-000000000001"}"#.into(),
///     metadata: "".into(),
/// };
/// let done = block_on(store.append(stream.clone(), ExpectedRevision::NoStream, vec![event]))?;
/// assert_eq!(done.revision, Some(0));
///
/// let events = block_on(collect(store.read_stream(ReadStream::forwards(stream))))?;
/// assert_eq!(&*events[0].event_type, "RecordingStarted");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MemoryStore {
    log: Arc<SharedLog>,
    clock: Arc<dyn Clock>,
    limits: Limits,
}

#[derive(Default)]
struct SharedLog(Mutex<Log>);

impl SharedLog {
    /// The log changes only after an append has been judged, so a panic elsewhere cannot have left
    /// it half changed.
    fn lock(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryStore {
    /// An empty store with the clock of the machine.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(Arc::new(SystemClock))
    }

    /// An empty store with another clock.
    #[must_use]
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self { log: Arc::default(), clock, limits: Limits::default() }
    }

    /// Refuses events whose payload and metadata are larger than this many bytes together.
    #[must_use]
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.limits.event = bytes;
        self
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("events", &self.log.lock().len())
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

impl EventStore for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities::NONE
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        Box::pin(async move {
            check_events(&stream, &events, self.limits)?;
            let recorded_at = recording_time(&*self.clock);
            self.log.lock().append(stream, expected, events, recorded_at)
        })
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        Box::pin(MemoryRead::of_stream(Arc::clone(&self.log), read))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        Box::pin(MemoryRead::of_log(Arc::clone(&self.log), read))
    }

    fn append_many(
        &self,
        _: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        Box::pin(async { Err(AppendError::NotSupported { capability: "multi-stream append" }) })
    }

    fn delete(
        &self,
        _: StreamName,
        _: ExpectedRevision,
        _: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        Box::pin(async { Err(AppendError::NotSupported { capability: "deletion" }) })
    }

    fn subscribe_stream(&self, _: SubscribeStream) -> Subscription {
        Box::pin(crate::engine::not_supported("subscriptions"))
    }

    fn subscribe_all(&self, _: SubscribeAll) -> Subscription {
        Box::pin(crate::engine::not_supported("subscriptions"))
    }
}
