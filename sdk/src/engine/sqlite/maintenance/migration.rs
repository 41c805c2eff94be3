//! Files of older formats become files of this one when they are opened.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::super::error::{index_error, storage_error};
use super::super::index::IndexError;
use super::super::log::{Log, last_position};
use super::super::open::open_reader;
use super::super::options::SqliteOptions;
use super::super::row::record_of;
use super::super::schema::{FORMAT, TABLES};
use super::MaintenanceError;
use super::copy::{Copy, with_suffix};
use super::window::{Ordinals, Windows};
use crate::engine::reserved::original_of;
use crate::engine::visibility::Truncation;
use crate::store::{ContentType, StorageError};
use crate::stream::StreamName;

/// The only older format.
const OLD: u32 = 1;
/// Backups of one file that may stand beside it.
const BACKUPS: u32 = 100;

/// Makes the tables of this format, and leaves those of the old one under other names. Views of
/// other people are left as they are.
const BEGIN: &str = "
PRAGMA legacy_alter_table = ON;
DROP VIEW IF EXISTS v_events;
ALTER TABLE events RENAME TO old_events;
ALTER TABLE streams RENAME TO old_streams;
ALTER TABLE types RENAME TO old_types;
ALTER TABLE categories RENAME TO old_categories;
";
/// Streams of the server, and those without a `-`, were in categories once.
const NAMES: &str = "
INSERT INTO categories SELECT id, name FROM old_categories;
INSERT INTO types SELECT id, name FROM old_types;
INSERT INTO streams SELECT id,
    CASE WHEN substr(name, 1, 1) = '$' OR instr(name, '-') < 2 THEN NULL ELSE category_id END,
    name FROM old_streams;
DELETE FROM categories WHERE id NOT IN
    (SELECT category_id FROM streams WHERE category_id IS NOT NULL);
";
const LONE_NAMES: &str = "
INSERT INTO lone_names SELECT name, id FROM streams
WHERE id NOT IN (SELECT stream_id FROM events WHERE revision = 0);
";
const END: &str = "
DROP TABLE old_events;
DROP TABLE old_streams;
DROP TABLE old_types;
DROP TABLE old_categories;
PRAGMA legacy_alter_table = OFF;
";

/// Converts a file of an older format, in one transaction: whatever ends it, the file is of the one
/// format or the other. A backup is made before.
pub(in super::super) fn migrate(
    path: &Path,
    connection: &Connection,
    options: &SqliteOptions,
) -> Result<(), StorageError> {
    let failed = |error: rusqlite::Error| storage_error(path, &error);
    // From here on nobody else writes; the lock ends with the connection, if not before.
    connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    // Another process may have been first.
    if format(connection).map_err(failed)? == OLD {
        back_up(path, connection, options)?;
        convert(connection, options).map_err(|error| match index_error(path, &error) {
            StorageError::Full { place, reason } => {
                let reason = format!(
                    "{reason}, while it was converted to store format {FORMAT}, which takes three times its size for \
                     a while; it is still of format {OLD}"
                );
                StorageError::Full { place, reason }
            }
            other => other,
        })?;
    }
    connection.execute_batch("COMMIT").map_err(failed)?;
    // The log holds the whole file now; when somebody reads it, it is copied later.
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    Ok(())
}

fn format(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Copies the file to one beside it, unless one that is there already is such a copy.
fn back_up(
    path: &Path,
    connection: &Connection,
    options: &SqliteOptions,
) -> Result<PathBuf, StorageError> {
    let failed = |error: rusqlite::Error| storage_error(path, &error);
    let base = with_suffix(path, &format!(".format{OLD}.bak"));
    // SQLite copies nothing out of the connection that holds the lock.
    let source = open_reader(path, options).map_err(failed)?;
    source.execute_batch("BEGIN").map_err(failed)?;
    let last = last_event(connection).map_err(failed)?;
    for number in 1..=BACKUPS {
        let backup = match number {
            1 => base.clone(),
            number => with_suffix(&base, &number.to_string()),
        };
        if backup.exists() {
            // What a migration has left that was killed after this step.
            if last_event_of(&backup).is_ok_and(|found| found == last) {
                return Ok(backup);
            }
            continue;
        }
        // Nobody else makes one while this process holds the lock, so it was killed.
        let _ = std::fs::remove_file(with_suffix(&backup, ".partial"));
        return match Copy::begin(&backup)
            .and_then(|copy| copy.fill(&source, &mut |_, _| ControlFlow::Continue(())))
        {
            Ok(_) => Ok(backup),
            Err(MaintenanceError::Storage(error)) => Err(error),
            Err(error) => {
                let place = backup.display().to_string();
                Err(StorageError::Other { place, reason: error.to_string() })
            }
        };
    }
    let reason = format!("there are {BACKUPS} backups of it already; remove some");
    Err(StorageError::Other { place: base.display().to_string(), reason })
}

/// What tells one state of an old file from the others: it only grew.
type LastEvent = Option<(i64, Vec<u8>)>;

fn last_event(connection: &Connection) -> rusqlite::Result<LastEvent> {
    connection
        .query_row(
            "SELECT position, event_id FROM events ORDER BY position DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
}

fn last_event_of(backup: &Path) -> rusqlite::Result<LastEvent> {
    last_event(&Connection::open(backup)?)
}

fn convert(connection: &Connection, options: &SqliteOptions) -> Result<(), IndexError> {
    connection.execute_batch(BEGIN)?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(NAMES)?;
    copy_events(connection)?;
    connection.execute_batch(LONE_NAMES)?;
    let mut log = Log::new(connection, options, Arc::default(), Arc::default())?;
    index(connection, &mut log)?;
    log.catch_up()?;
    describe_streams(connection, &mut log)?;
    connection.execute_batch(END)?;
    connection.execute_batch(&format!("PRAGMA user_version = {FORMAT}"))?;
    Ok(())
}

fn copy_events(connection: &Connection) -> Result<(), IndexError> {
    let mut add = connection.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut old = connection.prepare(
        "SELECT e.position, e.stream_id, e.revision, e.type_id, e.recorded_at, e.event_id,
                e.content_type, e.metadata, e.data, s.name
         FROM old_events e JOIN streams s ON s.id = e.stream_id ORDER BY e.position",
    )?;
    let mut rows = old.query([])?;
    let mut record = Vec::new();
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        let damaged = || IndexError::Event(position);
        let id = Uuid::from_slice(row.get_ref(5)?.as_blob().map_err(|_| damaged())?);
        let content_type = match row.get::<_, i64>(6)? {
            0 => ContentType::Json,
            1 => ContentType::Binary,
            _ => return Err(damaged()),
        };
        let part = |column| row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from);
        let (metadata, data) = (part(7)?, part(8)?);
        let id = id.map_err(|_| damaged())?;
        let stream = row.get_ref(9)?.as_str().map_err(rusqlite::Error::from)?;
        record_of(id, content_type, stream, metadata, data, &mut record);
        add.execute(params![
            position,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, i64>(3)?,
            row.get::<_, i64>(4)?,
            record,
        ])?;
    }
    Ok(())
}

/// Applies stream metadata that was written when the store only kept it.
fn describe_streams(connection: &Connection, log: &mut Log<'_>) -> Result<(), IndexError> {
    let mut metadata = connection.prepare(
        "SELECT s.name, e.content_type, e.data FROM old_streams s JOIN old_events e ON
         e.stream_id = s.id AND
         e.revision = (SELECT max(revision) FROM old_events WHERE stream_id = s.id)
         WHERE substr(s.name, 1, 2) = '$$'",
    )?;
    let mut rows = metadata.query([])?;
    while let Some(row) = rows.next()? {
        let name = StreamName::parse(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        let Some(of) = name.ok().and_then(|name| original_of(&name)) else { continue };
        let content_type =
            if row.get::<_, i64>(1)? == 0 { ContentType::Json } else { ContentType::Binary };
        let data = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        log.describe(&of, Truncation::of_event(content_type, data))?;
    }
    Ok(())
}

/// Makes the runs of the index.
fn index(connection: &Connection, log: &mut Log<'_>) -> Result<(), IndexError> {
    let mut windows = Windows::up_to(last_position(connection)?);
    let mut ordinals = Ordinals::default();
    while let Some(window) =
        windows.next(connection, &mut |position, _| Err(IndexError::Event(position)))?
    {
        let (run, chunks, filter) = ordinals.run(log.reserve_run()?, &window)?;
        log.add_chunks(run.id, &chunks)?;
        log.add_filter(run.id, 0, &filter.pieces())?;
        log.add_run(&run)?;
    }
    Ok(())
}
