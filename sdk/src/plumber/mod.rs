mod append_many;
mod deliveries;
mod events;
mod recorded;
mod stream_metadata;

use std::sync::Arc;

use uuid::Uuid;

pub use append_many::AppendMany;
pub use deliveries::{Delivered, Deliveries};
pub use events::Events;
pub use recorded::Recorded;
pub use stream_metadata::RecordedMetadata;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::{EncodeEvent, EventSet};
use crate::metadata::{Context, HostName, IdSource, RandomIds};
use crate::store::{
    Appended, ConnectError, Deleted, Deletion, EventStore, NewEvent, ReadAll, ReadStream,
    Selection, SubscribeAll, SubscribeStream,
};
use crate::stream::{ExpectedRevision, StreamName};

/// The front door: typed events in, typed events out.
///
/// ```
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent};
/// use plumberd::store::ReadStream;
///
/// #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
/// #[event(category = "Task", version = "v1")]
/// struct TaskCreated { title: String }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let stream = TaskCreated::stream(7);
/// plumber.append(&stream, ExpectedRevision::NoStream, [TaskCreated { title: "write".into() }]).await?;
///
/// let events = plumber.read::<TaskCreated>(ReadStream::forwards(stream)).collect().await?;
/// assert_eq!(events[0].event.clone().into_one(), Some(TaskCreated { title: "write".into() }));
/// # Ok::<(), plumberd::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Plumber {
    store: Arc<dyn EventStore>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    host: Option<String>,
}

impl Plumber {
    /// Opens the store that a URL names: `memory:`, `sqlite:events.db`.
    ///
    /// # Errors
    /// When the URL is malformed, or the store cannot be opened.
    #[allow(clippy::unused_async, reason = "engines on the network connect here")]
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        crate::engine::connect(url).map(Self::new)
    }

    /// Stands in front of a store that is open.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self {
            store,
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            host: HostName::Machine.resolve(),
        }
    }

    /// Takes `Created` from another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes ids from another source.
    #[must_use]
    pub fn with_ids(mut self, ids: impl IdSource) -> Self {
        self.ids = Arc::new(ids);
        self
    }

    /// Writes another `ClientHostName`, or none.
    #[must_use]
    pub fn with_host_name(mut self, host: &HostName) -> Self {
        self.host = host.resolve();
        self
    }

    fn next_id(&self) -> Uuid {
        self.ids.next_id()
    }

    /// The store behind.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// Appends events to a stream, all or none. They begin a conversation of their own; see
    /// [`append_in`](Self::append_in) for events that follow from others.
    ///
    /// # Errors
    /// When an event cannot be written, or the store refuses it. Nothing is appended then.
    pub async fn append<E: EncodeEvent>(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Appended, Error> {
        self.append_in(&Context::new(), stream, expected, events).await
    }

    /// Appends events that belong to a context.
    ///
    /// # Errors
    /// As [`append`](Self::append).
    pub async fn append_in<E: EncodeEvent>(
        &self,
        context: &Context,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Appended, Error> {
        let events = events
            .into_iter()
            .map(|event| self.prepare(context, stream, &event))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(self.store.append(stream.clone(), expected, events).await?)
    }

    /// Appends events to many streams, all or none; see [`AppendMany`]. They begin a conversation of
    /// their own.
    pub fn append_many(&self) -> AppendMany<'_> {
        self.append_many_in(Context::new())
    }

    /// Appends events that belong to a context to many streams, all or none.
    pub fn append_many_in(&self, context: Context) -> AppendMany<'_> {
        AppendMany::new(self, context)
    }

    /// Hides all events of a stream. The next append brings it back without them.
    ///
    /// # Errors
    /// When the stream is not as expected, or was never there.
    pub async fn delete(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
    ) -> Result<Deleted, Error> {
        Ok(self.store.delete(stream.clone(), expected, Deletion::Soft).await?)
    }

    /// Ends a stream for ever: nobody can read it or append to it again, under its name.
    ///
    /// # Errors
    /// When the stream is not as expected.
    pub async fn tombstone(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
    ) -> Result<Deleted, Error> {
        Ok(self.store.delete(stream.clone(), expected, Deletion::Tombstone).await?)
    }

    /// Encodes an event and its metadata as [`append`](Self::append) does, for those who hand it to a
    /// store or a broker themselves.
    ///
    /// # Errors
    /// When a field's value cannot be written.
    pub fn prepare<E: EncodeEvent>(
        &self,
        context: &Context,
        stream: &StreamName,
        event: &E,
    ) -> Result<NewEvent, Error> {
        let failed = |source| Error::Encode { stream: stream.clone(), source: Box::new(source) };
        // The same id in the payload, in the store and in the metadata makes a retry idempotent.
        let id = event.id().unwrap_or_else(|| self.next_id());
        let mut data = Vec::with_capacity(256);
        event.encode(id, &mut data).map_err(failed)?;
        let mut metadata = context.metadata(id, event.version());
        metadata.created = Some(self.clock.now());
        metadata.client_host_name.clone_from(&self.host);
        Ok(NewEvent {
            id,
            event_type: event.event_type().into(),
            content_type: event.content_type(),
            data: data.into(),
            metadata: metadata.to_vec().map_err(failed)?.into(),
        })
    }

    /// Reads one stream through a set of events, or one event type.
    #[must_use]
    pub fn read<S: EventSet>(&self, read: ReadStream) -> Events<S> {
        Events::new(self.store.read_stream(read))
    }

    /// Reads the log, a category or a type through a set of events.
    #[must_use]
    pub fn read_all<S: EventSet>(&self, read: ReadAll) -> Events<S> {
        Events::new(self.store.read_all(read))
    }

    /// Reads all events of one type, oldest first.
    #[must_use]
    pub fn read_type<E: crate::Event + EventSet>(&self) -> Events<E> {
        self.read_all(ReadAll::forwards(Selection::EventType(E::TYPE.into())))
    }

    /// Reads one stream through a set of events, and goes on with what is appended.
    ///
    /// ```
    /// use plumberd::{Delivered, Event, ExpectedRevision, Plumber, PlumberdEvent};
    /// use plumberd::store::SubscribeStream;
    ///
    /// #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
    /// #[event(category = "Task", version = "v1")]
    /// struct TaskCreated { title: String }
    ///
    /// # plumberd::testing::block_on(async {
    /// let plumber = Plumber::connect("memory:").await?;
    /// let stream = TaskCreated::stream(7);
    /// let mut tasks = plumber.subscribe::<TaskCreated>(SubscribeStream::from_start(stream.clone()));
    /// assert!(matches!(tasks.next().await, Some(Ok(Delivered::CaughtUp(_)))));
    ///
    /// plumber.append(&stream, ExpectedRevision::Any, [TaskCreated { title: "write".into() }]).await?;
    /// let task = tasks.next_event().await.expect("a subscription goes on")?;
    /// assert_eq!(task.event.into_one(), Some(TaskCreated { title: "write".into() }));
    /// # Ok::<(), plumberd::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// This is the plain stream. Most programs want checkpoints and a policy for errors beside it:
    /// [`subscription`](Self::subscription).
    #[must_use]
    pub fn subscribe<S: EventSet>(&self, subscribe: SubscribeStream) -> Deliveries<S> {
        Deliveries::new(self.store.subscribe_stream(subscribe))
    }

    /// Reads the log or a part of it through a set of events, and goes on with what is appended.
    #[must_use]
    pub fn subscribe_all<S: EventSet>(&self, subscribe: SubscribeAll) -> Deliveries<S> {
        Deliveries::new(self.store.subscribe_all(subscribe))
    }
}
