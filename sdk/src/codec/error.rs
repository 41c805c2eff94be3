use std::fmt;

/// Says that a read has failed; what and where is noted in the reader. Empty, so that the results of
/// the codecs stay as small as the values they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// A value that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError {
    /// The type that was being written.
    pub type_name: &'static str,
    /// The field, `Inner.Values[2]`; empty for the value itself.
    pub path: String,
    /// What is wrong with its value.
    pub fault: EncodeFault,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write `{}`", self.type_name)?;
        if !self.path.is_empty() {
            write!(f, ", field `{}`", self.path)?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.fault)
    }
}

/// Why a value cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeFault {
    /// NaN and the infinities are not JSON, and .NET refuses them.
    #[error("{0} is not a JSON number; check for it before you build the event")]
    NotFinite(&'static str),
    /// The value is outside of what the readers in other languages can hold.
    #[error("{value} is outside of what {target} can hold")]
    OutOfRange {
        /// The value, as text.
        value: String,
        /// What it has to fit: .NET's `TimeSpan`, a Protobuf `Timestamp`.
        target: &'static str,
    },
    /// The encoding has no form for a value of this type.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A message or list is longer than Protobuf allows (2 GiB).
    #[error("{0} bytes are more than a Protobuf message can hold")]
    TooLong(usize),
}
