use crate::codec::EncodeError;
use crate::event::DecodeError;
use crate::metadata::MetadataError;
use crate::store::{AppendError, ConnectError, ReadError, StreamMetadataError};
use crate::stream::{Revision, StreamName};

/// What can go wrong between a typed event and a store: one error for the verbs of
/// [`Plumber`](crate::Plumber).
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store could not be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The store refused the append.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The store could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event holds a value that cannot be written. Nothing was appended.
    #[error("nothing was appended to stream `{stream}`: {source}")]
    Encode {
        /// The stream.
        stream: StreamName,
        /// The field and what is wrong with it.
        source: Box<EncodeError>,
    },
    /// A stored event cannot be read as its type.
    #[error("event {revision} of stream `{stream}`: {source}")]
    Decode {
        /// The stream.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
        /// What is wrong.
        source: Box<DecodeError>,
    },
    /// A stored event has metadata that cannot be read.
    #[error("event {revision} of stream `{stream}`: {source}")]
    Metadata {
        /// The stream.
        stream: StreamName,
        /// The event's place in it.
        revision: Revision,
        /// What is wrong.
        source: Box<MetadataError>,
    },
    /// The metadata of a stream says what cannot be: what is stored, or what was to be.
    #[error("stream `{stream}`: {source}")]
    StreamMetadata {
        /// The stream.
        stream: StreamName,
        /// What is wrong.
        source: StreamMetadataError,
    },
}

impl Error {
    /// Whether another writer was first: read the stream again and decide anew.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Append(error) if error.is_conflict())
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Append(error) => error.is_retryable(),
            Self::Read(error) => error.is_retryable(),
            _ => false,
        }
    }
}
