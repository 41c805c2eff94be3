use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::event::RegistryError;
use crate::schema::diagnostic::Diagnostic;
use crate::schema::lock::LockError;
use crate::schema::model::CollectError;

/// The schema of a program is not the accepted one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// Two events have the same name.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Two types have the same full name.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// There is no lock file.
    #[error(
        "{lock} is missing: restore it from version control, or, if no schema was accepted yet, write it with `PLUMBERD_ACCEPT=1 cargo test` and commit it"
    )]
    Missing {
        /// The lock file.
        lock: PathBuf,
    },
    /// The file is not a lock file, or was not written by plumberd.
    #[error(
        "{lock} is not written over: {source} (for types written in Rust, `PLUMBERD_ACCEPT=1 cargo test` accepts)"
    )]
    Lock {
        /// The lock file.
        lock: PathBuf,
        /// What is wrong with it.
        source: LockError,
    },
    /// The schema has changes that break nobody.
    #[error(
        "the schema has changes that {lock} does not have yet:\n{}accept them with `PLUMBERD_ACCEPT=1 cargo test`, and commit the file",
        Rendered(.diagnostics)
    )]
    Unaccepted {
        /// The lock file.
        lock: PathBuf,
        /// The changes.
        diagnostics: Vec<Diagnostic>,
    },
    /// The schema has changes that break somebody.
    #[error(
        "the schema breaks what {lock} promises:\n{}take the changes back, or give the event a new version; what no one has stored or reads is accepted with `PLUMBERD_ACCEPT=breaking cargo test`",
        Rendered(.diagnostics)
    )]
    Refused {
        /// The lock file.
        lock: PathBuf,
        /// The changes, those that break nobody among them.
        diagnostics: Vec<Diagnostic>,
    },
    /// The file system refused.
    #[error("cannot {action} {lock}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The lock file.
        lock: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Findings as compilers print them.
struct Rendered<'a>(&'a [Diagnostic]);

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| f.write_str(&finding.render(None)))
    }
}
