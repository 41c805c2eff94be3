//! A store in one `SQLite` file: durable, fast, and open to `sqlite3` while it is in use.
//!
//! One thread writes. It commits in a group whatever waits when the previous commit is done, so
//! that many writers share one sync of the disk. Some threads read, page by page, and hold nothing
//! open between two pages. No async runtime is needed, and none is used.
//!
//! Several processes may open the same file. Each group of appends takes the write lock, and a
//! process that waits longer than its patience gets [`StorageError::Locked`].
//!
//! The view `v_events` shows the log to people:
//!
//! ```sh
//! sqlite3 events.db "SELECT position, stream, revision, type, json FROM v_events LIMIT 10"
//! ```

mod background;
mod cursor;
mod decode;
pub(crate) mod error;
mod follow;
mod heads;
mod hidden;
mod identity;
mod index;
mod log;
mod maintenance;
mod names;
mod open;
mod options;
mod page;
mod queue;
mod reader;
mod room;
mod row;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

pub use maintenance::{
    BackupReport, CheckReport, Finding, MaintenanceError, MaintenanceProgress, RebuildReport,
    ScavengeOptions, ScavengeReport, Stage,
};
pub use options::SqliteOptions;
pub(crate) use schema::APPLICATION_ID;

use self::background::{Background, Signal};
use self::cursor::Cursor;
use self::error::{index_error, storage_error};
use self::identity::Identity;
use self::index::{Filters, IndexError, Tail};
use self::log::Log;
use self::queue::Queue;
use self::reader::{PageRequest, PagedRead};
use self::writer::{Answers, Request, Sender, Shared, What, Write};
use super::append::{Limits, check_appends, recording_time};
use super::growth::Growth;
use super::live::{Live, LiveSource};
use super::reserved::check_deletable;
use crate::clock::Clock;
use crate::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, EventStore, EventStream,
    GroupsLease, NewEvent, ReadAll, ReadStream, StorageError, StreamAppend, SubscribeAll,
    SubscribeStream, Subscription,
};
use crate::stream::{ExpectedRevision, StreamName};

/// What may wait for the writer, in KiB; further appends wait for room.
const BACKLOG_KIB: u32 = 32 * 1024;
/// Threads that read. More than the cores of a small machine gain nothing there, and on a large
/// one the disk is the limit.
const READERS: usize = 4;

/// A store in one `SQLite` file. See the [module](self).
///
/// ```
/// use plumberd::engine::sqlite::SqliteStore;
/// use plumberd::store::{EventStore, ReadAll};
/// use plumberd::testing::{block_on, collect};
///
/// # let folder = std::env::temp_dir().join(format!("plumberd-open-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let store = SqliteStore::open(folder.join("events.db"))?;
/// assert!(block_on(collect(store.read_all(ReadAll::default())))?.is_empty());
/// # drop(store);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Dropping it does what [`close`](Self::close) does.
pub struct SqliteStore {
    path: PathBuf,
    options: SqliteOptions,
    appends: Arc<Queue<Request>>,
    answers: Arc<Queue<Answers>>,
    room: Arc<Semaphore>,
    reads: Arc<Reads>,
    signal: Arc<Signal>,
    threads: Mutex<Threads>,
    /// Held by whoever rebuilds or scavenges: one at a time.
    upkeep: Mutex<()>,
}

/// What a read needs of the store, and outlives it: then it ends with an error.
struct Reads {
    pages: Arc<Queue<PageRequest>>,
    place: Arc<str>,
    growth: Arc<Growth>,
    clock: Arc<dyn Clock>,
}

impl Reads {
    fn read(&self, cursor: Cursor) -> EventStream {
        let (pages, place) = (Arc::clone(&self.pages), Arc::clone(&self.place));
        Box::pin(PagedRead::new(pages, place, cursor))
    }
}

impl LiveSource for Reads {
    fn read_stream(&self, read: ReadStream) -> EventStream {
        self.read(Cursor::of_stream(read))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        self.read(Cursor::of_log(read))
    }

    fn growth(&self) -> &Arc<Growth> {
        &self.growth
    }

    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn place(&self) -> String {
        self.place.to_string()
    }
}

#[derive(Default)]
struct Threads {
    writer: Option<JoinHandle<Result<(), StorageError>>>,
    answers: Option<JoinHandle<()>>,
    background: Option<JoinHandle<()>>,
    readers: Vec<JoinHandle<()>>,
}

impl SqliteStore {
    /// Opens a file with the [default options](SqliteOptions::new), or creates it.
    ///
    /// # Errors
    /// As [`SqliteOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StorageError> {
        SqliteOptions::new().open(path)
    }

    fn open_with(path: &Path, options: SqliteOptions) -> Result<Self, StorageError> {
        let path = open::checked_path(path, options.create)?;
        let connection = open::open_writer(&path, &options)?;
        let failed = |error: rusqlite::Error| storage_error(&path, &error);
        let tail = Arc::new(Mutex::new(Tail::default()));
        let filters = Arc::new(Filters::default());
        // What is missing or damaged shows now, not in the writer's thread.
        let last = Log::new(&connection, &options, Arc::clone(&tail), Arc::clone(&filters))
            .map_err(IndexError::from)
            .and_then(|mut log| log.look());
        let last = last.map_err(|error| {
            let place = path.display().to_string();
            match index_error(&path, &error) {
                StorageError::Other { reason, .. } => StorageError::Corrupt { place, reason },
                other => other,
            }
        })?;
        // From here on the writer itself asks for the lock; see `Log::begin`.
        connection.busy_timeout(Duration::ZERO).map_err(failed)?;
        let background = open::open_background(&path, &options).map_err(failed)?;
        let reserved = log::last_run(&background).map_err(failed)?;

        let store = Self {
            reads: Arc::new(Reads {
                pages: Arc::new(Queue::new()),
                place: path.display().to_string().into(),
                growth: Arc::new(Growth::new(last.commit)),
                clock: Arc::clone(&options.clock),
            }),
            path,
            options,
            appends: Arc::new(Queue::new()),
            answers: Arc::new(Queue::new()),
            room: Arc::new(Semaphore::new(BACKLOG_KIB as usize)),
            signal: Arc::default(),
            threads: Mutex::default(),
            upkeep: Mutex::default(),
        };
        // A thread that cannot be started ends the others, as the store is dropped.
        store.start(connection, (background, reserved), &tail, &filters)?;
        Ok(store)
    }

    fn start(
        &self,
        connection: Connection,
        (background, reserved): (Connection, i64),
        tail: &Arc<Mutex<Tail>>,
        filters: &Arc<Filters>,
    ) -> Result<(), StorageError> {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = Arc::clone(&self.answers);
        threads.answers = Some(self.spawn("answers", move || writer::answer(&answers))?);
        let (path, appends) = (self.path.clone(), Arc::clone(&self.appends));
        let options = self.options.clone();
        let identity = Identity::of(&self.path);
        let shared = Shared {
            tail: Arc::clone(tail),
            filters: Arc::clone(filters),
            growth: Arc::clone(&self.reads.growth),
            signal: Arc::clone(&self.signal),
            identity,
            answers: Arc::clone(&self.answers),
        };
        threads.writer = Some(self.spawn("writer", move || {
            writer::run(connection, &path, &options, &appends, &shared)
        })?);
        let (path, writer) = (self.path.clone(), Arc::clone(&self.appends));
        let (growth, signal) = (Arc::clone(&self.reads.growth), Arc::clone(&self.signal));
        let filters_of_merges = Arc::clone(filters);
        threads.background = Some(self.spawn("background", move || {
            let (path, signal, growth, writer) = (&path, &signal, &growth, &writer);
            let filters = filters_of_merges;
            let connection = background;
            Background { connection, path, signal, growth, writer, filters, identity, reserved }
                .run();
        })?);
        for _ in 0..READERS.min(thread::available_parallelism().map_or(2, usize::from).max(2)) {
            let (path, pages) = (self.path.clone(), Arc::clone(&self.reads.pages));
            let (options, tail, filters) =
                (self.options.clone(), Arc::clone(tail), Arc::clone(filters));
            let run = move || reader::run(&path, &options, (&tail, &filters), &pages);
            threads.readers.push(self.spawn("reader", run)?);
        }
        Ok(())
    }

    fn spawn<T: Send + 'static>(
        &self,
        role: &str,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T>, StorageError> {
        thread::Builder::new().name(format!("plumberd-{role}")).spawn(run).map_err(|error| {
            let reason = format!("no thread can be started: {error}");
            StorageError::Other { place: self.reads.place.to_string(), reason }
        })
    }

    /// The file, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Finishes the appends that wait, brings the file up to date and closes it. Later appends and
    /// reads, and reads that are under way, end with [`StorageError::Closed`]. Closing again does
    /// nothing.
    ///
    /// Blocks until that is done: as long as the appends take, and some milliseconds.
    ///
    /// # Errors
    /// When the log could not be copied into the file. No event is lost: that is done when the file
    /// is opened again.
    pub fn close(&self) -> Result<(), StorageError> {
        self.room.close();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // The writer last: whoever closes the file last removes its log, and readers may not write.
        self.signal.close();
        self.reads.pages.abandon();
        threads.background.and_then(join);
        for reader in threads.readers {
            let _ = join(reader);
        }
        self.appends.close();
        self.reads.growth.close();
        let closed = threads.writer.and_then(join).unwrap_or(Ok(()));
        self.answers.close();
        threads.answers.and_then(join);
        closed
    }

    fn closed(&self, stream: &StreamName) -> AppendError {
        let source = StorageError::Closed { place: self.reads.place.to_string() };
        AppendError::Storage { stream: stream.clone(), source }
    }

    async fn enqueue<T>(
        &self,
        stream: StreamName,
        (events, bytes): (usize, usize),
        what: impl FnOnce(Sender<T>) -> What,
    ) -> Result<T, AppendError> {
        let room = room_for(bytes, events);
        let Ok(room) = Arc::clone(&self.room).acquire_many_owned(room).await else {
            return Err(self.closed(&stream));
        };
        let recorded_at = recording_time(&*self.options.clock);
        let (answer, answered) = oneshot::channel();
        let write = Write { what: what(answer), recorded_at, events, bytes, room };
        if self.appends.push(Request::Write(write)).is_err() {
            return Err(self.closed(&stream));
        }
        answered.await.unwrap_or_else(|_| Err(self.closed(&stream)))
    }

    fn limits(&self) -> Limits {
        Limits { event: self.options.max_event_size, ..Limits::default() }
    }
}

/// The room of an append in the queue, in KiB; one that is larger than the queue may wait alone.
fn room_for(bytes: usize, events: usize) -> u32 {
    u32::try_from(1 + bytes / 1024 + events / 4).unwrap_or(u32::MAX).min(BACKLOG_KIB)
}

/// `None` when the thread panicked, or is this one: a waker that the writer calls may drop the
/// last reference to the store.
fn join<T>(thread: JoinHandle<T>) -> Option<T> {
    if thread.thread().id() == thread::current().id() { None } else { thread.join().ok() }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        // Nobody is left to tell; what failed is done when the file is opened again.
        let _ = self.close();
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl EventStore for SqliteStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        Box::pin(async move {
            let append = StreamAppend { stream, expected, events };
            let bytes = check_appends(std::slice::from_ref(&append), self.limits())?;
            let size = (append.events.len(), bytes);
            self.enqueue(append.stream.clone(), size, |answer| What::Append(append, answer)).await
        })
    }

    fn append_many(
        &self,
        appends: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        Box::pin(async move {
            let bytes = check_appends(&appends, self.limits())?;
            let Some(first) = appends.first() else { return Ok(Vec::new()) };
            let first = first.stream.clone();
            let size = (appends.iter().map(|append| append.events.len()).sum(), bytes);
            self.enqueue(first.clone(), size, |answer| What::AppendMany(first, appends, answer))
                .await
        })
    }

    fn delete(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        Box::pin(async move {
            check_deletable(&stream)?;
            let what = |answer| What::Delete(stream.clone(), expected, deletion, answer);
            self.enqueue(stream.clone(), (1, 0), what).await
        })
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        self.reads.read_stream(read)
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        self.reads.read_all(read)
    }

    /// The lock is one on the file `<file>-groups`, and ends with the process that has it.
    fn host_groups(&self) -> Result<GroupsLease, StorageError> {
        let mut path = self.path.clone().into_os_string();
        path.push("-groups");
        let path = PathBuf::from(path);
        let place = path.display().to_string();
        let failed = |error: std::io::Error| StorageError::Other {
            place: place.clone(),
            reason: format!("the lock of consumer groups cannot be taken: {error}"),
        };
        let file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(GroupsLease::new(file)),
            Err(std::fs::TryLockError::WouldBlock) => Err(StorageError::Locked {
                place: place.clone(),
                reason: "another process hosts the consumer groups of this store".into(),
            }),
            Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    fn subscribe_stream(&self, subscribe: SubscribeStream) -> Subscription {
        Box::pin(Live::stream(Arc::clone(&self.reads), subscribe))
    }

    fn subscribe_all(&self, subscribe: SubscribeAll) -> Subscription {
        Box::pin(Live::all(Arc::clone(&self.reads), subscribe))
    }
}
