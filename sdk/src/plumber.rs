use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use futures_core::Stream;
use uuid::Uuid;

use crate::clock::{Clock, DateTimeOffset, SystemClock};
use crate::error::Error;
use crate::event::{Decoded, EncodeEvent, EventSet, Payload};
use crate::metadata::{Context, HostName, IdSource, Metadata, RandomIds};
use crate::store::{
    Appended, ConnectError, EventStore, EventStream, NewEvent, ReadAll, ReadStream, RecordedEvent,
    Selection,
};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

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
        let id = event.id().unwrap_or_else(|| self.ids.next_id());
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
}

/// A stored event, read through a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<S> {
    /// The event; usually one. See [`Decoded`].
    pub event: Decoded<S>,
    /// The type name that it is stored under.
    pub event_type: Arc<str>,
    /// Its id.
    pub id: Uuid,
    /// The stream that it stands in.
    pub stream: StreamName,
    /// Its place in that stream.
    pub revision: Revision,
    /// Its place in the log, where the engine tells it.
    pub position: Option<Position>,
    /// When the store took it.
    pub recorded_at: DateTimeOffset,
    /// What travelled beside it.
    pub metadata: Metadata,
}

impl<S> Recorded<S> {
    /// A context for events that follow from this one.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::following(self.id, &self.metadata)
    }
}

impl<S: EventSet> TryFrom<RecordedEvent> for Recorded<S> {
    type Error = Error;

    fn try_from(stored: RecordedEvent) -> Result<Self, Error> {
        let metadata = Metadata::parse(&stored.metadata).map_err(|source| Error::Metadata {
            stream: stored.stream.clone(),
            revision: stored.revision,
            source: Box::new(source),
        })?;
        let payload = Payload {
            event_type: &stored.event_type,
            version: metadata.version,
            content_type: stored.content_type,
            data: &stored.data,
        };
        let event = S::decode(&payload).map_err(|source| Error::Decode {
            stream: stored.stream.clone(),
            revision: stored.revision,
            source: Box::new(source),
        })?;
        Ok(Self {
            event,
            event_type: stored.event_type,
            id: stored.id,
            stream: stored.stream,
            revision: stored.revision,
            position: stored.position,
            recorded_at: stored.recorded_at,
            metadata,
        })
    }
}

/// Events as they are read: a [`Stream`], with the two verbs most callers need. The store reads on
/// only as the caller does.
pub struct Events<S> {
    stored: EventStream,
    set: PhantomData<fn() -> S>,
}

impl<S: EventSet> Events<S> {
    fn new(stored: EventStream) -> Self {
        Self { stored, set: PhantomData }
    }

    /// The next event; nothing at the end.
    pub async fn next(&mut self) -> Option<Result<Recorded<S>, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// All events that are left, in memory.
    ///
    /// # Errors
    /// The first that comes.
    pub async fn collect(mut self) -> Result<Vec<Recorded<S>>, Error> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event?);
        }
        Ok(events)
    }
}

impl<S: EventSet> Stream for Events<S> {
    type Item = Result<Recorded<S>, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        let stored = ready!(self.stored.as_mut().poll_next(cx));
        Poll::Ready(stored.map(|stored| stored.map_err(Error::from)?.try_into()))
    }
}

impl<S> std::fmt::Debug for Events<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}
