use std::borrow::Cow;

use uuid::Uuid;

use super::value::unix_milliseconds;
use crate::clock::{Clock, DateTimeOffset};
use crate::metadata::{Context, Metadata};
use crate::store::RecordedEvent;
use crate::stream::StreamName;

/// What stands around an event on its way out: which one, of what, when, and because of what.
///
/// ```
/// use plumberd::clock::SystemClock;
/// use plumberd::envelope::Header;
/// use plumberd::metadata::Context;
/// use plumberd::stream::StreamName;
///
/// let stream = StreamName::parse("Account-7")?;
/// let header = Header::new(&Context::new(), &stream, &SystemClock);
/// assert_eq!(header.aggregate_id(), "7");
/// // A new conversation: the event correlates with itself.
/// assert_eq!(header.trace_id().as_deref(), Some(&*header.event_id().to_string()));
///
/// let header = header.with_aggregate_id("eu/7").with_trace_id("0af7651916cd43dd8448eb211c80319c");
/// assert_eq!(header.aggregate_id(), "eu/7");
/// # Ok::<(), plumberd::stream::StreamNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    event_id: Uuid,
    stream: StreamName,
    created: DateTimeOffset,
    origin: Origin,
    aggregate_id: Option<String>,
    trace_id: Option<String>,
}

/// Where the metadata comes from.
#[derive(Debug, Clone, PartialEq)]
enum Origin {
    /// The event is new.
    Context(Context),
    /// The event was stored with it.
    Stored(Box<Metadata>),
}

impl Header {
    /// The header of a new event: with a fresh version 7 id, and the clock's time.
    pub fn new(context: &Context, stream: &StreamName, clock: &dyn Clock) -> Self {
        Self {
            event_id: Uuid::now_v7(),
            stream: stream.clone(),
            created: clock.now(),
            origin: Origin::Context(context.clone()),
            aggregate_id: None,
            trace_id: None,
        }
    }

    /// The header of an event that was stored; its metadata has been read.
    pub(super) fn of_recorded(recorded: &RecordedEvent, metadata: Metadata) -> Self {
        Self {
            event_id: recorded.id,
            stream: recorded.stream.clone(),
            created: metadata.created.unwrap_or(recorded.recorded_at),
            origin: Origin::Stored(Box::new(metadata)),
            aggregate_id: None,
            trace_id: None,
        }
    }

    /// Sets the event's id. An id that the event has itself goes before it.
    #[must_use]
    pub fn with_event_id(mut self, id: Uuid) -> Self {
        self.event_id = id;
        self
    }

    /// Sets the aggregate, which is otherwise the id of the stream.
    #[must_use]
    pub fn with_aggregate_id(mut self, id: impl Into<String>) -> Self {
        self.aggregate_id = Some(id.into());
        self
    }

    /// Sets the trace, which is otherwise the context's correlation id.
    #[must_use]
    pub fn with_trace_id(mut self, id: impl Into<String>) -> Self {
        self.trace_id = Some(id.into());
        self
    }

    /// The event's id.
    pub fn event_id(&self) -> Uuid {
        self.event_id
    }

    /// The stream that the event belongs to.
    pub fn stream(&self) -> &StreamName {
        &self.stream
    }

    /// When the event was made.
    pub fn created(&self) -> DateTimeOffset {
        self.created
    }

    /// When the event was made, in milliseconds since 1970; negative before.
    pub fn timestamp(&self) -> i64 {
        unix_milliseconds(self.created)
    }

    /// What the event is about, for partitioning: the part of the stream's name behind the category,
    /// or the whole name of a stream without one.
    pub fn aggregate_id(&self) -> &str {
        match &self.aggregate_id {
            Some(id) => id,
            None => self.stream.id().unwrap_or(self.stream.as_str()),
        }
    }

    /// What all events of one conversation share; nothing outside of any context.
    pub fn trace_id(&self) -> Option<Cow<'_, str>> {
        match &self.trace_id {
            Some(id) => Some(Cow::Borrowed(id)),
            None => self.metadata(1).correlation_id.map(|id| Cow::Owned(id.to_string())),
        }
    }

    /// The metadata of an event of this version.
    pub fn metadata(&self, version: u32) -> Metadata {
        let mut metadata = match &self.origin {
            Origin::Context(context) => context.metadata(self.event_id, version),
            Origin::Stored(metadata) => (**metadata).clone(),
        };
        metadata.version = version;
        metadata.created = Some(self.created);
        metadata
    }
}
