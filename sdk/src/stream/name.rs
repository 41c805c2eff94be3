use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use plumberd_schema::name::MAX_CATEGORY;
use uuid::Uuid;

use super::{Category, CategoryError};

/// The longest stream name in bytes that every engine takes.
const MAX_LEN: usize = 1024;
/// The longest id: with the longest category and the dash, it makes the longest name.
const MAX_ID_LEN: usize = MAX_LEN - MAX_CATEGORY - 1;

/// The part of a stream name after its first `-`.
///
/// ```
/// use plumberd::stream::StreamId;
///
/// assert_eq!(StreamId::parse("rec-123")?.as_str(), "rec-123");
/// assert!(StreamId::parse("").is_err());
/// assert_eq!(StreamId::from(7u64).as_str(), "7");
/// # Ok::<(), plumberd::stream::StreamNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(String);

impl StreamId {
    /// An id that is free text.
    ///
    /// # Errors
    /// When the text is empty, too long, or holds control characters.
    pub fn parse(id: impl Into<String>) -> Result<Self, StreamNameError> {
        let id = id.into();
        check(&id, MAX_ID_LEN)?;
        Ok(Self(id))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Uuid> for StreamId {
    /// Lower-case, dashed: the form that .NET and Python write.
    fn from(id: Uuid) -> Self {
        Self(id.hyphenated().to_string())
    }
}

macro_rules! from_integer {
    ($($integer:ty)*) => { $(
        impl From<$integer> for StreamId {
            fn from(id: $integer) -> Self {
                Self(id.to_string())
            }
        }
    )* };
}
from_integer!(u8 u16 u32 u64 i32 i64);

impl FromStr for StreamId {
    type Err = StreamNameError;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Self::parse(id)
    }
}

/// The name of a stream, normally `{Category}-{StreamId}`.
///
/// ```
/// use plumberd::stream::{Category, StreamId, StreamName};
///
/// let name = StreamName::new(&Category::from_static("A"), &StreamId::parse("b-c-d")?);
/// assert_eq!(name.as_str(), "A-b-c-d");
/// assert_eq!(name.category(), "A");
/// assert_eq!(name.id(), Some("b-c-d"));
/// # Ok::<(), plumberd::stream::StreamNameError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamName(Arc<str>);

impl StreamName {
    /// The stream of one thing in a category.
    #[must_use]
    pub fn new(category: &Category, id: &StreamId) -> Self {
        Self(format!("{category}-{id}").into())
    }

    /// Any stream name, also one without an id (`audit`) or one of the server's (`$settings`).
    ///
    /// # Errors
    /// When the name is empty, too long, or holds control characters.
    pub fn parse(name: impl AsRef<str>) -> Result<Self, StreamNameError> {
        let name = name.as_ref();
        check(name, MAX_LEN)?;
        Ok(Self(name.into()))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text before the first `-`; the whole name when there is none.
    pub fn category(&self) -> &str {
        self.0.split_once('-').map_or(&*self.0, |(category, _)| category)
    }

    /// The text after the first `-`.
    pub fn id(&self) -> Option<&str> {
        self.0.split_once('-').map(|(_, id)| id)
    }

    /// Whether the stream belongs to the server (`$…`).
    pub fn is_system(&self) -> bool {
        self.0.starts_with('$')
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl FromStr for StreamName {
    type Err = StreamNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::parse(name)
    }
}

fn check(name: &str, max: usize) -> Result<(), StreamNameError> {
    if name.is_empty() {
        Err(StreamNameError::Empty)
    } else if name.len() > max {
        Err(StreamNameError::TooLong { len: name.len(), max })
    } else if name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        // Nearly all names, and seen without decoding them: a read checks each event's.
        Ok(())
    } else if let Some(at) = name.find(char::is_control) {
        Err(StreamNameError::Control { name: name.into(), at })
    } else {
        Ok(())
    }
}

/// A text that cannot name a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamNameError {
    /// Nothing was given.
    #[error("a stream name or id cannot be empty")]
    Empty,
    /// The text is longer than engines take.
    #[error("a stream name or id of {len} bytes is too long; the limit is {max}")]
    TooLong {
        /// The length in bytes.
        len: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The text holds a control character.
    #[error("the stream name {name:?} holds a control character at byte {at}")]
    Control {
        /// The refused text.
        name: String,
        /// The offset of the character in bytes.
        at: usize,
    },
    /// The category is not one.
    #[error(transparent)]
    Category(#[from] CategoryError),
}
