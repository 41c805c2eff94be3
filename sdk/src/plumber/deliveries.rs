use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Recorded;
use crate::error::Error;
use crate::event::EventSet;
use crate::store::{Delivery, Progress, Subscription};

/// What a subscription gives, read through a set of events.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Delivered<S> {
    /// An event.
    Event(Recorded<S>),
    /// Everything that there was has been given; what comes now is new.
    CaughtUp(Progress),
    /// More was appended than the subscriber took, and it is catching up again.
    FellBehind(Progress),
    /// The filter has dropped everything up to here: a place to resume behind.
    Checkpoint(Progress),
}

/// A subscription through a set of events: a [`Stream`] that ends only with an error of the store. An
/// event that cannot be read is an error too, and the next one follows.
pub struct Deliveries<S> {
    stored: Subscription,
    set: PhantomData<fn() -> S>,
}

impl<S: EventSet> Deliveries<S> {
    pub(super) fn new(stored: Subscription) -> Self {
        Self { stored, set: PhantomData }
    }

    /// What comes next, as soon as it does; nothing after the error that ended the subscription.
    pub async fn next(&mut self) -> Option<Result<Delivered<S>, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next event, whatever else comes before.
    pub async fn next_event(&mut self) -> Option<Result<Recorded<S>, Error>> {
        loop {
            match self.next().await? {
                Ok(Delivered::Event(event)) => return Some(Ok(event)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<S: EventSet> Stream for Deliveries<S> {
    type Item = Result<Delivered<S>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let delivery = ready!(self.stored.as_mut().poll_next(cx));
        Poll::Ready(delivery.map(|delivery| {
            Ok(match delivery? {
                Delivery::Event(event) => Delivered::Event(event.try_into()?),
                Delivery::CaughtUp(progress) => Delivered::CaughtUp(progress),
                Delivery::FellBehind(progress) => Delivered::FellBehind(progress),
                Delivery::Checkpoint(progress) => Delivered::Checkpoint(progress),
            })
        }))
    }
}

impl<S> std::fmt::Debug for Deliveries<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deliveries").finish_non_exhaustive()
    }
}
