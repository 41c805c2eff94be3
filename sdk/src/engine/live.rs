//! Subscriptions of the embedded engines: reads, one after the other, and a wait in between. Nothing
//! is buffered but the page of the read, so a slow subscriber holds nobody up, and reads later what it
//! did not take.

mod begin;
mod target;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use self::begin::Begin;
use self::target::{Look, Target};
use super::growth::{Closed, Growth, Watch};
use crate::clock::Clock;
use crate::store::{
    Delivery, EventStream, Progress, ReadAll, ReadError, ReadStream, StorageError, SubscribeAll,
    SubscribeStream,
};
use crate::stream::Position;

/// When a subscriber that was up to date has to take more events than this at once, it is told that it
/// fell behind.
const BEHIND: u32 = 256;
/// Dropped events after which a subscription lets others use the thread.
const DROPPED_AT_ONCE: u32 = 1024;

/// What a subscription needs of an engine: the part of it that reads, without the handle whose drop
/// closes the store.
pub(crate) trait LiveSource: Send + Sync + 'static {
    fn read_stream(&self, read: ReadStream) -> EventStream;

    /// A read that begins now sees everything up to the position of [`growth`](Self::growth).
    fn read_all(&self, read: ReadAll) -> EventStream;

    /// How far the log reaches.
    fn growth(&self) -> &Arc<Growth>;

    fn clock(&self) -> &dyn Clock;

    /// What errors call the store.
    fn place(&self) -> String;
}

/// A subscription.
pub(crate) struct Live<S> {
    source: Arc<S>,
    target: Target,
    /// Tells when there is something new.
    watch: Watch,
    /// Everything in the log up to here has been looked at.
    seen: u64,
    /// Whether the last news was that the subscriber is up to date.
    caught_up: bool,
    /// Events looked at since then.
    behind: u32,
    /// What comes before the next event.
    news: VecDeque<Delivery>,
    state: State,
}

enum State {
    /// Where to begin is not known yet.
    Begin(Begin),
    /// Reads what there is. Before the read began, the log reached up to a position.
    Reading {
        events: EventStream,
        until: u64,
    },
    Waiting,
    Done,
}

impl<S: LiveSource> Live<S> {
    /// A subscription to a stream. An append after this call is given, even if nobody polls before.
    pub(crate) fn stream(source: Arc<S>, subscribe: SubscribeStream) -> Self {
        let end = source.growth().position();
        let (target, begin) = Target::stream(subscribe, end);
        Self::new(source, target, begin)
    }

    /// A subscription to the log or a part of it.
    pub(crate) fn all(source: Arc<S>, subscribe: SubscribeAll) -> Self {
        let end = source.growth().position();
        let (target, begin) = Target::log(subscribe, end);
        Self::new(source, target, begin)
    }

    fn new(source: Arc<S>, target: Target, begin: Begin) -> Self {
        let (watch, state) = (source.growth().watch(target.topic()), State::Begin(begin));
        let news = VecDeque::new();
        Self { source, target, watch, seen: 0, caught_up: false, behind: 0, news, state }
    }

    fn progress(&self) -> Progress {
        let position = (self.seen > 0).then(|| Position::single(self.seen));
        self.target.progress(position, self.source.clock().now())
    }

    /// Begins a read, if there may be something to read.
    fn read(&mut self) {
        let until = self.source.growth().position();
        self.behind = 0;
        match self.target.read(&*self.source, self.seen, until) {
            Some(events) => self.state = State::Reading { events, until },
            None => self.up_to_date(until),
        }
    }

    /// Everything that there was before the read has been given.
    fn up_to_date(&mut self, until: u64) {
        self.seen = self.seen.max(until);
        if !self.caught_up {
            if self.target.take_dropped() {
                self.news.push_back(Delivery::Checkpoint(self.progress()));
            }
            self.news.push_back(Delivery::CaughtUp(self.progress()));
            self.caught_up = true;
        }
        self.state = State::Waiting;
    }

    /// Ends with an error.
    fn fail(&mut self, error: ReadError) -> Poll<Option<Result<Delivery, ReadError>>> {
        self.state = State::Done;
        self.news.clear();
        Poll::Ready(Some(Err(error)))
    }
}

impl<S: LiveSource> Stream for Live<S> {
    type Item = Result<Delivery, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut dropped = 0;
        loop {
            if let Some(news) = this.news.pop_front() {
                return Poll::Ready(Some(Ok(news)));
            }
            match &mut this.state {
                State::Done => return Poll::Ready(None),
                State::Begin(begin) => {
                    match ready!(begin.poll(&mut this.target, &*this.source, context)) {
                        Ok(seen) => {
                            this.seen = seen;
                            this.read();
                        }
                        Err(error) => return this.fail(error),
                    }
                }
                State::Waiting => match ready!(this.watch.poll_beyond(this.seen, context)) {
                    Ok(()) => this.read(),
                    Err(Closed) => {
                        let source = StorageError::Closed { place: this.source.place() };
                        let what = this.target.to_string();
                        return this.fail(ReadError::Storage { what, source });
                    }
                },
                State::Reading { events, until } => {
                    let until = *until;
                    match ready!(events.as_mut().poll_next(context)) {
                        // A stream that is not there may come, or come back.
                        None | Some(Err(ReadError::StreamNotFound { .. })) => {
                            this.up_to_date(until);
                        }
                        Some(Err(error)) => return this.fail(error),
                        Some(Ok(event)) => {
                            if this.caught_up && this.behind == BEHIND {
                                this.caught_up = false;
                                this.news.push_back(Delivery::FellBehind(this.progress()));
                            }
                            this.behind = this.behind.saturating_add(1);
                            let position = event.read_position().map_or(0, |at| at.commit);
                            let look = match this.target.look_at(&event) {
                                Ok(look) => look,
                                Err(error) => return this.fail(error),
                            };
                            this.seen = this.seen.max(position);
                            match look {
                                Look::Give if this.news.is_empty() => {
                                    return Poll::Ready(Some(Ok(Delivery::Event(event))));
                                }
                                Look::Give => this.news.push_back(Delivery::Event(event)),
                                Look::Drop => {}
                                Look::Checkpoint => {
                                    this.news.push_back(Delivery::Checkpoint(this.progress()));
                                }
                            }
                            if look != Look::Give {
                                dropped += 1;
                                if dropped >= DROPPED_AT_ONCE && this.news.is_empty() {
                                    context.waker().wake_by_ref();
                                    return Poll::Pending;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
