use crate::store::StorageError;

/// Why work on a whole store ended early.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MaintenanceError {
    /// Whoever watched the progress ended it.
    #[error("it was cancelled; what was done so far is kept, and it can be begun again")]
    Cancelled,
    /// There is a file where the copy should be.
    #[error("`{place}` exists, and a backup never overwrites; choose another name or remove it")]
    Exists {
        /// The file.
        place: String,
    },
    /// There is a copy that somebody began.
    #[error(
        "`{place}` is an unfinished backup; wait for it, or remove it when no process is writing it"
    )]
    Unfinished {
        /// The file.
        place: String,
    },
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
