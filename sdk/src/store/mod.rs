//! What an engine implements, and the types that cross that border.
//!
//! The semantics are `KurrentDB`'s, whatever engine stands behind: see [`EventStore`].

mod append;
mod capabilities;
mod error;
mod event;
mod filter;
mod lease;
mod metadata;
mod read;
mod subscribe;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

pub use append::{Appended, Deleted, Deletion, StreamAppend};
pub use capabilities::Capabilities;
pub use error::{AppendError, ConnectError, ReadError, StorageError};
pub use event::{ContentType, Link, NewEvent, RecordedEvent};
pub use filter::{Filter, FilterError, FilterOn};
pub use lease::GroupsLease;
pub use metadata::{DELETED, METADATA_TYPE, StreamMetadata, StreamMetadataError};
pub use read::{Direction, ReadAll, ReadFrom, ReadStream, Selection};
pub use subscribe::{
    Delivery, Progress, SubscribeAll, SubscribeFrom, SubscribeStream, Subscription,
};

use crate::stream::{ExpectedRevision, StreamName};

/// A boxed future, so that [`EventStore`] can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Events as they are read, at the pace of the reader.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<RecordedEvent, ReadError>> + Send>>;

/// What every engine can do.
///
/// * **Append** writes all events or none, in order, and answers when they are durable. Revisions
///   of a stream count up from 0 without gaps; positions in the log strictly increase. An append to
///   many streams is all or nothing too.
/// * **Idempotency** is `KurrentDB`'s. An append whose exact expectation (or [`ExpectedRevision::NoStream`])
///   lies behind the stream is a retry when the stream holds its ids right behind the expected
///   revision: it answers as the first append did and writes nothing. With [`ExpectedRevision::Any`]
///   or [`ExpectedRevision::Exists`] it is a retry when the stream holds all of its ids anywhere; when
///   it does not hold the first, everything is written; else it is a conflict. Ids are compared within
///   one stream, and are not unique by themselves.
/// * **An append without events** only checks the expectation; it answers with the last revision
///   and no position, and creates no stream.
/// * **Reads** give the events in order and hold only a bounded number of them at once. Reading a
///   stream that does not exist is [`ReadError::StreamNotFound`]; an empty category or type is empty.
///   Whoever has read position N will find no event below N that was not there before.
/// * **Hidden events.** What [`StreamMetadata`] or a deletion hides is not in reads of the stream, nor
///   of its category, types and correlations. The log ([`Selection::All`]) shows it until it is
///   scavenged.
/// * **Subscriptions** begin behind the given place, give what there is and then what comes, with no gap
///   and no duplicate, and hold only a bounded number of events, however slow the subscriber.
/// * **Cancelling.** A dropped append has written all of its events or none. A dropped read or
///   subscription holds nothing.
/// * Nothing here needs a certain async runtime, or any.
pub trait EventStore: fmt::Debug + Send + Sync + 'static {
    /// What the engine can do.
    fn capabilities(&self) -> Capabilities;

    /// Appends events to one stream.
    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>>;

    /// Appends events to many streams, all or none. The answers are in the order of the appends.
    ///
    /// A stream may come more than once; the later append expects what the earlier one leaves. It is
    /// a retry as a whole or not at all.
    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>>;

    /// Deletes a stream. One that never was cannot be deleted softly, whatever is expected; it can be
    /// tombstoned, and then never will be.
    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>>;

    /// Reads one stream.
    fn read_stream(&self, read: ReadStream) -> EventStream;

    /// Reads the whole log, or the part of it that a [`Selection`] names.
    fn read_all(&self, read: ReadAll) -> EventStream;

    /// Reads one stream and goes on with what is appended.
    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription;

    /// Reads the log or a part of it and goes on with what is appended.
    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription;

    /// Makes whoever asks the only host of the [consumer groups](crate::group) of these events, until
    /// the lease is dropped.
    ///
    /// A group hands out events from the memory of its host, so two hosts would hand out each event
    /// twice and overwrite each other's checkpoints. An engine whose events another process can
    /// reach has to refuse with [`StorageError::Locked`] while that one holds the lease, and to let it
    /// go when the holder dies. The default suits an engine whose events are its own process's alone.
    ///
    /// # Errors
    /// When another host holds the lease, or the storage failed.
    fn host_groups(&self) -> Result<GroupsLease, StorageError> {
        Ok(GroupsLease::default())
    }
}

impl<S: EventStore + ?Sized> EventStore for Arc<S> {
    fn capabilities(&self) -> Capabilities {
        (**self).capabilities()
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        (**self).append(stream, expected, events)
    }

    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        (**self).append_many(appends)
    }

    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        (**self).delete(stream, expected, deletion)
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        (**self).read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        (**self).read_all(read)
    }

    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription {
        (**self).subscribe_stream(subscribe)
    }

    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription {
        (**self).subscribe_all(subscribe)
    }

    fn host_groups(&self) -> Result<GroupsLease, StorageError> {
        (**self).host_groups()
    }
}
