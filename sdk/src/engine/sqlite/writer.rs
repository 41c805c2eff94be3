use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::background::Signal;
use super::error::{index_error, storage_error};
use super::identity::Identity;
use super::index::{Filters, IndexError, Tail};
use super::log::Log;
use super::options::SqliteOptions;
use super::queue::Queue;
use crate::clock::DateTimeOffset;
use crate::engine::Durability;
use crate::engine::growth::Growth;
use crate::store::{AppendError, Appended, Deleted, Deletion, StorageError, StreamAppend};
use crate::stream::{ExpectedRevision, StreamName};

/// The most events that share a commit, unless one append alone has more.
const GROUP_EVENTS: usize = 2048;
/// The most bytes that share a commit, unless one append alone has more.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Answers that the writer gives itself: to wake another thread takes as long as a few of them.
const FEW: usize = 4;
/// How long to look for the next append of a writer that waits for each answer.
const LOOKS: Duration = Duration::from_micros(30);

/// Work on its way to the writer.
pub(super) enum Request {
    Write(Write),
    /// Work of the background, in a transaction of its own.
    Maintain(Maintain),
    /// Work outside of any transaction.
    Alone(Alone),
}

impl From<Request> for Option<Write> {
    fn from(request: Request) -> Self {
        match request {
            Request::Write(write) => Some(write),
            Request::Maintain(_) | Request::Alone(_) => None,
        }
    }
}

/// An append or a deletion.
pub(super) struct Write {
    pub(super) what: What,
    pub(super) recorded_at: DateTimeOffset,
    pub(super) events: usize,
    /// Payloads and metadata.
    pub(super) bytes: usize,
    /// The room that the request takes up in the queue.
    pub(super) room: OwnedSemaphorePermit,
}

pub(super) type Sender<T> = oneshot::Sender<Result<T, AppendError>>;

pub(super) enum What {
    Append(StreamAppend, Sender<Appended>),
    /// The first stream, for errors, and all of them.
    AppendMany(StreamName, Vec<StreamAppend>, Sender<Vec<Appended>>),
    Delete(StreamName, ExpectedRevision, Deletion, Sender<Deleted>),
}

type Work = Box<dyn FnOnce(&mut Log<'_>) -> Result<(), IndexError> + Send>;

pub(super) struct Maintain {
    pub(super) work: Work,
    /// Whether what it writes has to survive a power cut from its answer on.
    pub(super) durability: Durability,
    pub(super) answer: mpsc::Sender<Result<(), StorageError>>,
}

type WorkAlone = Box<dyn FnOnce(&Connection) -> rusqlite::Result<()> + Send>;

pub(super) struct Alone {
    work: WorkAlone,
    answer: mpsc::Sender<Result<(), StorageError>>,
}

/// Has the writer do something that `SQLite` does in no transaction, and blocks until it is done.
pub(super) fn ask_alone<T: Send + 'static>(
    writer: &Queue<Request>,
    path: &Path,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, StorageError> {
    wait_for(writer, path, |found, answer| {
        let work = Box::new(move |connection: &Connection| {
            work(connection).map(|value| put(&found, value))
        });
        Request::Alone(Alone { work, answer })
    })
}

/// Has the writer do something in a transaction of its own, and blocks until it is done.
pub(super) fn ask<T: Send + 'static, E: Into<IndexError>>(
    writer: &Queue<Request>,
    path: &Path,
    durability: Durability,
    work: impl FnOnce(&mut Log<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, StorageError> {
    wait_for(writer, path, |found, answer| {
        let work = Box::new(move |log: &mut Log<'_>| {
            work(log).map(|value| put(&found, value)).map_err(Into::into)
        });
        Request::Maintain(Maintain { work, durability, answer })
    })
}

/// Where the work of a request puts what it has found.
type Found<T> = Arc<Mutex<Option<T>>>;

fn put<T>(found: &Found<T>, value: T) {
    *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
}

fn wait_for<T>(
    writer: &Queue<Request>,
    path: &Path,
    request: impl FnOnce(Found<T>, mpsc::Sender<Result<(), StorageError>>) -> Request,
) -> Result<T, StorageError> {
    let closed = || StorageError::Closed { place: path.display().to_string() };
    let found = Found::default();
    let (answer, answered) = mpsc::channel();
    writer.push(request(Arc::clone(&found), answer)).map_err(|_| closed())?;
    answered.recv().map_err(|_| closed())??;
    found.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(closed)
}

impl What {
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Append(_, answer) => answer.is_closed(),
            Self::AppendMany(.., answer) => answer.is_closed(),
            Self::Delete(.., answer) => answer.is_closed(),
        }
    }

    /// Does it inside the transaction; the outer error ends the transaction for all.
    fn run(&mut self, log: &mut Log<'_>, at: DateTimeOffset) -> Result<Outcome, IndexError> {
        Ok(match self {
            Self::Append(append, _) => Outcome::Append(log.append(append, at)?),
            Self::AppendMany(_, appends, _) => {
                Outcome::AppendMany(log.append_many(std::mem::take(appends), at)?)
            }
            Self::Delete(stream, expected, deletion, _) => {
                Outcome::Delete(log.delete(stream, *expected, *deletion, at)?)
            }
        })
    }

    fn answer(self, outcome: Outcome) {
        // Whoever is gone does not want to know.
        match (self, outcome) {
            (Self::Append(_, sender), Outcome::Append(result)) => drop(sender.send(result)),
            (Self::AppendMany(.., sender), Outcome::AppendMany(result)) => {
                drop(sender.send(result));
            }
            (Self::Delete(.., sender), Outcome::Delete(result)) => drop(sender.send(result)),
            // An outcome is of the same kind as its request.
            _ => {}
        }
    }

    fn fail(self, source: StorageError) {
        // Whoever is gone does not want to know.
        match self {
            Self::Append(append, sender) => {
                let _ = sender.send(Err(AppendError::Storage { stream: append.stream, source }));
            }
            Self::AppendMany(stream, _, sender) => {
                let _ = sender.send(Err(AppendError::Storage { stream, source }));
            }
            Self::Delete(stream, _, _, sender) => {
                let _ = sender.send(Err(AppendError::Storage { stream, source }));
            }
        }
    }
}

pub(super) enum Outcome {
    Append(Result<Appended, AppendError>),
    AppendMany(Result<Vec<Appended>, AppendError>),
    Delete(Result<Deleted, AppendError>),
}

/// What the writer shares with the rest of the store.
pub(super) struct Shared {
    pub(super) tail: Arc<Mutex<Tail>>,
    pub(super) filters: Arc<Filters>,
    pub(super) growth: Arc<Growth>,
    pub(super) signal: Arc<Signal>,
    pub(super) identity: Identity,
    pub(super) answers: Arc<Queue<Answers>>,
}

/// What was committed together, and is to be told to those who wait.
pub(super) struct Answers(Vec<(Write, Outcome)>);

impl Answers {
    fn give(self) {
        for (Write { what, room, .. }, outcome) in self.0 {
            // Whoever is answered finds the room free.
            drop(room);
            what.answer(outcome);
        }
    }
}

/// Answers until the queue is closed and empty, while the writer commits the next group: to wake some
/// dozen threads takes as long as to commit.
pub(super) fn answer(answers: &Queue<Answers>) {
    let _abandon = AbandonOnDrop(answers);
    while let Some(answers) = answers.pop() {
        answers.give();
    }
}

impl Shared {
    /// Takes the write lock on the file that was opened, and on no other.
    fn begin(&self, log: &mut Log<'_>, path: &Path) -> Result<(), StorageError> {
        if !self.identity.is_at(path) {
            return Err(StorageError::Replaced { place: path.display().to_string() });
        }
        log.begin().map_err(|error| index_error(path, &error))
    }
}

/// Commits requests in groups until the queue is closed and empty, then checkpoints.
///
/// A group is what waits when the previous commit is done: it grows with the load, and nobody waits
/// for it to fill.
pub(super) fn run(
    connection: Connection,
    path: &Path,
    options: &SqliteOptions,
    requests: &Queue<Request>,
    shared: &Shared,
) -> Result<(), StorageError> {
    // Whatever ends this thread, nobody is to wait for it.
    let _abandon = AbandonOnDrop(requests);
    let failed = |error: rusqlite::Error| storage_error(path, &error);
    {
        let mut log =
            Log::new(&connection, options, Arc::clone(&shared.tail), Arc::clone(&shared.filters))
                .map_err(failed)?;
        let mut group = Vec::new();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // One writer that waits for each answer has its next append ready in no time.
        let mut alone_last = false;
        loop {
            let next =
                if alone_last && cores > 1 { requests.pop_soon(LOOKS) } else { requests.pop() };
            let Some(first) = next else { break };
            alone_last = false;
            match first {
                Request::Maintain(work) => {
                    let lazy = (work.durability, options.durability);
                    let lazy = lazy == (Durability::Normal, Durability::Full);
                    if lazy {
                        synchronous(&connection, Durability::Normal).map_err(failed)?;
                    }
                    maintain(&mut log, path, work);
                    if lazy {
                        // If this fails, the store ends: no append may think that it is durable.
                        synchronous(&connection, Durability::Full).map_err(failed)?;
                    }
                    shared.signal.wrote(log.take_indexed());
                }
                Request::Alone(work) => alone(&connection, path, options, work),
                Request::Write(first) => {
                    gather(first, requests, &mut group);
                    alone_last = group.len() == 1;
                    let bytes: usize =
                        group.iter().map(|write| write.bytes + write.events * 64).sum();
                    commit(&mut log, path, &mut group, shared);
                    // The page at the edge is written again by each commit.
                    let bytes = bytes + options.page_size as usize + log.take_indexed();
                    shared.signal.wrote(bytes);
                }
            }
            if shared.signal.take_checkpoint() {
                // The background has copied nearly everything; what is left takes a millisecond, and
                // then the log begins anew. A reader may prevent it: then a later one does it.
                let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            }
        }
    }
    // Another process that reads or writes prevents nothing but the shortening of the log.
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .or_else(|error| if is_busy(&error) { Ok(()) } else { Err(error) })
        .map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

fn gather(first: Write, requests: &Queue<Request>, group: &mut Vec<Write>) {
    let mut events = first.events;
    let mut bytes = first.bytes;
    group.push(first);
    requests.drain_map(group, |next| match next {
        Request::Maintain(_) | Request::Alone(_) => false,
        Request::Write(next) => {
            events = events.saturating_add(next.events);
            bytes = bytes.saturating_add(next.bytes);
            events <= GROUP_EVENTS && bytes <= GROUP_BYTES
        }
    });
}

/// Does a group in one transaction. Answers come after the commit: before it, nothing that was
/// read or written is true yet, not even a conflict.
fn commit(log: &mut Log<'_>, path: &Path, group: &mut Vec<Write>, shared: &Shared) {
    // What was cancelled while it waited is not begun.
    group.retain(|write| !write.what.is_abandoned());
    if group.is_empty() {
        return;
    }
    let mut outcomes = Vec::with_capacity(group.len());
    let done = shared.begin(log, path).and_then(|()| {
        let failed = |error: IndexError| index_error(path, &error);
        for write in &mut *group {
            outcomes.push(write.what.run(log, write.recorded_at).map_err(failed)?);
        }
        log.commit().map_err(failed)
    });
    match done {
        Ok(last) => {
            shared.growth.advance(last.commit, log.grown());
            log.told();
            let answers = Answers(group.drain(..).zip(outcomes).collect());
            if answers.0.len() <= FEW {
                answers.give();
            } else if let Err(answers) = shared.answers.push(answers) {
                answers.give();
            }
        }
        Err(source) => {
            log.rollback();
            for write in group.drain(..) {
                drop(write.room);
                write.what.fail(source.clone());
            }
        }
    }
}

/// When a commit is on the disk.
pub(super) fn synchronous(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    connection.execute_batch(match durability {
        Durability::Full => "PRAGMA synchronous = FULL",
        Durability::Normal => "PRAGMA synchronous = NORMAL",
    })
}

fn maintain(log: &mut Log<'_>, path: &Path, maintain: Maintain) {
    let done = log.begin().and_then(|()| {
        (maintain.work)(log)?;
        log.commit().map(drop)
    });
    let answer = done.map_err(|error| {
        log.rollback();
        index_error(path, &error)
    });
    let _ = maintain.answer.send(answer);
}

fn alone(connection: &Connection, path: &Path, options: &SqliteOptions, alone: Alone) {
    // Here SQLite itself waits for the lock, and then no longer again; see `Log::begin`.
    let done =
        connection.busy_timeout(options.busy_timeout).and_then(|()| (alone.work)(connection));
    let done = connection.busy_timeout(Duration::ZERO).and(done);
    let _ = alone.answer.send(done.map_err(|error| storage_error(path, &error)));
}

struct AbandonOnDrop<'a, T>(&'a Queue<T>);

impl<T> Drop for AbandonOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}
