use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::log::{Log, Places};
use super::shared::Shared;
use crate::clock::DateTimeOffset;
use crate::engine::describe::describe;
use crate::engine::virtual_stream::{VirtualStream, link_to, resolved};
use crate::engine::visibility::Truncation;
use crate::store::{
    Direction, Filter, Link, ReadAll, ReadError, ReadFrom, ReadStream, RecordedEvent, Selection,
};
use crate::stream::StreamName;

/// Events taken from the log under one lock: enough to make the lock cheap, few enough to let
/// writers in between.
const PAGE: usize = 256;
/// Events looked at under one lock, if most of them are not wanted.
const LOOKED_AT: usize = 4096;

/// A read under way. It goes on behind the last event that it looked at, so it needs no snapshot.
pub(super) struct MemoryRead {
    shared: Arc<Shared>,
    what: What,
    filter: Option<Filter>,
    resolve_links: bool,
    direction: Direction,
    next: Next,
    /// Events still wanted.
    left: u64,
    page: VecDeque<RecordedEvent>,
}

enum What {
    Stream(StreamName),
    Virtual(StreamName, VirtualStream),
    Log(Selection),
}

/// Where the next page begins, counted in selected events.
enum Next {
    /// At a revision of the stream, or a position of the log.
    From(ReadFrom<u64>),
    /// At this one.
    Nth(usize),
    Done,
}

impl MemoryRead {
    pub(super) fn of_stream(shared: Arc<Shared>, read: ReadStream) -> Self {
        let what = match VirtualStream::parse(&read.stream) {
            Some(virtual_stream) => What::Virtual(read.stream, virtual_stream),
            None => What::Stream(read.stream),
        };
        Self::new(shared, what, read.direction, read.from, read.limit)
            .with(None, read.resolve_links)
    }

    pub(super) fn of_log(shared: Arc<Shared>, read: ReadAll) -> Self {
        let from = match read.from {
            ReadFrom::Start => ReadFrom::Start,
            ReadFrom::End => ReadFrom::End,
            ReadFrom::At(position) => ReadFrom::At(position.commit),
        };
        Self::new(shared, What::Log(read.selection), read.direction, from, read.limit)
            .with(read.filter, read.resolve_links)
    }

    fn new(
        shared: Arc<Shared>,
        what: What,
        direction: Direction,
        from: ReadFrom<u64>,
        limit: Option<u64>,
    ) -> Self {
        let left = limit.unwrap_or(u64::MAX);
        let (direction, left) = match (direction, from) {
            // The oldest event, and then there is no other.
            (Direction::Backwards, ReadFrom::Start) => (Direction::Forwards, left.min(1)),
            _ => (direction, left),
        };
        let (next, page) = (Next::From(from), VecDeque::new());
        Self { shared, what, filter: None, resolve_links: false, direction, next, left, page }
    }

    fn with(self, filter: Option<Filter>, resolve_links: bool) -> Self {
        Self { filter, resolve_links, ..self }
    }

    /// Takes a page; the copies share their payloads with the log.
    fn fill(&mut self) -> Result<(), ReadError> {
        let shared = Arc::clone(&self.shared);
        let now = shared.now();
        let log = shared.lock();
        let (places, truncation) = match &self.what {
            What::Log(selection) => (log.select(selection), Truncation::NONE),
            What::Stream(stream) => log.stream(stream)?,
            What::Virtual(stream, virtual_stream) => match log.select_virtual(virtual_stream) {
                places if places.len() == 0 => {
                    return Err(ReadError::StreamNotFound { stream: stream.clone() });
                }
                places => (places, Truncation::NONE),
            },
        };
        // Only a stream of its own hides a part of it by number.
        let last = (places.len() as u64).saturating_sub(1);
        let first_visible = clamp(truncation.first_visible(last));
        let first = match self.next {
            Next::Done => None,
            Next::Nth(nth) => Some(nth),
            Next::From(from) => self.first(places, from),
        };
        self.next = Next::Done;
        let Some(mut nth) = first else { return Ok(()) };
        if self.direction == Direction::Forwards {
            nth = nth.max(first_visible);
        }
        for _ in 0..LOOKED_AT {
            let event = places.nth(nth).and_then(|place| log.event(place));
            let Some(event) = event.filter(|_| self.left > 0 && nth >= first_visible) else {
                return Ok(());
            };
            if !truncation.is_expired(event.recorded_at, now)
                && self.wants(event)?
                && let Some(event) = self.show(&log, nth, event, now)
            {
                self.page.push_back(event);
                self.left -= 1;
            }
            nth = match self.direction {
                Direction::Forwards => nth + 1,
                Direction::Backwards => match nth.checked_sub(1) {
                    Some(before) => before,
                    None => return Ok(()),
                },
            };
            if self.page.len() == PAGE {
                break;
            }
        }
        self.next = Next::Nth(nth);
        Ok(())
    }

    fn first(&self, places: Places<'_>, from: ReadFrom<u64>) -> Option<usize> {
        let len = places.len();
        match (self.direction, from) {
            (_, ReadFrom::Start) => Some(0),
            (Direction::Forwards, ReadFrom::End) => None,
            (Direction::Backwards, ReadFrom::End) => len.checked_sub(1),
            (Direction::Forwards, ReadFrom::At(at)) => Some(match self.what {
                What::Stream(_) | What::Virtual(..) => clamp(at),
                What::Log(_) => places.before(clamp(at.saturating_sub(1))),
            }),
            (Direction::Backwards, ReadFrom::At(at)) => match self.what {
                What::Stream(_) | What::Virtual(..) => {
                    len.checked_sub(1).map(|last| last.min(clamp(at)))
                }
                What::Log(_) => places.before(clamp(at)).checked_sub(1),
            },
        }
    }

    fn wants(&self, event: &RecordedEvent) -> Result<bool, ReadError> {
        let (Some(filter), What::Log(selection)) = (&self.filter, &self.what) else {
            return Ok(true);
        };
        filter
            .takes(event)
            .map_err(|source| ReadError::Filter { what: describe(selection), source })
    }

    /// The event as the read gives it; `None` when it is hidden.
    fn show(
        &self,
        log: &Log,
        nth: usize,
        event: &RecordedEvent,
        now: DateTimeOffset,
    ) -> Option<RecordedEvent> {
        match &self.what {
            What::Log(Selection::All) | What::Stream(_) => {}
            What::Log(_) => {
                if !log.shows(event, now) {
                    return None;
                }
            }
            What::Virtual(stream, _) => {
                let link = link_to(stream, nth as u64, event);
                if !self.resolve_links {
                    return Some(link);
                }
                let target = log.target(&link.data, now).filter(|_| log.shows(event, now))?;
                return Some(resolved(link, target.clone()));
            }
        }
        let is_link = self.resolve_links && &*event.event_type == Link::EVENT_TYPE;
        let target = is_link.then(|| log.target(&event.data, now)).flatten();
        Some(match target {
            Some(target) => resolved(event.clone(), target.clone()),
            None => event.clone(),
        })
    }
}

/// More than there is, if it is more than can be.
fn clamp(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Stream for MemoryRead {
    type Item = Result<RecordedEvent, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.page.is_empty()
            && !matches!(self.next, Next::Done)
            && let Err(error) = self.fill()
        {
            self.next = Next::Done;
            self.page.clear();
            return Poll::Ready(Some(Err(error)));
        }
        match self.page.pop_front() {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None if matches!(self.next, Next::Done) => Poll::Ready(None),
            // Nothing among so many: others may use the thread.
            None => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
