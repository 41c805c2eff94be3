use std::fmt;

/// The place of an event in its stream, from 0.
pub type Revision = u64;

/// What the writer expects of the stream that it appends to.
///
/// The semantics are `KurrentDB`'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedRevision {
    /// Append whatever the stream holds.
    Any,
    /// The stream must not exist, or be softly deleted.
    NoStream,
    /// The stream must hold at least one event, or have metadata, and not be deleted.
    Exists,
    /// The last event of the stream must have this revision.
    Exact(Revision),
}

impl fmt::Display for ExpectedRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any revision"),
            Self::NoStream => f.write_str("no stream"),
            Self::Exists => f.write_str("an existing stream"),
            Self::Exact(revision) => write!(f, "revision {revision}"),
        }
    }
}

/// The place of an event in the whole log: opaque, strictly increasing.
///
/// An engine with one number for a position uses it for both parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Where the transaction that wrote the event ends.
    pub commit: u64,
    /// Where the event itself begins.
    pub prepare: u64,
}

impl Position {
    /// A position of an engine that has one number.
    #[must_use]
    pub const fn single(value: u64) -> Self {
        Self { commit: value, prepare: value }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.commit == self.prepare {
            write!(f, "{}", self.commit)
        } else {
            write!(f, "C:{}/P:{}", self.commit, self.prepare)
        }
    }
}
