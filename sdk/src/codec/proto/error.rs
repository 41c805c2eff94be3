use std::fmt;

use plumberd_schema::FixedValue;

/// Bytes that could not be read as the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtoError {
    /// What is wrong.
    pub fault: Fault,
    /// Where in the message: `inner.values`; empty for the message itself.
    pub path: String,
    /// Offset in bytes.
    pub offset: usize,
}

impl ProtoError {
    pub(crate) fn at_start(fault: Fault) -> Self {
        Self { fault, path: String::new(), offset: 0 }
    }
}

impl fmt::Display for ProtoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl std::error::Error for ProtoError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.fault)
    }
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes end in the middle of a value.
    #[error("the bytes end in the middle of a value")]
    Truncated,
    /// A varint of more than ten bytes.
    #[error("a varint is longer than ten bytes")]
    Varint,
    /// A key with the number zero, or one beyond the limit.
    #[error("{0} is not a field number")]
    FieldNumber(u64),
    /// A wire type that does not exist.
    #[error("{0} is not a wire type")]
    WireType(u8),
    /// A field with another wire type than its type has.
    #[error(
        "expected wire type {expected}, found {found}; the sender has another type for this field"
    )]
    OtherWireType {
        /// The field's.
        expected: &'static str,
        /// The one that stands there.
        found: &'static str,
    },
    /// A group that is not closed, or closed without being open.
    #[error("a group is not balanced")]
    Group,
    /// Text that is not UTF-8.
    #[error("the text is not UTF-8")]
    Utf8,
    /// A value that does not fit the field.
    #[error("{value} does not fit {target}")]
    OutOfRange {
        /// The value.
        value: String,
        /// What it has to fit.
        target: &'static str,
    },
    /// A text that is not what the field holds.
    #[error("`{value}` is not {expected}")]
    Invalid {
        /// The text, cut.
        value: String,
        /// What the field holds and how it is written.
        expected: &'static str,
    },
    /// A number that the enum does not have.
    #[error("{value} is not a value of `{name}`; it has {known}")]
    UnknownEnumValue {
        /// The number.
        value: i32,
        /// The enum.
        name: &'static str,
        /// What it has.
        known: String,
    },
    /// A message field that is required is not there.
    #[error("the field `{0}` is missing; declare it as an `Option` if a sender may leave it out")]
    Missing(&'static str),
    /// A field that is a constant has another value.
    #[error("`{name}` is always {expected}, found {}", found.as_deref().unwrap_or("nothing"))]
    NotFixed {
        /// The field.
        name: &'static str,
        /// The constant.
        expected: FixedValue,
        /// The value that stands there, cut; nothing when the field is absent, which stands for the
        /// default.
        found: Option<String>,
    },
    /// Messages are nested too deep.
    #[error("nested deeper than the limit of {0}")]
    TooDeep(usize),
    /// The message is too large.
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// The size of the message.
        size: usize,
        /// The limit.
        limit: usize,
    },
}
