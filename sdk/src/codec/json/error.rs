use std::fmt;

use plumberd_schema::FixedValue;

use super::locate::{path_at, path_of_object};

/// JSON that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub fault: Fault,
    /// Where in the document: `Inner.Values[2]`; empty for the document itself.
    pub path: String,
    /// Offset in bytes.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
}

impl JsonError {
    pub(super) fn at_start(fault: Fault) -> Self {
        Self { fault, path: String::new(), offset: 0, line: 1, column: 1 }
    }

    pub(super) fn locate(json: &[u8], offset: usize, fault: Fault) -> Self {
        let offset = offset.min(json.len());
        let before = &json[..offset];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        // What is missing has no place: the object has.
        let path = match fault {
            Fault::Missing(_) | Fault::NotFixed { found: None, .. } => path_of_object(before),
            _ => path_at(before),
        };
        Self {
            fault,
            path,
            offset,
            line: before.split(|byte| *byte == b'\n').count(),
            column: offset - line_start + 1,
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        write!(f, " (line {}, column {})", self.line, self.column)
    }
}

impl std::error::Error for JsonError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.fault)
    }
}

/// What is wrong with the JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Another character was expected.
    #[error("expected {expected}, found {found}")]
    Syntax {
        /// What is allowed here.
        expected: &'static str,
        /// What stands here.
        found: String,
    },
    /// A value of another JSON type.
    #[error("expected {expected}, found {found}")]
    Type {
        /// What the field holds.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A key that the type requires is not there.
    #[error("the key `{0}` is missing; write it, or make the field optional")]
    Missing(&'static str),
    /// A field that is a constant has another value.
    #[error("`{name}` is always {expected}, found {}", found.as_deref().unwrap_or("nothing"))]
    NotFixed {
        /// The field's key.
        name: &'static str,
        /// The constant.
        expected: FixedValue,
        /// The value that stands there, cut; nothing when the key is absent, which stands for the
        /// default in Protobuf's JSON.
        found: Option<String>,
    },
    /// A key stands there twice.
    #[error("the key `{0}` stands there twice")]
    Duplicate(String),
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
    /// A number or name that the enum does not have.
    #[error("`{value}` is not a value of `{name}`; it has {known}")]
    UnknownEnumValue {
        /// The number or name.
        value: String,
        /// The enum.
        name: &'static str,
        /// What it has.
        known: String,
    },
    /// The dialect has no form for values of this type.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A text with escapes cannot be borrowed from the input.
    #[error(
        "the text has escapes, so it cannot be borrowed; declare the field as `Cow<str>` or `String`"
    )]
    Escaped,
    /// The input is not UTF-8.
    #[error("the input is not UTF-8")]
    Utf8,
    /// The document goes on where it should end.
    #[error("there is text after the end of the document")]
    Trailing,
    /// Objects and arrays are nested too deep.
    #[error("nested deeper than the limit of {0}")]
    TooDeep(usize),
    /// The document is too large.
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// The size of the document.
        size: usize,
        /// The limit.
        limit: usize,
    },
}
