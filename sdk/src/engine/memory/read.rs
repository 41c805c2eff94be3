use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::SharedLog;
use super::log::{Log, Places};
use crate::store::{Direction, ReadAll, ReadError, ReadFrom, ReadStream, RecordedEvent, Selection};
use crate::stream::StreamName;

/// Events taken from the log under one lock: enough to make the lock cheap, few enough to let
/// writers in between.
const PAGE: usize = 256;

/// A read under way. It goes on behind the last event that it gave, so it needs no snapshot.
pub(super) struct MemoryRead {
    log: Arc<SharedLog>,
    what: What,
    direction: Direction,
    next: Next,
    /// Events still wanted.
    left: u64,
    page: VecDeque<RecordedEvent>,
}

enum What {
    Stream(StreamName),
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
    pub(super) fn of_stream(log: Arc<SharedLog>, read: ReadStream) -> Self {
        Self {
            log,
            what: What::Stream(read.stream),
            direction: read.direction,
            next: Next::From(read.from),
            left: read.limit.unwrap_or(u64::MAX),
            page: VecDeque::new(),
        }
    }

    pub(super) fn of_log(log: Arc<SharedLog>, read: ReadAll) -> Self {
        let from = match read.from {
            ReadFrom::Start => ReadFrom::Start,
            ReadFrom::End => ReadFrom::End,
            ReadFrom::At(position) => ReadFrom::At(position.commit),
        };
        Self {
            log,
            what: What::Log(read.selection),
            direction: read.direction,
            next: Next::From(from),
            left: read.limit.unwrap_or(u64::MAX),
            page: VecDeque::new(),
        }
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        if matches!(self.next, Next::Done) {
            return Ok(());
        }
        let log = self.log.lock();
        let places = match &self.what {
            What::Log(selection) => log.select(selection),
            What::Stream(stream) => log
                .stream(stream)
                .ok_or_else(|| ReadError::StreamNotFound { stream: stream.clone() })?,
        };
        let first = match self.next {
            Next::Done => return Ok(()),
            Next::Nth(nth) => Some(nth),
            Next::From(from) => self.first(places, from),
        };
        self.next = match first {
            Some(first) => {
                take(&log, places, self.direction, first, &mut self.left, &mut self.page)
            }
            None => Next::Done,
        };
        Ok(())
    }

    fn first(&self, places: Places<'_>, from: ReadFrom<u64>) -> Option<usize> {
        let len = places.len();
        let clamp = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        match (self.direction, from) {
            (_, ReadFrom::Start) => Some(0),
            (Direction::Forwards, ReadFrom::End) => None,
            (Direction::Backwards, ReadFrom::End) => len.checked_sub(1),
            (Direction::Forwards, ReadFrom::At(at)) => Some(match self.what {
                What::Stream(_) => clamp(at),
                What::Log(_) => places.before(clamp(at.saturating_sub(1))),
            }),
            (Direction::Backwards, ReadFrom::At(at)) => match self.what {
                What::Stream(_) => len.checked_sub(1).map(|last| last.min(clamp(at))),
                What::Log(_) => places.before(clamp(at)).checked_sub(1),
            },
        }
    }
}

/// Copies a page; the copies share their payloads with the log.
fn take(
    log: &Log,
    places: Places<'_>,
    direction: Direction,
    first: usize,
    left: &mut u64,
    page: &mut VecDeque<RecordedEvent>,
) -> Next {
    let mut nth = first;
    while page.len() < PAGE {
        let event = places.nth(nth).and_then(|place| log.event(place));
        let Some(event) = event.filter(|_| *left > 0) else { return Next::Done };
        page.push_back(event.clone());
        *left -= 1;
        nth = match direction {
            Direction::Forwards => nth + 1,
            Direction::Backwards => match nth.checked_sub(1) {
                Some(before) => before,
                None => return Next::Done,
            },
        };
    }
    Next::Nth(nth)
}

impl Stream for MemoryRead {
    type Item = Result<RecordedEvent, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.page.is_empty()
            && let Err(error) = self.fill()
        {
            self.next = Next::Done;
            return Poll::Ready(Some(Err(error)));
        }
        Poll::Ready(self.page.pop_front().map(Ok))
    }
}
