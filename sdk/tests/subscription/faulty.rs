//! A store and checkpoints that fail as a test wants it.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use plumberd::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, Delivery, EventStore,
    EventStream, NewEvent, ReadAll, ReadError, ReadStream, StorageError, StreamAppend,
    SubscribeAll, SubscribeFrom, SubscribeStream, Subscription,
};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::subscription::{Checkpoint, CheckpointError, Checkpoints, MemoryCheckpoints};

/// How one subscription ends.
#[derive(Debug, Clone)]
pub(super) enum End {
    Never,
    /// After so many events, with an error or without one.
    After(usize, Option<ReadError>),
}

type FailAppend = dyn Fn(&StreamName, &NewEvent) -> Option<AppendError> + Send + Sync;

/// Stands in front of a store.
pub(super) struct FaultyStore {
    inner: Arc<dyn EventStore>,
    /// How the next subscriptions end; after those, they do not.
    ends: Mutex<VecDeque<End>>,
    /// From where they were.
    pub(super) from: Mutex<Vec<String>>,
    fail_append: Box<FailAppend>,
}

impl FaultyStore {
    pub(super) fn new(inner: &Arc<dyn EventStore>, ends: impl IntoIterator<Item = End>) -> Self {
        Self {
            inner: Arc::clone(inner),
            ends: Mutex::new(ends.into_iter().collect()),
            from: Mutex::default(),
            fail_append: Box::new(|_, _| None),
        }
    }

    pub(super) fn fail_append(
        mut self,
        fail: impl Fn(&StreamName, &NewEvent) -> Option<AppendError> + Send + Sync + 'static,
    ) -> Self {
        self.fail_append = Box::new(fail);
        self
    }

    fn ending(&self, subscription: Subscription, from: String) -> Subscription {
        self.from.lock().unwrap().push(from);
        let end = self.ends.lock().unwrap().pop_front().unwrap_or(End::Never);
        Box::pin(Ending { subscription, end, given: 0 })
    }
}

struct Ending {
    subscription: Subscription,
    end: End,
    given: usize,
}

impl Stream for Ending {
    type Item = Result<Delivery, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let End::After(events, error) = &self.end
            && self.given >= *events
        {
            let error = error.clone();
            self.end = End::After(0, None);
            return Poll::Ready(error.map(Err));
        }
        let next = self.subscription.as_mut().poll_next(cx);
        if let Poll::Ready(Some(Ok(Delivery::Event(_)))) = &next {
            self.given += 1;
        }
        next
    }
}

impl fmt::Debug for FaultyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultyStore").field("inner", &self.inner).finish_non_exhaustive()
    }
}

pub(super) fn locked() -> StorageError {
    StorageError::Locked { place: "events.db".into(), reason: "busy".into() }
}

/// An error that may go away.
pub(super) fn lost() -> ReadError {
    ReadError::Storage { what: "the log".into(), source: locked() }
}

fn from_text<T: fmt::Debug>(from: &SubscribeFrom<T>) -> String {
    format!("{from:?}")
}

impl EventStore for FaultyStore {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        let error = events.iter().find_map(|event| (self.fail_append)(&stream, event));
        match error {
            Some(error) => Box::pin(async move { Err(error) }),
            None => self.inner.append(stream, expected, events),
        }
    }

    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        self.inner.append_many(appends)
    }

    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        self.inner.delete(stream, expected, deletion)
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        self.inner.read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        self.inner.read_all(read)
    }

    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription {
        let from = from_text(&subscribe.from);
        self.ending(self.inner.subscribe_stream(subscribe), from)
    }

    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription {
        let from = from_text(&subscribe.from);
        self.ending(self.inner.subscribe_all(subscribe), from)
    }
}

/// Checkpoints in memory that note what is stored, and fail when asked to.
#[derive(Debug, Default)]
pub(super) struct NotedCheckpoints {
    pub(super) inner: MemoryCheckpoints,
    pub(super) stored: Mutex<Vec<Checkpoint>>,
    /// What the next attempts to store give.
    pub(super) failures: Mutex<VecDeque<CheckpointError>>,
}

impl NotedCheckpoints {
    pub(super) fn failing(failures: impl IntoIterator<Item = CheckpointError>) -> Self {
        Self { failures: Mutex::new(failures.into_iter().collect()), ..Self::default() }
    }

    pub(super) fn revisions(&self) -> Vec<String> {
        self.stored.lock().unwrap().iter().map(|stored| stored.place.to_string()).collect()
    }
}

impl Checkpoints for NotedCheckpoints {
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>> {
        self.inner.load(subscription)
    }

    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>> {
        if let Some(failure) = self.failures.lock().unwrap().pop_front() {
            return Box::pin(async move { Err(failure) });
        }
        self.stored.lock().unwrap().push(checkpoint.clone());
        self.inner.store(subscription, previous, checkpoint)
    }

    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>> {
        self.inner.remove(subscription)
    }
}
