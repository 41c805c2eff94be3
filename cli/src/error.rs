use std::io;
use std::path::PathBuf;

/// Why a command could not be run.
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
    /// An argument does not fit.
    #[error("{0}")]
    Usage(String),
    /// Another program cannot be run.
    #[error("cannot run `{program}`: {reason}")]
    Program { program: &'static str, reason: String },
}
