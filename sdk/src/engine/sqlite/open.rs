use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::vtab::array;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::storage_error;
use super::maintenance::migration::migrate;
use super::options::SqliteOptions;
use super::schema::{APPLICATION_ID, FORMAT, TABLES};
use super::writer::synchronous;
use crate::store::StorageError;

/// Bytes that the log keeps after it was copied; a rare huge append must not occupy the disk for
/// ever.
const LOG_KEEPS: u32 = 64 * 1024 * 1024;
/// The length of a `SQLite` file is a multiple of this many bytes.
const SMALLEST_PAGE: u64 = 512;
/// Bytes of the file that a reader maps: as many as `SQLite` allows. Reading a page then needs no call of
/// the system, which makes a read of scattered events half as fast again.
const MAPPED: u32 = 0x7fff_0000;
/// The most page cache of one reader in MiB: the inner pages of a store of ten million events are half of it.
const READER_CACHE_MIB: u32 = 32;

/// The absolute path of a file that may be opened or created.
///
/// Absolute, because readers open it later, perhaps in another working directory, and because
/// `SQLite` gives names such as `file:…` a meaning of their own. The file itself is not opened here:
/// closing it again would release the locks of another store of this process.
pub(super) fn checked_path(path: &Path, create: bool) -> Result<PathBuf, StorageError> {
    let place = path.display().to_string();
    if path.as_os_str().is_empty() || path == Path::new(":memory:") {
        let reason = "a SQLite store needs a file; for a store in memory, use `memory:`".into();
        return Err(StorageError::Other { place, reason });
    }
    let path = std::path::absolute(path)
        .map_err(|error| StorageError::Other { place: place.clone(), reason: error.to_string() })?;
    let folder = path.parent().unwrap_or(&path);
    if path.is_dir() {
        let reason = "it is a folder; give the path of a file in it".into();
        Err(StorageError::Other { place, reason })
    } else if let Ok(metadata) = path.metadata() {
        // SQLite takes a few bytes of anything for an empty file, and overwrites them; and does not
        // miss the end of the last page. Beside a log, it is for SQLite to mend the file.
        if metadata.len() % SMALLEST_PAGE != 0 && !log_of(&path).exists() {
            let reason = "it is not a SQLite file, or its end is missing".into();
            return Err(StorageError::Corrupt { place, reason });
        }
        Ok(path)
    } else if !create {
        let reason = "there is no such file; check the path, or allow to create it".into();
        Err(StorageError::NotFound { place, reason })
    } else if !folder.is_dir() {
        let reason = "its folder does not exist; create it first".into();
        Err(StorageError::NotFound { place, reason })
    } else {
        Ok(path)
    }
}

/// The log of `SQLite`, beside its file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Opens the connection of the writer, and makes the file a store if it is new.
pub(super) fn open_writer(
    path: &Path,
    options: &SqliteOptions,
) -> Result<Connection, StorageError> {
    let deadline = Instant::now() + options.busy_timeout;
    loop {
        match try_open_writer(path, options) {
            // Two processes that create the same file can meet where SQLite does not wait.
            Err(StorageError::Locked { .. }) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(2));
            }
            result => return result,
        }
    }
}

fn try_open_writer(path: &Path, options: &SqliteOptions) -> Result<Connection, StorageError> {
    let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
        // The file may be readable, but not the folder in which its log has to be.
        Some(ErrorCode::CannotOpen) => {
            StorageError::ReadOnly { place: path.display().to_string(), reason: error.to_string() }
        }
        _ => storage_error(path, &error),
    };
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, options.create);
    let connection = open(path, flags, options).map_err(failed)?;
    if connection.is_readonly("main").map_err(failed)? {
        let reason = "this process may not write it".into();
        return Err(StorageError::ReadOnly { place: path.display().to_string(), reason });
    }
    let format = check_format(&connection, path)?;
    if let Format::Older(found) = format
        && !options.migrate
    {
        let place = path.display().to_string();
        return Err(StorageError::OlderFormat { place, found, known: FORMAT });
    }
    let cache_kib = u64::from(options.cache_mib) * 1024;
    let page_size = options.page_size;
    connection
        .execute_batch(&format!(
            "PRAGMA page_size = {page_size}; PRAGMA cache_size = -{cache_kib};
             PRAGMA foreign_keys = OFF;"
        ))
        .map_err(failed)?;
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        let reason = format!("its file system cannot hold a write-ahead log (mode {mode})");
        return Err(StorageError::Other { place: path.display().to_string(), reason });
    }
    synchronous(&connection, options.durability).map_err(failed)?;
    connection
        .execute_batch(&format!(
            "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {LOG_KEEPS};"
        ))
        .map_err(failed)?;
    if let Format::Older(_) = format {
        migrate(path, &connection, options)?;
    }
    if format == Format::None {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        // Another process may have been first. When this fails, the transaction ends with the
        // connection.
        if check_format(&connection, path)? == Format::None {
            connection
                .execute_batch(&format!(
                    "{TABLES} PRAGMA application_id = {APPLICATION_ID};
                     PRAGMA user_version = {FORMAT};"
                ))
                .map_err(failed)?;
        }
        connection.execute_batch("COMMIT").map_err(failed)?;
    }
    Ok(connection)
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// It is empty.
    None,
    /// One that is converted first.
    Older(u32),
    /// The one of this program.
    Current,
}

/// The format of the file; an error if it is not ours.
fn check_format(connection: &Connection, path: &Path) -> Result<Format, StorageError> {
    let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => {
            StorageError::ReadOnly { place: path.display().to_string(), reason: error.to_string() }
        }
        _ => storage_error(path, &error),
    };
    // One statement, so that all three are of one moment: another process may be making the file.
    let (application, format, tables) = connection
        .query_row(
            "SELECT (SELECT application_id FROM pragma_application_id),
                    (SELECT user_version FROM pragma_user_version),
                    (SELECT count(*) FROM sqlite_schema)",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)),
        )
        .map_err(failed)?;
    if application == 0 && format == 0 && tables == 0 {
        return Ok(Format::None);
    }
    let place = path.display().to_string();
    if application != i64::from(APPLICATION_ID) {
        let reason = format!(
            "it is a SQLite file of another program (application id {application}, {tables} tables and indexes)"
        );
        return Err(StorageError::Corrupt { place, reason });
    }
    match u32::try_from(format) {
        Ok(FORMAT) => Ok(Format::Current),
        Ok(found) if (1..FORMAT).contains(&found) => Ok(Format::Older(found)),
        Ok(found) if found > FORMAT => {
            Err(StorageError::NewerFormat { place, found, known: FORMAT })
        }
        _ => {
            let reason = format!("there was never a store format {format}");
            Err(StorageError::Corrupt { place, reason })
        }
    }
}

/// Opens the connection of the background of a store that is open already. It copies the log and looks,
/// and never writes.
pub(super) fn open_background(
    path: &Path,
    options: &SqliteOptions,
) -> rusqlite::Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, options)?;
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4096;")?;
    Ok(connection)
}

/// Opens the connection of a reader of a store that is open already.
pub(super) fn open_reader(path: &Path, options: &SqliteOptions) -> rusqlite::Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, options)?;
    let cache_kib = u64::from((options.cache_mib / 2).clamp(1, READER_CACHE_MIB)) * 1024;
    connection.execute_batch(&format!(
        "PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = {MAPPED};"
    ))?;
    array::load_module(&connection)?;
    Ok(connection)
}

/// What all connections have in common.
fn open(path: &Path, flags: OpenFlags, options: &SqliteOptions) -> rusqlite::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(options.busy_timeout)?;
    // A file from elsewhere may hold views and triggers: they are not to call functions.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Otherwise a statement with a limit that is bound is compiled again for each number, as if that
    // might change how it is done.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}
