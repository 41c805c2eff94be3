use std::ops::ControlFlow;
use std::path::Path;

use super::super::SqliteStore;
use super::super::error::storage_error;
use super::super::log::last_position;
use super::super::open::{checked_path, open_reader};
use super::super::row::from_column;
use super::MaintenanceError;
use super::copy::Copy;
use super::progress::{MaintenanceProgress, Stage};
use crate::stream::Position;

/// What [`SqliteStore::backup_to`] has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupReport {
    /// The last event that it holds, with all before it; `None` when there is none.
    pub last: Option<Position>,
    /// Its length.
    pub bytes: u64,
}

impl SqliteStore {
    /// Copies the store, as it is when this begins, into a new file, while appends and reads go on.
    /// The file has its name when it is whole, durable and checked; until then the name has `.partial`
    /// behind it. It is a store like any other: to restore it, put it in the place of this one while no
    /// process has that open, and remove the `-wal` and `-shm` beside.
    ///
    /// Blocks, so in an async program it is for a thread of its own. The log of `SQLite` (`…-wal`)
    /// grows meanwhile by what is appended.
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// # use plumberd::engine::sqlite::SqliteStore;
    /// # let folder = std::env::temp_dir().join(format!("plumberd-backup-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let store = SqliteStore::open(folder.join("events.db"))?;
    /// store.backup_to(folder.join("monday.db"), |_| ControlFlow::Continue(()))?;
    /// # drop(store);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is a file of this name, or a `.partial` of one; when it cannot be written; when the
    /// store is damaged; or when it is cancelled. Then nothing of it is left.
    pub fn backup_to(
        &self,
        path: impl AsRef<Path>,
        mut progress: impl FnMut(MaintenanceProgress) -> ControlFlow<()>,
    ) -> Result<BackupReport, MaintenanceError> {
        if path.as_ref().is_file() {
            let place = path.as_ref().display().to_string();
            return Err(MaintenanceError::Exists { place });
        }
        let path = checked_path(path.as_ref(), true)?;
        let failed = |error: rusqlite::Error| storage_error(&self.path, &error);
        let source = open_reader(&self.path, &self.options).map_err(failed)?;
        source.execute_batch("BEGIN").map_err(failed)?;
        // From here on it sees the same state.
        let last = last_position(&source).map_err(failed)?;
        let copy = Copy::begin(&path)?;
        let bytes = copy.fill(&source, &mut |done, total| {
            progress(MaintenanceProgress { stage: Stage::Copy, done, total })
        })?;
        let last = (last > 0).then(|| Position::single(from_column(last)));
        Ok(BackupReport { last, bytes })
    }
}
