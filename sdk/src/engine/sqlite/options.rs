use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::SqliteStore;
use crate::clock::{Clock, SystemClock};
use crate::engine::{DEFAULT_MAX_EVENT_SIZE, Durability, SqliteUrl};
use crate::store::StorageError;

/// `SQLite` takes no value of a gigabyte; half of that leaves room for the metadata.
const MAX_EVENT_SIZE: usize = 512 * 1024 * 1024;

/// Events that the index is behind the log at most.
const TAIL_EVENTS: usize = 8192;

/// Bytes of a page of a new file.
const PAGE_SIZE: u32 = 4096;

/// How to open a [`SqliteStore`].
///
/// ```
/// use plumberd::engine::Durability;
/// use plumberd::engine::sqlite::SqliteOptions;
///
/// # let folder = std::env::temp_dir().join(format!("plumberd-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let store = SqliteOptions::new()
///     .durability(Durability::Normal)
///     .cache_mib(16)
///     .open(folder.join("events.db"))?;
/// store.close()?;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct SqliteOptions {
    pub(super) durability: Durability,
    pub(super) cache_mib: u32,
    pub(super) create: bool,
    pub(super) busy_timeout: Duration,
    pub(super) max_event_size: usize,
    pub(super) tail_events: usize,
    pub(super) migrate: bool,
    pub(super) page_size: u32,
    pub(super) clock: Arc<dyn Clock>,
}

impl SqliteOptions {
    /// The defaults: full durability, 64 MiB of page cache, a file is created if there is none,
    /// five seconds of patience with other processes, events up to 16 MiB, files of older formats are
    /// converted, the machine's clock.
    pub fn new() -> Self {
        Self {
            durability: Durability::Full,
            cache_mib: 64,
            create: true,
            busy_timeout: Duration::from_secs(5),
            max_event_size: DEFAULT_MAX_EVENT_SIZE,
            tail_events: TAIL_EVENTS,
            migrate: true,
            page_size: PAGE_SIZE,
            clock: Arc::new(SystemClock),
        }
    }

    /// What a URL says, and the defaults for the rest.
    pub fn from_url(url: &SqliteUrl) -> Self {
        let defaults = Self::new();
        Self {
            durability: url.durability,
            create: url.create,
            cache_mib: url.cache_mib.unwrap_or(defaults.cache_mib),
            busy_timeout: url.busy_timeout.unwrap_or(defaults.busy_timeout),
            tail_events: url.tail_events.unwrap_or(defaults.tail_events),
            migrate: url.migrate,
            page_size: url.page_size.unwrap_or(defaults.page_size),
            ..defaults
        }
    }

    /// When an append is answered.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The page cache of the writer in MiB, at least 1. Readers take half of it each, 32 MiB
    /// at most.
    pub fn cache_mib(mut self, mib: u32) -> Self {
        self.cache_mib = mib.clamp(1, 65_536);
        self
    }

    /// Whether to create a file that does not exist.
    pub fn create_if_missing(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// How long to wait for another process that is writing.
    pub fn busy_timeout(mut self, patience: Duration) -> Self {
        self.busy_timeout = patience;
        self
    }

    /// Refuses events whose payload and metadata are larger than this many bytes together; 512 MiB
    /// at most.
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.max_event_size = bytes.min(MAX_EVENT_SIZE);
        self
    }

    /// How many of the newest events stand in memory and not in the index of the file: 8192 unless told
    /// otherwise, at least 1. More make appends cheaper; but then an append now and then waits longer,
    /// for the index to be written, and opening the file after a crash takes longer. At the default
    /// both are some milliseconds.
    pub fn tail_events(mut self, events: usize) -> Self {
        self.tail_events = events.max(1);
        self
    }

    /// The bytes of a page of a file that is created: a power of two from 512 to 65536, or the next one
    /// that is; 4096 unless told otherwise. A file that is there keeps its own. Events that are larger than
    /// a page are read and written in pieces, so larger pages suit larger events; a change of a few bytes
    /// writes a whole page, so smaller ones suit single appends.
    pub fn page_size(mut self, bytes: u32) -> Self {
        self.page_size = bytes.clamp(512, 65_536).next_power_of_two();
        self
    }

    /// Whether to convert a file of an older format when it is opened; otherwise that is
    /// [`StorageError::OlderFormat`]. A backup is made beside it first, with `.format1.bak` behind its
    /// name. Until that and the conversion are done, which takes some ten seconds a gigabyte and three times
    /// the room of the file, opening blocks; if it is ended, even by a power cut, the file is as before.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// Where the time of an append comes from.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Opens the file. Blocks for some milliseconds, longer after a crash or when another process
    /// holds it.
    ///
    /// # Errors
    /// When the file is missing, not a store, of a newer format, damaged, read-only or locked.
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteStore, StorageError> {
        SqliteStore::open_with(path.as_ref(), self)
    }
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self::new()
    }
}
