use std::sync::Arc;

use super::FilterError;
use crate::stream::{ExpectedRevision, Revision, StreamName};

/// Why an append was refused or failed. Nothing was written, unless the variant says otherwise.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// Somebody else appended first. Read the stream again and decide anew.
    #[error("stream `{stream}` has {}, but {expected} was expected; read it again and retry", revision_text(*.actual))]
    WrongExpectedRevision {
        /// The stream.
        stream: StreamName,
        /// What the writer expected.
        expected: ExpectedRevision,
        /// The last revision of the stream; `None` when there is no stream.
        actual: Option<Revision>,
    },
    /// The stream was tombstoned and takes no more events; or it was softly deleted, and
    /// [`ExpectedRevision::Exists`] asked for one that is there.
    #[error(
        "stream `{stream}` is deleted; use another one, or `ExpectedRevision::NoStream` if it was not deleted for ever"
    )]
    StreamDeleted {
        /// The stream.
        stream: StreamName,
    },
    /// The nil id cannot be a key of idempotency.
    #[error(
        "event {index} (`{event_type}`) for stream `{stream}` has the nil id; give it a fresh one"
    )]
    NilId {
        /// The stream.
        stream: StreamName,
        /// The type of the event.
        event_type: Arc<str>,
        /// Its place in the append, from 0.
        index: usize,
    },
    /// An event is larger than the store takes.
    #[error(
        "event {index} (`{event_type}`) for stream `{stream}` has {size} bytes; the limit is {limit}"
    )]
    TooLarge {
        /// The stream.
        stream: StreamName,
        /// The type of the event.
        event_type: Arc<str>,
        /// Its place in the append, from 0.
        index: usize,
        /// Payload and metadata in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The events of one append are larger than the store takes together.
    #[error("the append to stream `{stream}` has {size} bytes; the limit is {limit}, so split it")]
    AppendTooLarge {
        /// The first stream.
        stream: StreamName,
        /// All payloads and metadata in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A reserved stream or event type is used in a way that would break the store.
    #[error("stream `{stream}` does not take this: {reason}")]
    Reserved {
        /// The stream.
        stream: StreamName,
        /// What is reserved, and what to do.
        reason: String,
    },
    /// The engine cannot do that.
    #[error("this engine has no {capability}; see `EventStore::capabilities`")]
    NotSupported {
        /// What it lacks.
        capability: &'static str,
    },
    /// The storage behind the engine failed. After an I/O error it may be unknown whether the
    /// events were written; a retry with the same ids is safe either way.
    #[error("cannot append to stream `{stream}`: {source}")]
    Storage {
        /// The stream.
        stream: StreamName,
        /// What failed.
        source: StorageError,
    },
}

fn revision_text(revision: Option<Revision>) -> String {
    revision.map_or_else(|| "no events".into(), |revision| format!("revision {revision}"))
}

impl AppendError {
    /// Whether the stream holds something else than the writer thought.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::WrongExpectedRevision { .. })
    }

    /// Whether the same append may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Storage { source, .. } if source.is_retryable())
    }
}

/// Why a read ended early.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such stream.
    #[error("stream `{stream}` does not exist")]
    StreamNotFound {
        /// The stream.
        stream: StreamName,
    },
    /// The stream was tombstoned.
    #[error("stream `{stream}` was deleted for ever")]
    StreamDeleted {
        /// The stream.
        stream: StreamName,
    },
    /// The filter cannot be applied.
    #[error("cannot filter {what}: {source}")]
    Filter {
        /// What was being read.
        what: String,
        /// Why.
        source: FilterError,
    },
    /// The place to begin at is not one of this store.
    #[error("cannot read {what} from {place}: {reason}")]
    InvalidPlace {
        /// What was being read.
        what: String,
        /// The revision or position.
        place: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The engine cannot do that.
    #[error("this engine has no {capability}; see `EventStore::capabilities`")]
    NotSupported {
        /// What it lacks.
        capability: &'static str,
    },
    /// The storage behind the engine failed.
    #[error("cannot read {what}: {source}")]
    Storage {
        /// What was being read: a stream, a category, the log.
        what: String,
        /// What failed.
        source: StorageError,
    },
}

impl ReadError {
    /// Whether the same read may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Storage { source, .. } if source.is_retryable())
    }
}

/// What an engine's storage said.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// Another process holds the file.
    #[error("`{place}` is locked by another process: {reason}; stop it, or try again later")]
    Locked {
        /// The file.
        place: String,
        /// The engine's own words.
        reason: String,
    },
    /// The disk is full.
    #[error("no space is left for `{place}`: {reason}; free some and retry")]
    Full {
        /// The file.
        place: String,
        /// The engine's own words.
        reason: String,
    },
    /// There is no such file, or no folder to create it in.
    #[error("`{place}` cannot be found: {reason}")]
    NotFound {
        /// The file.
        place: String,
        /// What is missing and what to do.
        reason: String,
    },
    /// The file cannot be written.
    #[error("`{place}` is read-only: {reason}; check its permissions and those of its folder")]
    ReadOnly {
        /// The file.
        place: String,
        /// The engine's own words.
        reason: String,
    },
    /// The file is damaged, or is not a store at all.
    #[error(
        "`{place}` is not a readable plumberd store: {reason}; restore it from a backup or choose another file"
    )]
    Corrupt {
        /// The file.
        place: String,
        /// The engine's own words.
        reason: String,
    },
    /// The file was written by a newer plumberd.
    #[error(
        "`{place}` has store format {found}, and this program knows up to {known}; use a newer plumberd"
    )]
    NewerFormat {
        /// The file.
        place: String,
        /// The format of the file.
        found: u32,
        /// The newest format that is known.
        known: u32,
    },
    /// The file was written by an older plumberd, and is not to be converted.
    #[error(
        "`{place}` has store format {found}, and this program writes {known}; allow the migration (`migrate=true`), or use an older plumberd"
    )]
    OlderFormat {
        /// The file.
        place: String,
        /// The format of the file.
        found: u32,
        /// The format of this program.
        known: u32,
    },
    /// The file was moved, deleted or replaced while it was open.
    #[error(
        "`{place}` is not the file any more that was opened; nothing was written: close the store, and open the file that is there now"
    )]
    Replaced {
        /// The file.
        place: String,
    },
    /// The store was closed while the request waited.
    #[error("the store `{place}` is closed")]
    Closed {
        /// The file.
        place: String,
    },
    /// Anything else.
    #[error("`{place}`: {reason}")]
    Other {
        /// The file.
        place: String,
        /// The engine's own words.
        reason: String,
    },
}

impl StorageError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::Full { .. })
    }
}

/// Why a store could not be opened.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL has no scheme that is known.
    #[error("`{scheme}:` is not a known kind of store{}; use one of: {known}", meant_text(*.meant))]
    UnknownScheme {
        /// The scheme found.
        scheme: String,
        /// The scheme that was probably meant.
        meant: Option<&'static str>,
        /// The schemes of this program.
        known: &'static str,
    },
    /// The engine was left out of this program.
    #[error(
        "this program was built without the `{feature}` engine; enable the feature `{feature}` of plumberd"
    )]
    EngineNotBuilt {
        /// The cargo feature to enable.
        feature: &'static str,
    },
    /// The engine is planned, but this version does not have it.
    #[error(
        "`{scheme}:` stores are not in this version of plumberd ({version}); use `sqlite:` or `memory:`, or a newer plumberd"
    )]
    NotInThisVersion {
        /// The scheme found.
        scheme: &'static str,
        /// The version of plumberd.
        version: &'static str,
    },
    /// The URL is malformed. It is not repeated, for it may hold a password.
    #[error("the store URL is not valid at {place}: {reason}")]
    InvalidUrl {
        /// The part of the URL.
        place: &'static str,
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// The storage behind the engine failed.
    #[error("cannot open the store: {0}")]
    Storage(#[from] StorageError),
}

fn meant_text(meant: Option<&'static str>) -> String {
    meant.map_or_else(String::new, |scheme| format!(", did you mean `{scheme}:`?"))
}
