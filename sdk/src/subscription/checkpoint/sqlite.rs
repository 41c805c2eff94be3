//! Checkpoints in a `SQLite` file.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use super::{Checkpoint, CheckpointError, Checkpoints, check_previous};
use crate::engine::sqlite::APPLICATION_ID;
use crate::engine::sqlite::error::storage_error;
use crate::store::{BoxFuture, StorageError};

/// How long a call may block; the subscription comes back later, without blocking anybody.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long to wait for a file that others are making or writing.
const OPEN_PATIENCE: Duration = Duration::from_secs(5);

/// Checkpoints in the table `checkpoints` of a `SQLite` file: that of a store, or any other. A store has
/// to be opened before, for it takes no file that has tables already.
///
/// They are written without a sync of their own. After a power failure an older one may come back,
/// so that some events are handled again; none is left out. A call blocks its thread for as long as
/// `SQLite` takes, up to a quarter of a second when the file is locked.
///
/// ```
/// use plumberd::stream::Position;
/// use plumberd::subscription::{Checkpoint, Checkpoints, SqliteCheckpoints};
///
/// # let folder = std::env::temp_dir().join(format!("plumberd-checkpoints-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # plumberd::testing::block_on(async {
/// let checkpoints = SqliteCheckpoints::open(folder.join("checkpoints.db"))?;
/// let checkpoint = Checkpoint::after_position(Position::single(7));
/// checkpoints.store("mails", None, &checkpoint).await?;
/// assert_eq!(checkpoints.load("mails").await?, Some(checkpoint));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteCheckpoints {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl SqliteCheckpoints {
    /// Opens the file, or creates it, and makes the table if there is none.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or is no `SQLite` file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StorageError> {
        let path = path.as_ref();
        if path.as_os_str().is_empty() || path == Path::new(":memory:") {
            return Err(StorageError::Other {
                place: path.display().to_string(),
                reason: "checkpoints in SQLite need a file; to have them in memory, use `MemoryCheckpoints`".into(),
            });
        }
        let deadline = Instant::now() + OPEN_PATIENCE;
        loop {
            match Self::try_open(path) {
                // Two that make the same file can meet where SQLite does not wait.
                Err(StorageError::Locked { .. }) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(2));
                }
                result => return result,
            }
        }
    }

    fn try_open(path: &Path) -> Result<Self, StorageError> {
        let failed = |error: rusqlite::Error| storage_error(path, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let mode: String = connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(failed)?;
        if mode != "wal" {
            return Err(StorageError::Other {
                place: path.display().to_string(),
                reason: format!("its file system cannot hold a write-ahead log (mode {mode})"),
            });
        }
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA synchronous = NORMAL;")
            .map_err(failed)?;
        let application: i64 =
            connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(failed)?;
        if application == i64::from(APPLICATION_ID) {
            // The store copies its log into the file itself, at times that suit its writers.
            connection.execute_batch("PRAGMA wal_autocheckpoint = 0").map_err(failed)?;
        }
        STORE.create(&connection).map_err(failed)?;
        Ok(Self { path: path.into(), connection: Mutex::new(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic has left is rolled back on the way.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Checkpoints for SqliteCheckpoints {
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>> {
        Box::pin(async move { STORE.load(&self.lock(), &self.path, subscription) })
    }

    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            let failed = |error: rusqlite::Error| failed(&self.path, subscription, &error);
            let mut connection = self.lock();
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(failed)?;
            let stored = STORE.load(&transaction, &self.path, subscription)?;
            if stored.as_ref() == Some(checkpoint) {
                return Ok(());
            }
            STORE.store(&transaction, &self.path, subscription, previous, checkpoint)?;
            transaction.commit().map_err(failed)
        })
    }

    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            let connection = self.lock();
            let removed = connection
                .execute("DELETE FROM checkpoints WHERE subscription = ?1", [subscription]);
            removed.map_err(|error| failed(&self.path, subscription, &error))?;
            Ok(())
        })
    }
}

pub(in crate::subscription) fn failed(
    path: &Path,
    subscription: &str,
    error: &rusqlite::Error,
) -> CheckpointError {
    CheckpointError::Storage {
        subscription: subscription.into(),
        source: storage_error(path, error).into(),
    }
}

/// The table of a store's own file.
const STORE: Table = Table("checkpoints");
/// The table among those of the user's.
pub(in crate::subscription) const USER: Table = Table("plumberd_checkpoints");

/// A table of checkpoints.
pub(in crate::subscription) struct Table(&'static str);

impl Table {
    pub(in crate::subscription) fn create(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch(&format!(
            "CREATE TABLE IF NOT EXISTS {} (
                 subscription TEXT PRIMARY KEY,
                 checkpoint   TEXT NOT NULL,
                 stored_at    TEXT NOT NULL
             ) STRICT, WITHOUT ROWID;",
            self.0
        ))
    }

    pub(in crate::subscription) fn load(
        &self,
        connection: &Connection,
        path: &Path,
        subscription: &str,
    ) -> Result<Option<Checkpoint>, CheckpointError> {
        let sql = format!("SELECT checkpoint FROM {} WHERE subscription = ?1", self.0);
        let json: Option<String> = connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.query_row([subscription], |row| row.get(0)).optional())
            .map_err(|error| failed(path, subscription, &error))?;
        json.map(|json| Checkpoint::parse(&json)).transpose().map_err(|error| {
            CheckpointError::Malformed {
                subscription: subscription.into(),
                place: format!("table `{}` of `{}`", self.0, path.display()),
                reason: error.to_string(),
            }
        })
    }

    /// Stores within the transaction that is open, and that has the lock already.
    pub(in crate::subscription) fn store(
        &self,
        connection: &Connection,
        path: &Path,
        subscription: &str,
        previous: Option<&Checkpoint>,
        checkpoint: &Checkpoint,
    ) -> Result<(), CheckpointError> {
        let stored = self.load(connection, path, subscription)?;
        check_previous(subscription, stored.as_ref(), previous)?;
        let sql = format!(
            "INSERT INTO {} (subscription, checkpoint, stored_at)
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ'))
             ON CONFLICT (subscription) DO UPDATE
             SET checkpoint = excluded.checkpoint, stored_at = excluded.stored_at",
            self.0
        );
        connection
            .prepare_cached(&sql)
            .and_then(|mut insert| insert.execute([subscription, &checkpoint.to_json()]))
            .map_err(|error| failed(path, subscription, &error))?;
        Ok(())
    }
}
