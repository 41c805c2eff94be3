use std::io;
use std::path::PathBuf;

use plumberd::engine::sqlite::MaintenanceError;
use plumberd::store::{AppendError, ConnectError, ReadError};
use plumberd::transfer::TransferError;

/// Why a command could not be run, or not to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// A file is there that the command would have to replace.
    #[error("{} is there already; nothing was written", path.display())]
    Exists { path: PathBuf },
    /// What is printed cannot be.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    /// What is read cannot be.
    #[error("cannot read standard input: {0}")]
    Stdin(io::Error),
    /// An argument does not fit.
    #[error("{0}")]
    Usage(String),
    /// Another program cannot be run.
    #[error("cannot run `{program}`: {reason}")]
    Program { program: &'static str, reason: String },
    /// Something was looked for, or asked of the store, and it is not so.
    #[error("{0}")]
    Refused(String),
    /// A store cannot be opened.
    #[error("{0}")]
    Connect(#[from] ConnectError),
    /// A store refuses an append.
    #[error("{0}")]
    Append(#[from] AppendError),
    /// A store cannot be read.
    #[error("{}{}", .0, remedy(.0))]
    Events(#[from] ReadError),
    /// Events cannot be carried from one place to another.
    #[error("{0}")]
    Transfer(#[from] TransferError),
    /// Work on a whole store has failed.
    #[error("{0}")]
    Maintenance(#[from] MaintenanceError),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted; {0}")]
    Interrupted(String),
}

impl CliError {
    /// How the command ends: 1 when something was found or refused, 130 when it was interrupted as shells
    /// say it, 2 for everything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Transfer(TransferError::Cancelled)
            | Self::Maintenance(MaintenanceError::Cancelled)
            | Self::Interrupted(_) => 130,
            Self::Append(error) | Self::Transfer(TransferError::Append { source: error, .. })
                if matches!(error, AppendError::Storage { .. }) =>
            {
                2
            }
            Self::Refused(_)
            | Self::Append(_)
            | Self::Events(ReadError::StreamNotFound { .. } | ReadError::StreamDeleted { .. })
            | Self::Transfer(
                TransferError::Line { .. }
                | TransferError::Renumbered { .. }
                | TransferError::Append { .. }
                | TransferError::Differs { .. }
                | TransferError::Unfinished { .. }
                | TransferError::Digest { .. }
                | TransferError::OtherExport { .. }
                | TransferError::Complete { .. },
            )
            | Self::Maintenance(
                MaintenanceError::Exists { .. } | MaintenanceError::Unfinished { .. },
            ) => 1,
            _ => 2,
        }
    }
}

/// What the library leaves to its callers to say.
fn remedy(error: &ReadError) -> &'static str {
    match error {
        ReadError::StreamNotFound { .. } => "; `plumberd streams` lists those that there are",
        _ => "",
    }
}
