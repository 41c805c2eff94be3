use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
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

/// A page that somebody waits for.
pub(super) struct PageRequest {
    cursor: Cursor,
    answer: oneshot::Sender<Result<Page, ReadError>>,
}

/// Reads pages until the queue is closed.
pub(super) fn run(
    path: &Path,
    options: &SqliteOptions,
    (tail, filters): (&Arc<Mutex<Tail>>, &Arc<Filters>),
    requests: &Queue<PageRequest>,
) {
    let mut reader = None;
    while let Some(request) = requests.pop() {
        if request.answer.is_closed() {
            continue;
        }
        let what = request.cursor.describe();
        let page =
            read(&mut reader, path, options, (tail, filters), &request.cursor).map_err(|error| {
                match error {
                    PageError::Read(error) => error,
                    PageError::Sqlite(error) => {
                        ReadError::Storage { what, source: storage_error(path, &error) }
                    }
                    PageError::Damaged(reason) => ReadError::Storage {
                        what,
                        source: StorageError::Corrupt {
                            place: path.display().to_string(),
                            reason: reason.into(),
                        },
                    },
                }
            });
        if matches!(page, Err(ReadError::Storage { .. })) {
            // Whatever is wrong with this connection, the next page gets a new one.
            reader = None;
        }
        // Whoever is gone does not want to know.
        let _ = request.answer.send(page);
    }
}

fn read(
    reader: &mut Option<PageReader>,
    path: &Path,
    options: &SqliteOptions,
    (tail, filters): (&Arc<Mutex<Tail>>, &Arc<Filters>),
    cursor: &Cursor,
) -> Result<Page, PageError> {
    match reader {
        Some(reader) => reader.read(cursor),
        None => {
            let connection = open_reader(path, options)?;
            let (tail, clock) = (Arc::clone(tail), Arc::clone(&options.clock));
            reader
                .insert(PageReader::new(connection, tail, clock, Arc::clone(filters)))
                .read(cursor)
        }
    }
}

/// The events of a read. While one page is given out, the next is fetched: two at most are in
/// memory, however slow the reader.
pub(super) struct PagedRead {
    requests: Arc<Queue<PageRequest>>,
    place: Arc<str>,
    what: String,
    page: vec::IntoIter<RecordedEvent>,
    state: State,
}

enum State {
    /// Not begun: a read that nobody polls costs nothing.
    Idle(Cursor),
    Waiting(oneshot::Receiver<Result<Page, ReadError>>),
    Done,
}

impl PagedRead {
    pub(super) fn new(requests: Arc<Queue<PageRequest>>, place: Arc<str>, cursor: Cursor) -> Self {
        let what = cursor.describe();
        Self { requests, place, what, page: Vec::new().into_iter(), state: State::Idle(cursor) }
    }

    fn request(&self, cursor: Cursor) -> State {
        let (answer, page) = oneshot::channel();
        // A closed queue drops the sender, and so the receiver learns of it.
        let _ = self.requests.push(PageRequest { cursor, answer });
        State::Waiting(page)
    }

    /// Events in memory, without the page that may be on its way.
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
                    self.state = self.request(cursor);
                }
                State::Waiting(page) => {
                    let page = ready!(Pin::new(page).poll(context));
                    self.state = State::Done;
                    match page {
                        Ok(Ok(page)) => {
                            self.page = page.events.into_iter();
                            if let Some(next) = page.next {
                                self.state = self.request(next);
                            }
                        }
                        Ok(Err(error)) => return Poll::Ready(Some(Err(error))),
                        Err(_) => return Poll::Ready(Some(Err(self.closed()))),
                    }
                }
            }
        }
    }
}
