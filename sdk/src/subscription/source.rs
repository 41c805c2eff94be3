use std::sync::Arc;

use crate::store::{
    EventStore, Progress, ReadAll, ReadError, ReadStream, RecordedEvent, Selection, SubscribeAll,
    SubscribeFrom, SubscribeStream,
};
use crate::stream::{Category, StreamName};
use crate::testing::next;

use super::checkpoint::{Checkpoint, Place};

/// What a subscription reads, and where it begins when it has no checkpoint yet.
///
/// A stream name, a [`Category`] and a [`Selection`] are sources that begin at the start;
/// [`SubscribeStream`] and [`SubscribeAll`] say more.
///
/// ```
/// use plumberd::store::{Filter, Selection, SubscribeAll};
/// use plumberd::stream::{Category, Position};
/// use plumberd::subscription::Source;
///
/// let category = Source::from(Category::from_static("Task"));
/// let new_tasks = Source::event_type("TaskCreated").from_end();
/// let filtered = Source::from(
///     SubscribeAll::from_start(Selection::All).filter(Filter::stream_prefixes(["Task-", "User-"])),
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Source {
    /// One stream. Its checkpoints are revisions.
    Stream(SubscribeStream),
    /// The log, or a part of it. Its checkpoints are positions.
    Log(SubscribeAll),
}

impl Source {
    /// The whole log.
    pub fn all() -> Self {
        Selection::All.into()
    }

    /// All events of a type.
    pub fn event_type(name: impl Into<Arc<str>>) -> Self {
        Selection::EventType(name.into()).into()
    }

    /// Begins with the next event that is appended, when the subscription runs for the first time.
    pub fn from_end(mut self) -> Self {
        match &mut self {
            Self::Stream(subscribe) => subscribe.from = SubscribeFrom::End,
            Self::Log(subscribe) => subscribe.from = SubscribeFrom::End,
        }
        self
    }

    /// Where the subscription begins without a checkpoint. The end is made a place, so that nothing
    /// is lost when the connection is.
    pub(super) async fn beginning(&self, store: &dyn EventStore) -> Result<Place, ReadError> {
        match self {
            Self::Stream(SubscribeStream { from: SubscribeFrom::End, .. })
            | Self::Log(SubscribeAll { from: SubscribeFrom::End, .. }) => self.head(store).await,
            Self::Stream(SubscribeStream {
                from: SubscribeFrom::After(revision), stream, ..
            }) => Ok(Place::InStream { stream: stream.clone(), after: Some(*revision) }),
            Self::Log(SubscribeAll { from: SubscribeFrom::After(position), .. }) => {
                Ok(Place::InLog { after: Some(*position) })
            }
            _ => Ok(self.start()),
        }
    }

    /// Whether it begins at the end.
    pub(super) fn is_from_end(&self) -> bool {
        matches!(
            self,
            Self::Stream(SubscribeStream { from: SubscribeFrom::End, .. })
                | Self::Log(SubscribeAll { from: SubscribeFrom::End, .. })
        )
    }

    fn start(&self) -> Place {
        match self {
            Self::Stream(subscribe) => {
                Place::InStream { stream: subscribe.stream.clone(), after: None }
            }
            Self::Log(_) => Place::InLog { after: None },
        }
    }

    /// The place of the newest event of the stream or of the whole log.
    pub(super) async fn head(&self, store: &dyn EventStore) -> Result<Place, ReadError> {
        let mut events = match self {
            Self::Stream(subscribe) => {
                store.read_stream(ReadStream::backwards(subscribe.stream.clone()).limit(1))
            }
            Self::Log(_) => store.read_all(ReadAll::backwards(Selection::All).limit(1)),
        };
        match next(&mut events).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => Ok(self.start()),
            Some(Ok(event)) => Ok(self.place_of(&event).unwrap_or_else(|| self.start())),
            Some(Err(error)) => Err(error),
        }
    }

    /// Subscribes behind a place.
    pub(super) fn open(&self, store: &dyn EventStore, place: &Place) -> crate::store::Subscription {
        match (self, place) {
            (Self::Stream(subscribe), Place::InStream { after, .. }) => {
                let from = after.map_or(SubscribeFrom::Start, SubscribeFrom::After);
                store.subscribe_stream(subscribe.clone().from(from))
            }
            (Self::Log(subscribe), Place::InLog { after }) => {
                let from = after.map_or(SubscribeFrom::Start, SubscribeFrom::After);
                store.subscribe_all(subscribe.clone().from(from))
            }
            // `accepts` has refused such a place.
            (Self::Stream(subscribe), _) => store.subscribe_stream(subscribe.clone()),
            (Self::Log(subscribe), _) => store.subscribe_all(subscribe.clone()),
        }
    }

    /// Whether a place is one of this source: that of another one means nothing here.
    pub(super) fn accepts(&self, place: &Place) -> bool {
        place.partial_cmp(&self.start()).is_some()
    }

    /// The place of an event; `None` when the engine tells no positions.
    pub(super) fn place_of(&self, event: &RecordedEvent) -> Option<Place> {
        match self {
            Self::Stream(subscribe) => Some(Place::InStream {
                stream: subscribe.stream.clone(),
                after: Some(event.read_revision()),
            }),
            Self::Log(_) => {
                event.read_position().map(|position| Place::InLog { after: Some(position) })
            }
        }
    }

    /// The place up to which a filter has dropped everything.
    pub(super) fn place_of_progress(&self, progress: &Progress) -> Option<Place> {
        match self {
            Self::Stream(subscribe) => progress.revision.map(|revision| Place::InStream {
                stream: subscribe.stream.clone(),
                after: Some(revision),
            }),
            Self::Log(_) => {
                progress.position.map(|position| Place::InLog { after: Some(position) })
            }
        }
    }

    /// Whether the store has another event at the checkpoint than the one that was handled. An event
    /// that is hidden or gone proves nothing.
    pub(super) async fn contradicts(
        &self,
        store: &dyn EventStore,
        checkpoint: &Checkpoint,
    ) -> Result<bool, ReadError> {
        let Some(id) = checkpoint.event else { return Ok(false) };
        let mut events = match &checkpoint.place {
            Place::InStream { stream, after: Some(revision) } => store.read_stream(
                ReadStream::forwards(stream.clone()).from_revision(*revision).limit(1),
            ),
            Place::InLog { after: Some(position) } => {
                store.read_all(ReadAll::forwards(Selection::All).from_position(*position).limit(1))
            }
            _ => return Ok(false),
        };
        match next(&mut events).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => Ok(false),
            Some(Ok(event)) => {
                let there = self.place_of(&event).as_ref() == Some(&checkpoint.place);
                Ok(there && event.id != id)
            }
            Some(Err(error)) => Err(error),
        }
    }
}

/// The id of what was read: the link's, if one led to the event.
pub(super) fn read_id(event: &RecordedEvent) -> uuid::Uuid {
    event.link.as_ref().map_or(event.id, |link| link.id)
}

/// Whether an event is one that subscriptions themselves write: it would lead to another one, and so
/// on for ever.
pub(super) fn is_bookkeeping(event: &RecordedEvent) -> bool {
    const PREFIX: &str = "$plumberd-";
    let stream = event.link.as_ref().map_or(&event.stream, |link| &link.stream);
    let stream = stream.as_str();
    event.event_type.starts_with(PREFIX)
        || stream.starts_with(PREFIX)
        || stream.strip_prefix("$$").is_some_and(|stream| stream.starts_with(PREFIX))
}

impl From<StreamName> for Source {
    fn from(stream: StreamName) -> Self {
        Self::Stream(SubscribeStream::from_start(stream))
    }
}

impl From<Category> for Source {
    fn from(category: Category) -> Self {
        Selection::Category(category).into()
    }
}

impl From<Selection> for Source {
    fn from(selection: Selection) -> Self {
        Self::Log(SubscribeAll::from_start(selection))
    }
}

impl From<SubscribeStream> for Source {
    fn from(subscribe: SubscribeStream) -> Self {
        Self::Stream(subscribe)
    }
}

impl From<SubscribeAll> for Source {
    fn from(subscribe: SubscribeAll) -> Self {
        Self::Log(subscribe)
    }
}
