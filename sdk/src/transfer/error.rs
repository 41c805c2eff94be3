use crate::store::{AppendError, ReadError};
use crate::stream::{Revision, StreamName};

/// Why an export or an import ended early. What was done so far is kept, and both go on where they
/// were when they are begun again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// The lines cannot be read or written.
    #[error("the lines cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// A line is not what an export writes.
    #[error("line {line}: {reason}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The file holds an export that has come to its end.
    #[error("`{place}` is a whole export of {events} events; choose another name or remove it")]
    Complete {
        /// The file.
        place: String,
        /// How many events it holds.
        events: u64,
    },
    /// The file was begun with another selection or filter.
    #[error("`{place}` was begun as an export of {found}, not of {wanted}; choose another name")]
    OtherExport {
        /// The file.
        place: String,
        /// What it holds.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// The engine tells no positions, so that an export cannot go on where it was.
    #[error("this engine tells no positions, so `{place}` cannot be finished; remove it")]
    NoPosition {
        /// The file.
        place: String,
    },
    /// Events of a stream are not among the lines, so that the others would get other revisions.
    #[error(
        "line {line}: stream `{stream}` has revision {found} where {expected} comes next, for the events between were \
         scavenged or left out; copy the file of the store instead, or allow other revisions (`Import::renumber`)"
    )]
    Renumbered {
        /// The line, from 1.
        line: u64,
        /// The stream.
        stream: StreamName,
        /// The revision that the target would give.
        expected: Revision,
        /// The revision of the line.
        found: Revision,
    },
    /// The target refused an event.
    #[error("line {line}: {source}")]
    Append {
        /// The line, from 1; the first of those that were appended together.
        line: u64,
        /// Why.
        source: AppendError,
    },
    /// The target holds another event where that of a line should be.
    #[error(
        "line {line}: stream `{stream}` holds another event at revision {revision}; import into a store that does \
         not have this stream"
    )]
    Differs {
        /// The line, from 1.
        line: u64,
        /// The stream.
        stream: StreamName,
        /// Where.
        revision: Revision,
    },
    /// The lines end in the middle of an export. What there was is imported.
    #[error(
        "the lines end after {events} events without the last line of an export; finish that and import again"
    )]
    Unfinished {
        /// The events that there were.
        events: u64,
    },
    /// The last line counts other events than there were. Somebody changed the lines.
    #[error(
        "the last line tells of {expected} events with the digest {expected_digest}, and there were {found} with {found_digest}; \
         use the file as it was exported"
    )]
    Digest {
        /// As the last line says.
        expected: u64,
        /// As the last line says.
        expected_digest: String,
        /// As they were read.
        found: u64,
        /// As they were read.
        found_digest: String,
    },
    /// The source cannot be read, or the target, where the events are compared.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Whoever watched the progress ended it.
    #[error("it was cancelled; begin it again to go on")]
    Cancelled,
}
