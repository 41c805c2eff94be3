use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Poll, ready};

use futures_core::Stream;

use super::Recorded;
use crate::error::Error;
use crate::event::EventSet;
use crate::store::EventStream;

/// Events as they are read: a [`Stream`], with the two verbs most callers need. The store reads on
/// only as the caller does.
pub struct Events<S> {
    stored: EventStream,
    set: PhantomData<fn() -> S>,
}

impl<S: EventSet> Events<S> {
    pub(super) fn new(stored: EventStream) -> Self {
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
