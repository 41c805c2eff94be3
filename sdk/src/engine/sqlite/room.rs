//! Room for the log of `SQLite`: zeros behind its end. To write over them takes a third of the time that
//! it takes to make a file longer, because the file system then has nothing to note down.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::background::CHECKPOINT_BYTES;
use super::identity::Identity;
use super::open::log_of;
use super::queue::Queue;
use super::writer::{Request, ask_alone};
use crate::store::StorageError;

/// Bytes appended after which a store gets the room: one that is opened for a few events does not.
pub(super) const FROM: usize = 1024 * 1024;
/// The length of the log when it is copied is a little above the bytes that are counted.
const LENGTH: u64 = CHECKPOINT_BYTES as u64 / 4 * 5;
/// Bytes at a time, for which an append may have to wait: a tenth of a millisecond.
const SLICE: usize = 256 * 1024;

/// Makes the log as long as it will become anyway, in slices between the appends.
///
/// What is behind the last frame means nothing to `SQLite`: after each copy, old frames are there.
pub(super) fn make_room(
    path: &Path,
    identity: Identity,
    writer: &Queue<Request>,
    mut goes_on: impl FnMut() -> bool,
) -> Result<(), StorageError> {
    let failed = |error: io::Error| StorageError::Other {
        place: path.display().to_string(),
        reason: format!("its log cannot be made longer: {error}"),
    };
    let log = Arc::new(File::options().write(true).open(log_of(path)).map_err(failed)?);
    let mut length = log.metadata().map_err(failed)?.len();
    while length < LENGTH && goes_on() {
        let (file, at) = (Arc::clone(&log), path.to_owned());
        ask_alone(writer, path, move |connection| {
            // Nobody else writes to the log now, in no process.
            connection.execute_batch("BEGIN IMMEDIATE")?;
            if identity.is_at(&at) {
                // What fails here shows in the length.
                let _ = extend(&file);
            }
            connection.execute_batch("ROLLBACK")
        })?;
        let before = length;
        length = log.metadata().map_err(failed)?.len();
        if length <= before {
            break;
        }
        // Or the next append would wait for it.
        log.sync_data().map_err(failed)?;
    }
    Ok(())
}

/// Adds a slice of zeros, or nothing.
fn extend(mut file: &File) -> io::Result<()> {
    let end = file.seek(SeekFrom::End(0))?;
    // A full disk is left as it was.
    file.write_all(&vec![0; SLICE]).or_else(|error| file.set_len(end).and(Err(error)))
}
