use super::{Hash, MAX_BYTES};

/// A lock file cannot be read. Every message ends with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The file is larger than any that plumberd writes.
    #[error(
        "plumberd.lock.json has {bytes} bytes, the limit is {MAX_BYTES}; restore the file from version control"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A merge was not finished.
    #[error(
        "plumberd.lock.json:{line}: a merge conflict is not resolved; take one side of the file (`git checkout --ours plumberd.lock.json`), then run `plumberd schema accept`"
    )]
    MergeConflict {
        /// The line of the first marker, from 1.
        line: usize,
    },
    /// The file ends in the middle.
    #[error(
        "plumberd.lock.json:{line}:{column}: the file ends too early; restore it from version control, or remove it and run `plumberd schema accept`"
    )]
    Truncated {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The file is not JSON.
    #[error(
        "plumberd.lock.json:{line}:{column}: not JSON: {fault}; restore the file from version control"
    )]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        fault: String,
    },
    /// The JSON is not that of a lock file.
    #[error(
        "plumberd.lock.json:{line}:{column}: {fault}; the file is not written by hand: restore it from version control, then run `plumberd schema accept`"
    )]
    Structure {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        fault: String,
    },
    /// Another version of plumberd wrote the file.
    #[error(
        "plumberd.lock.json has format {found}, this plumberd reads format {}; use the version of plumberd that wrote it, or a newer one",
        super::FORMAT
    )]
    Format {
        /// The format of the file.
        found: u64,
    },
    /// A type does not hold together.
    #[error(
        "plumberd.lock.json: type `{ty}`: {fault}; restore the file from version control, then run `plumberd schema accept`"
    )]
    Type {
        /// The full name.
        ty: String,
        /// What is wrong.
        fault: String,
    },
    /// A type was changed without `plumberd schema accept`.
    #[error(
        "plumberd.lock.json: type `{ty}` was edited by hand: its digest is {found}, the file says {written}; restore the file from version control, change the schema itself, and run `plumberd schema accept`"
    )]
    Edited {
        /// The full name.
        ty: String,
        /// The digest that the file has.
        written: Hash,
        /// The digest of what the file says.
        found: Hash,
    },
}
