use std::path::Path;

use rusqlite::{Error, ErrorCode};

use super::index::IndexError;
use crate::store::StorageError;

/// `SQLITE_IOERR_SHMSIZE`: the index of the log could not grow, which is how a full disk shows
/// itself there.
const SHM_CANNOT_GROW: i32 = 0x0a | (19 << 8);

/// What went wrong with the index.
pub(super) fn index_error(path: &Path, error: &IndexError) -> StorageError {
    match error {
        IndexError::Sqlite(error) => storage_error(path, error),
        IndexError::Damaged => StorageError::Corrupt {
            place: path.display().to_string(),
            reason: "its index cannot be read".into(),
        },
        IndexError::Event(position) => StorageError::Corrupt {
            place: path.display().to_string(),
            reason: format!("the event at position {position} cannot be read"),
        },
    }
}

/// Sorts what `SQLite` says about a file.
pub(crate) fn storage_error(path: &Path, error: &Error) -> StorageError {
    let place = path.display().to_string();
    let reason = error.to_string();
    let Error::SqliteFailure(failure, _) = error else {
        return StorageError::Other { place, reason };
    };
    match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => StorageError::Locked { place, reason },
        ErrorCode::DiskFull => StorageError::Full { place, reason },
        ErrorCode::SystemIoFailure if failure.extended_code == SHM_CANNOT_GROW => {
            StorageError::Full { place, reason }
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            StorageError::ReadOnly { place, reason }
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StorageError::Corrupt { place, reason }
        }
        _ => StorageError::Other { place, reason },
    }
}
