//! What an engine implements, and the types that cross that border.
//!
//! The semantics are `KurrentDB`'s, whatever engine stands behind: see [`EventStore`].

mod error;
mod event;
mod read;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

pub use error::{AppendError, ConnectError, ReadError, StorageError};
pub use event::{ContentType, NewEvent, RecordedEvent};
pub use read::{Direction, ReadAll, ReadFrom, ReadStream, Selection};

use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// A boxed future, so that [`EventStore`] can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Events as they are read, at the pace of the reader.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<RecordedEvent, ReadError>> + Send>>;

/// What every engine can do.
///
/// * **Append** writes all events or none, in order, and answers when they are durable. Revisions
///   of a stream count up from 0 without gaps; positions in the log strictly increase.
/// * **Idempotency.** The event id is the key. Appending events that the stream already holds, in
///   the same order, answers as the first append did and writes nothing: with an exact expectation
///   when they stand right behind the expected revision; with [`ExpectedRevision::Any`] or
///   [`ExpectedRevision::Exists`] when the stream holds them anywhere, one behind the other; with
///   [`ExpectedRevision::NoStream`] when they are the stream's first. Some held and some not is
///   a conflict. Ids are compared within one stream: another stream may hold the same id.
/// * **An append without events** only checks the expectation; it answers with the last revision
///   and no position, and creates no stream.
/// * **Reads** give the events in order and hold only a bounded number of them at once. Reading a
///   stream that does not exist is [`ReadError::StreamNotFound`]; an empty category or type is empty.
///   Whoever has read position N will find no event below N that was not there before.
/// * **Cancelling.** A dropped append has written all of its events or none. A dropped read holds
///   nothing.
/// * Nothing here needs a certain async runtime, or any.
pub trait EventStore: fmt::Debug + Send + Sync + 'static {
    /// Appends events to one stream.
    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>>;

    /// Reads one stream.
    fn read_stream(&self, read: ReadStream) -> EventStream;

    /// Reads the whole log, or the part of it that a [`Selection`] names.
    fn read_all(&self, read: ReadAll) -> EventStream;
}

impl<S: EventStore + ?Sized> EventStore for Arc<S> {
    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        (**self).append(stream, expected, events)
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        (**self).read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        (**self).read_all(read)
    }
}

/// The answer to an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The revision of the last event; `None` when no event was given and the stream is empty.
    pub revision: Option<Revision>,
    /// The position of the last event in the log, where the engine tells it; `None` when no event
    /// was given.
    pub position: Option<Position>,
}
