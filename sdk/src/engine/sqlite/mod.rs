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

pub(crate) mod error;
mod heads;
mod log;
mod open;
mod options;
mod page;
mod queue;
mod reader;
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

use tokio::sync::{Semaphore, oneshot};

pub use options::SqliteOptions;

use self::error::storage_error;
use self::log::Log;
use self::page::Cursor;
use self::queue::Queue;
use self::reader::{PageRequest, PagedRead};
use self::writer::Request;
use super::append::{check_events, recording_time};
use crate::store::{
    AppendError, Appended, BoxFuture, Capabilities, Deleted, Deletion, EventStore, EventStream,
    NewEvent, ReadAll, ReadStream, StorageError, StreamAppend, SubscribeAll, SubscribeStream,
    Subscription,
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
    place: Arc<str>,
    options: SqliteOptions,
    appends: Arc<Queue<Request>>,
    room: Arc<Semaphore>,
    pages: Arc<Queue<PageRequest>>,
    threads: Mutex<Option<Threads>>,
}

struct Threads {
    writer: JoinHandle<Result<(), StorageError>>,
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
        // A table that is missing shows now, not in the writer's thread.
        if let Err(error) = Log::new(&connection, Duration::ZERO) {
            let place = path.display().to_string();
            return Err(match storage_error(&path, &error) {
                StorageError::Other { reason, .. } => StorageError::Corrupt { place, reason },
                other => other,
            });
        }
        // From here on the writer itself asks for the lock; see `Log::begin`.
        connection.busy_timeout(Duration::ZERO).map_err(failed)?;

        let mut store = Self {
            place: path.display().to_string().into(),
            path,
            options,
            appends: Arc::new(Queue::new()),
            room: Arc::new(Semaphore::new(BACKLOG_KIB as usize)),
            pages: Arc::new(Queue::new()),
            threads: Mutex::new(None),
        };
        let writer = {
            let (path, appends) = (store.path.clone(), Arc::clone(&store.appends));
            let patience = store.options.busy_timeout;
            store.spawn("writer", move || writer::run(connection, &path, patience, &appends))?
        };
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS.min(thread::available_parallelism().map_or(2, usize::from).max(2)) {
            let (path, pages) = (store.path.clone(), Arc::clone(&store.pages));
            let options = store.options.clone();
            match store.spawn("reader", move || reader::run(&path, &options, &pages)) {
                Ok(reader) => readers.push(reader),
                Err(error) => {
                    store.set_threads(Threads { writer, readers });
                    return Err(error);
                }
            }
        }
        store.set_threads(Threads { writer, readers });
        Ok(store)
    }

    fn spawn<T: Send + 'static>(
        &self,
        role: &str,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T>, StorageError> {
        thread::Builder::new().name(format!("plumberd-{role}")).spawn(run).map_err(|error| {
            let reason = format!("no thread can be started: {error}");
            StorageError::Other { place: self.place.to_string(), reason }
        })
    }

    fn set_threads(&mut self, threads: Threads) {
        *self.threads.get_mut().unwrap_or_else(PoisonError::into_inner) = Some(threads);
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
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Threads { writer, readers }) = threads else { return Ok(()) };
        // Readers first: whoever closes the file last removes its log, and readers may not write.
        self.pages.abandon();
        for reader in readers {
            let _ = join(reader);
        }
        self.appends.close();
        join(writer).unwrap_or(Ok(()))
    }

    fn closed(&self, stream: &StreamName) -> AppendError {
        let source = StorageError::Closed { place: self.place.to_string() };
        AppendError::Storage { stream: stream.clone(), source }
    }

    async fn enqueue(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        check_events(&stream, &events, self.options.max_event_size)?;
        let bytes = events.iter().map(|event| event.data.len() + event.metadata.len()).sum();
        let room = room_for(bytes, events.len());
        let Ok(room) = Arc::clone(&self.room).acquire_many_owned(room).await else {
            return Err(self.closed(&stream));
        };
        let recorded_at = recording_time(&*self.options.clock);
        let (answer, answered) = oneshot::channel();
        let request =
            Request { stream: stream.clone(), expected, events, recorded_at, bytes, answer, room };
        if self.appends.push(request).is_err() {
            return Err(self.closed(&stream));
        }
        answered.await.unwrap_or_else(|_| Err(self.closed(&stream)))
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
        Capabilities::NONE
    }

    fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
    ) -> BoxFuture<'_, Result<Appended, AppendError>> {
        Box::pin(self.enqueue(stream, expected, events))
    }

    fn read_stream(&self, read: ReadStream) -> EventStream {
        let (pages, place) = (Arc::clone(&self.pages), Arc::clone(&self.place));
        Box::pin(PagedRead::new(pages, place, Cursor::of_stream(read)))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        let (pages, place) = (Arc::clone(&self.pages), Arc::clone(&self.place));
        Box::pin(PagedRead::new(pages, place, Cursor::of_log(read)))
    }

    fn append_many(
        &self,
        _: Vec<StreamAppend>,
    ) -> BoxFuture<'_, Result<Vec<Appended>, AppendError>> {
        Box::pin(async { Err(AppendError::NotSupported { capability: "multi-stream append" }) })
    }

    fn delete(
        &self,
        _: StreamName,
        _: ExpectedRevision,
        _: Deletion,
    ) -> BoxFuture<'_, Result<Deleted, AppendError>> {
        Box::pin(async { Err(AppendError::NotSupported { capability: "deletion" }) })
    }

    fn subscribe_stream(&self, _: SubscribeStream) -> Subscription {
        Box::pin(crate::engine::not_supported("subscriptions"))
    }

    fn subscribe_all(&self, _: SubscribeAll) -> Subscription {
        Box::pin(crate::engine::not_supported("subscriptions"))
    }
}
