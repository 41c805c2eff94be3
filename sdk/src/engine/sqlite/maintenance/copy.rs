use std::fs::{self, File, OpenOptions};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::super::error::storage_error;
use super::MaintenanceError;
use crate::store::StorageError;

/// Pages that are copied at once: some MiB, so that progress is told often.
const STEP: i32 = 1024;
/// How long to wait for somebody who locks the file.
const PATIENCE: Duration = Duration::from_millis(5);

/// A copy of a database in a file of its own. Until it is whole, its name ends in `.partial`.
pub(super) struct Copy<'a> {
    to: &'a Path,
    partial: PathBuf,
}

impl<'a> Copy<'a> {
    /// Begins a file that does not exist yet.
    pub(super) fn begin(to: &'a Path) -> Result<Self, MaintenanceError> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(MaintenanceError::Exists { place: to.display().to_string() });
        }
        let partial = with_suffix(to, ".partial");
        match OpenOptions::new().write(true).create_new(true).open(&partial) {
            Ok(_) => Ok(Self { to, partial }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(MaintenanceError::Unfinished { place: partial.display().to_string() })
            }
            Err(error) => Err(io_error(&partial, &error).into()),
        }
    }

    /// Copies what a connection sees: it has a transaction open, or the copy would begin again whenever
    /// something is written. Tells the pages that are done, and how many there are.
    pub(super) fn fill(
        self,
        source: &Connection,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<u64, MaintenanceError> {
        let done = self.copy(source, progress).and_then(|()| self.finish());
        if done.is_err() {
            for suffix in ["", "-wal", "-shm", "-journal"] {
                let _ = fs::remove_file(with_suffix(&self.partial, suffix));
            }
        }
        done
    }

    fn copy(
        &self,
        source: &Connection,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), MaintenanceError> {
        let failed = |error: rusqlite::Error| storage_error(self.to, &error);
        // Whoever may not read the store is not to read its copy.
        if let Some(permissions) =
            source.path().and_then(|path| fs::metadata(path).ok()).map(|found| found.permissions())
        {
            fs::set_permissions(&self.partial, permissions)
                .map_err(|error| io_error(&self.partial, &error))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(&self.partial, flags).map_err(failed)?;
        {
            let backup = Backup::new(source, &mut target).map_err(failed)?;
            loop {
                let step = backup.step(STEP).map_err(failed)?;
                let pages = backup.progress();
                let total = u64::try_from(pages.pagecount).unwrap_or(0);
                let left = u64::try_from(pages.remaining).unwrap_or(0);
                if progress(total.saturating_sub(left), total).is_break() {
                    return Err(MaintenanceError::Cancelled);
                }
                match step {
                    StepResult::Done => break,
                    StepResult::Busy | StepResult::Locked => std::thread::sleep(PATIENCE),
                    _ => {}
                }
            }
        }
        let said: String =
            target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
        if said != "ok" {
            let place = self.to.display().to_string();
            let reason = format!("the copy is damaged, as the store may be: {said}");
            return Err(StorageError::Corrupt { place, reason }.into());
        }
        target.close().map_err(|(_, error)| failed(error).into())
    }

    /// Gives the file its name; its length.
    fn finish(&self) -> Result<u64, MaintenanceError> {
        let failed = |error: io::Error| io_error(self.to, &error);
        let file = File::open(&self.partial).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        match fs::hard_link(&self.partial, self.to) {
            Ok(()) => fs::remove_file(&self.partial).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(MaintenanceError::Exists { place: self.to.display().to_string() });
            }
            // Not every file system has links.
            Err(_) => fs::rename(&self.partial, self.to).map_err(failed)?,
        }
        sync_folder(self.to).map_err(failed)?;
        Ok(bytes)
    }
}

/// Makes the name of a file durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened, and its names are durable by themselves.
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Sorts what the system says about a file.
fn io_error(path: &Path, error: &io::Error) -> StorageError {
    let (place, reason) = (path.display().to_string(), error.to_string());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            StorageError::Full { place, reason }
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StorageError::ReadOnly { place, reason }
        }
        io::ErrorKind::NotFound => StorageError::NotFound {
            place,
            reason: "its folder does not exist; create it first".into(),
        },
        _ => StorageError::Other { place, reason },
    }
}
