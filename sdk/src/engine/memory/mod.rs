//! A store that forgets: for tests, examples and prototypes.

mod log;
mod read;
mod shared;
mod stream_index;

use std::fmt;
use std::sync::Arc;

use self::read::MemoryRead;
use self::shared::{Reads, Shared};
use super::append::{Limits, check_appends, check_events, recording_time};
use super::live::Live;
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
///
/// Dropping it ends its subscriptions with [`StorageError::Closed`](crate::store::StorageError::Closed).
pub struct MemoryStore {
    shared: Arc<Shared>,
    limits: Limits,
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
        Self { shared: Arc::new(Shared::new(clock)), limits: Limits::default() }
    }

    /// Refuses events whose payload and metadata are larger than this many bytes together.
    #[must_use]
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.limits.event = bytes;
        self
    }

    /// Refuses appends whose events are larger than this many bytes together.
    #[must_use]
    pub fn max_append_size(mut self, bytes: usize) -> Self {
        self.limits.append = bytes;
        self
    }

    fn reads(&self) -> Arc<Reads> {
        Arc::new(Reads(Arc::clone(&self.shared)))
    }
}

impl Drop for MemoryStore {
    fn drop(&mut self) {
        self.shared.growth.close();
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
            .field("events", &self.shared.lock().len())
            .field("clock", &self.shared.clock)
            .finish_non_exhaustive()
    }
}

impl EventStore for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        Box::pin(async move {
            check_events(&stream, &events, self.limits)?;
            let recorded_at = recording_time(&*self.shared.clock);
            self.shared.change(|log| log.append(stream, expected, events, recorded_at))
        })
    }

    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        Box::pin(async move {
            check_appends(&appends, self.limits)?;
            let recorded_at = recording_time(&*self.shared.clock);
            self.shared.change(|log| log.append_many(appends, recorded_at))
        })
    }

    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        Box::pin(async move {
            let recorded_at = recording_time(&*self.shared.clock);
            self.shared.change(|log| log.delete(&stream, expected, deletion, recorded_at))
        })
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        Box::pin(MemoryRead::of_stream(Arc::clone(&self.shared), read))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        Box::pin(MemoryRead::of_log(Arc::clone(&self.shared), read))
    }

    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription {
        Box::pin(Live::stream(self.reads(), subscribe))
    }

    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription {
        Box::pin(Live::all(self.reads(), subscribe))
    }
}
