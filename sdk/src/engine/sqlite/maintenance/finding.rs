use std::fmt;

use crate::stream::{Position, Revision, StreamName};

/// What [`SqliteStore::check`](super::super::SqliteStore::check) has found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// `SQLite` finds its file damaged. Restore a backup, or export what can be read.
    File {
        /// `SQLite`'s own words.
        reason: String,
    },
    /// A run of the index is not as it was written. The index can be
    /// [made again](super::super::SqliteStore::rebuild_index).
    Run {
        /// The number of the run.
        run: i64,
        /// What is wrong.
        reason: String,
    },
    /// An event cannot be read. Restore a backup, or export what can be read.
    Event {
        /// Where it stands.
        position: Position,
        /// What is wrong.
        reason: &'static str,
    },
    /// Events of a stream are missing that no scavenge has removed. Restore a backup.
    Gap {
        /// The stream.
        stream: StreamName,
        /// The revision that comes next.
        expected: Revision,
        /// The revision that is there.
        found: Revision,
    },
    /// The index does not lead to an event, or leads elsewhere. The index can be
    /// [made again](super::super::SqliteStore::rebuild_index).
    Index {
        /// A stream, a category, a type ….
        list: String,
        /// Where the log and the index begin to differ.
        position: Position,
    },
    /// The index leads to events that are not there. The index can be
    /// [made again](super::super::SqliteStore::rebuild_index).
    Stray {
        /// The streams, the categories, the types ….
        lists: &'static str,
        /// How many places they should have.
        expected: u64,
        /// How many they have.
        found: u64,
    },
    /// What is kept of the metadata of a stream is not what its last metadata event says. Set the
    /// metadata again.
    Metadata {
        /// The stream.
        stream: StreamName,
        /// What is wrong.
        reason: &'static str,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { reason } => write!(f, "the file: {reason}"),
            Self::Run { run, reason } => write!(f, "run {run} of the index: {reason}"),
            Self::Event { position, reason } => {
                write!(f, "the event at position {position}: {reason}")
            }
            Self::Gap { stream, expected, found } => {
                write!(f, "stream `{stream}`: revision {found} comes where {expected} should")
            }
            Self::Index { list, position } => {
                write!(f, "{list}: the index is wrong from position {position} on")
            }
            Self::Stray { lists, expected, found } => {
                write!(f, "the index has {found} places of {lists}, and should have {expected}")
            }
            Self::Metadata { stream, reason } => write!(f, "stream `{stream}`: {reason}"),
        }
    }
}

/// What [`SqliteStore::check`](super::super::SqliteStore::check) has found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct CheckReport {
    /// The events that were read.
    pub events: u64,
    /// The streams that there are.
    pub streams: u64,
    /// The runs of the index.
    pub runs: usize,
    /// What is wrong: the first thousand.
    pub findings: Vec<Finding>,
    /// Whether everything was looked at. It was not when the file cannot be read on, or there were too
    /// many findings.
    pub complete: bool,
}

impl CheckReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.complete && self.findings.is_empty()
    }
}

impl fmt::Display for CheckReport {
    /// One line, and one more for each finding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, streams, runs, findings, complete } = self;
        let found = findings.len();
        write!(f, "{events} events in {streams} streams, {runs} runs, {found} findings")?;
        if !complete {
            f.write_str("; not everything was looked at")?;
        }
        findings.iter().try_for_each(|finding| write!(f, "\n{finding}"))
    }
}
