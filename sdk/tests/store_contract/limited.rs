//! An engine that can do nothing but the basics, as one behind an old server. The cases that ask for
//! more are skipped, and what it lacks is an error that says so.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use plumberd::engine::memory::MemoryStore;
use plumberd::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, EventStore, EventStream,
    NewEvent, ReadAll, ReadError, ReadStream, Selection, StreamAppend, SubscribeAll,
    SubscribeStream, Subscription,
};
use plumberd::stream::{ExpectedRevision, StreamName};

#[derive(Debug, Default)]
pub(crate) struct Limited(MemoryStore);

/// A stream that says what is lacking, and ends.
struct Lacks<T>(Option<&'static str>, PhantomData<fn() -> T>);

fn lacks<T: 'static>(capability: &'static str) -> Pin<Box<Lacks<T>>> {
    Box::pin(Lacks(Some(capability), PhantomData))
}

impl<T> Stream for Lacks<T> {
    type Item = Result<T, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let capability = self.0.take();
        Poll::Ready(capability.map(|capability| Err(ReadError::NotSupported { capability })))
    }
}

impl EventStore for Limited {
    fn capabilities(&self) -> Capabilities {
        Capabilities::NONE
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        self.0.append(stream, expected, events)
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

    fn read_stream(&self, read: ReadStream) -> EventStream {
        self.0.read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        if read.filter.is_some() {
            return lacks("filters");
        }
        match read.selection {
            Selection::Correlation(_) => lacks("correlation index"),
            _ => self.0.read_all(read),
        }
    }

    fn subscribe_stream(&self, _: SubscribeStream) -> Subscription {
        lacks("subscriptions")
    }

    fn subscribe_all(&self, _: SubscribeAll) -> Subscription {
        lacks("subscriptions")
    }
}
