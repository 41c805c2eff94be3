use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;
use tokio::sync::oneshot;

use super::cursor::Cursor;
use super::error::storage_error;
use super::index::{Filters, Tail};
use super::open::open_reader;
use super::options::SqliteOptions;
use super::page::{Page, PageError, PageReader};
use super::queue::Queue;
use crate::store::{ReadError, RecordedEvent, StorageError};

/// Pages of one read that are asked for at a time, at most: enough to keep all threads busy.
const PAGES: usize = 4;

/// A page that somebody waits for, or will.
pub(super) struct PageRequest {
    cursor: Cursor,
    answer: Answer,
    turn: Turn,
}

type Answer = oneshot::Sender<Result<Ready, ReadError>>;
type Awaited = oneshot::Receiver<Result<Ready, ReadError>>;

/// A page that was read.
struct Ready {
    events: Vec<RecordedEvent>,
    next: Next,
    turn: Turn,
}

/// The page behind another.
enum Next {
    None,
    At(Cursor),
    /// Somebody reads it already.
    Asked(Awaited),
}

/// How many pages a read asks for at a time: the more, the more often its reader has waited for one.
///
/// So a fast reader keeps all threads busy, and a slow one holds two pages in memory.
struct Pace {
    asked: AtomicUsize,
    allowed: AtomicUsize,
}

impl Pace {
    fn new() -> Self {
        Self { asked: AtomicUsize::new(0), allowed: AtomicUsize::new(1) }
    }

    /// The reader has taken a page.
    fn took(&self, waited: bool) {
        let allowed = self.allowed.load(Ordering::Relaxed);
        let allowed = if waited { (allowed + 1).min(PAGES) } else { allowed.max(2) - 1 };
        self.allowed.store(allowed, Ordering::Relaxed);
    }
}

/// A page that counts as asked for, until the reader has it or nobody wants it any more.
struct Turn(Arc<Pace>);

impl Turn {
    fn take(pace: &Arc<Pace>) -> Self {
        pace.asked.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(pace))
    }

    /// One more, if so many are allowed.
    fn another(&self) -> Option<Self> {
        let pace = &self.0;
        let allowed = pace.allowed.load(Ordering::Relaxed);
        let one_more = |asked| (asked < allowed).then_some(asked + 1);
        let asked = pace.asked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        asked.is_ok().then(|| Self(Arc::clone(pace)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.asked.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Reads pages until the queue is closed.
pub(super) fn run(
    path: &Path,
    options: &SqliteOptions,
    (tail, filters): (&Arc<Mutex<Tail>>, &Arc<Filters>),
    requests: &Queue<PageRequest>,
) {
    let mut reader = None;
    while let Some(PageRequest { cursor, answer, turn }) = requests.pop() {
        if answer.is_closed() {
            continue;
        }
        // What comes behind this page, and who reads it.
        let mut foreseen = None;
        let mut foresee = |next: Cursor| {
            if let Some(turn) = turn.another() {
                foreseen = Some((next.clone(), ask(requests, next, turn)));
            }
        };
        let page = match &mut reader {
            Some(reader) => Ok(reader),
            None => open_reader(path, options).map_err(PageError::from).map(|connection| {
                let (tail, clock) = (Arc::clone(tail), Arc::clone(&options.clock));
                reader.insert(PageReader::new(connection, tail, clock, Arc::clone(filters)))
            }),
        }
        .and_then(|reader| reader.read(&cursor, &mut foresee))
        .map_err(|error| read_error(error, &cursor, path));
        if matches!(page, Err(ReadError::Storage { .. })) {
            // Whatever is wrong with this connection, the next page gets a new one.
            reader = None;
        }
        // Whoever is gone does not want to know.
        let _ = answer.send(page.map(|Page { events, next }| {
            let next = match (next, foreseen) {
                (Some(next), Some((foreseen, page))) if next.is_at(&foreseen) => Next::Asked(page),
                (next, _) => next.map_or(Next::None, Next::At),
            };
            Ready { events, next, turn }
        }));
    }
}

fn ask(requests: &Queue<PageRequest>, cursor: Cursor, turn: Turn) -> Awaited {
    let (answer, awaited) = oneshot::channel();
    // A closed queue drops the sender, and so the receiver learns of it.
    let _ = requests.push(PageRequest { cursor, answer, turn });
    awaited
}

fn read_error(error: PageError, cursor: &Cursor, path: &Path) -> ReadError {
    let what = || cursor.describe();
    match error {
        PageError::Read(error) => error,
        PageError::Sqlite(error) => {
            ReadError::Storage { what: what(), source: storage_error(path, &error) }
        }
        PageError::Damaged(reason) => {
            let place = path.display().to_string();
            let source = StorageError::Corrupt { place, reason: reason.into() };
            ReadError::Storage { what: what(), source }
        }
    }
}

/// The events of a read. While one page is given out, the next is fetched, and more of them if the
/// reader is faster than that: a bounded number is in memory, however slow the reader.
pub(super) struct PagedRead {
    requests: Arc<Queue<PageRequest>>,
    pace: Arc<Pace>,
    place: Arc<str>,
    what: String,
    page: vec::IntoIter<RecordedEvent>,
    state: State,
}

enum State {
    /// Not begun: a read that nobody polls costs nothing.
    Idle(Cursor),
    Waiting {
        page: Awaited,
        /// It was not there when it was wanted.
        waited: bool,
    },
    Done,
}

impl PagedRead {
    pub(super) fn new(requests: Arc<Queue<PageRequest>>, place: Arc<str>, cursor: Cursor) -> Self {
        let what = cursor.describe();
        let page = Vec::new().into_iter();
        Self {
            requests,
            pace: Arc::new(Pace::new()),
            place,
            what,
            page,
            state: State::Idle(cursor),
        }
    }

    fn ask(&self, cursor: Cursor) -> State {
        let page = ask(&self.requests, cursor, Turn::take(&self.pace));
        State::Waiting { page, waited: false }
    }

    /// Events in memory, without the pages that may be on their way.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.page.len()
    }

    fn closed(&self) -> ReadError {
        let place = self.place.to_string();
        ReadError::Storage { what: self.what.clone(), source: StorageError::Closed { place } }
    }
}

impl Stream for PagedRead {
    type Item = Result<RecordedEvent, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.page.next() {
                return Poll::Ready(Some(Ok(event)));
            }
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Idle(cursor) => {
                    let cursor = cursor.clone();
                    self.state = self.ask(cursor);
                }
                State::Waiting { page, waited } => {
                    let Poll::Ready(page) = Pin::new(page).poll(context) else {
                        *waited = true;
                        return Poll::Pending;
                    };
                    let waited = *waited;
                    self.pace.took(waited);
                    self.state = State::Done;
                    match page {
                        Ok(Ok(Ready { events, next, turn })) => {
                            drop(turn);
                            self.page = events.into_iter();
                            self.state = match next {
                                Next::None => State::Done,
                                Next::At(cursor) => self.ask(cursor),
                                Next::Asked(page) => State::Waiting { page, waited: false },
                            };
                        }
                        Ok(Err(error)) => return Poll::Ready(Some(Err(error))),
                        Err(_) => return Poll::Ready(Some(Err(self.closed()))),
                    }
                }
            }
        }
    }
}
