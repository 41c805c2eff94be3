use core::fmt;

use crate::TypeDescriptor;

/// The type of a field, independent of the Rust type that carries it.
///
/// A reference to another described type is a function, so that a recursive type has a finite
/// descriptor.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing: a oneof's alternative without a value; an empty message in Protobuf.
    Empty,
    /// `bool`.
    Bool,
    /// A signed integer of 8, 16, 32 or 64 bits; `int32` or `int64` in Protobuf.
    Int(u8),
    /// An unsigned integer of 8, 16, 32 or 64 bits; `uint32` or `uint64` in Protobuf.
    UInt(u8),
    /// A 32-bit float.
    F32,
    /// A 64-bit float.
    F64,
    /// UTF-8 text.
    String,
    /// Bytes; base64 in JSON.
    Bytes,
    /// A GUID; lower-case dashed text in JSON and in Protobuf.
    Uuid,
    /// A moment on the time line; ISO 8601 in JSON, `google.protobuf.Timestamp` in Protobuf.
    Timestamp,
    /// A length of time; a .NET `TimeSpan` in JSON, `google.protobuf.Duration` in Protobuf.
    Duration,
    /// A decimal number with its scale; a number in JSON, text in Protobuf.
    Decimal,
    /// Free-form JSON; `google.protobuf.Value` in Protobuf.
    Json,
    /// A value that may be absent.
    Optional(&'static Kind),
    /// An ordered sequence.
    List(&'static Kind),
    /// A sequence of a fixed length.
    Array(&'static Kind, usize),
    /// A sequence without duplicates, in no particular order.
    Set(&'static Kind),
    /// Keys and values.
    Map(&'static Kind, &'static Kind),
    /// Another described type: a nested message, an enum or a oneof.
    Type(fn() -> &'static TypeDescriptor),
    /// A type that no program describes, by its full Protobuf name: `google.protobuf.StringValue`.
    Foreign(&'static str),
}

impl Kind {
    /// The kind without its `Optional` wrapper.
    #[must_use]
    pub const fn required(self) -> Self {
        match self {
            Self::Optional(inner) => *inner,
            kind => kind,
        }
    }

    /// The kind of the values inside a list, set, array or map; itself otherwise.
    #[must_use]
    pub const fn element(self) -> Self {
        match self.required() {
            Self::List(inner) | Self::Array(inner, _) | Self::Set(inner) | Self::Map(_, inner) => {
                inner.required()
            }
            kind => kind,
        }
    }
}

/// Prints a [`Kind`] as a reader of an error message knows it: `list of string`, `int32`.
#[derive(Debug, Clone, Copy)]
pub struct KindName(pub Kind);

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Empty => f.write_str("nothing"),
            Kind::Bool => f.write_str("bool"),
            Kind::Int(bits) => write!(f, "int{bits}"),
            Kind::UInt(bits) => write!(f, "uint{bits}"),
            Kind::F32 => f.write_str("float"),
            Kind::F64 => f.write_str("double"),
            Kind::String => f.write_str("string"),
            Kind::Bytes => f.write_str("bytes"),
            Kind::Uuid => f.write_str("uuid"),
            Kind::Timestamp => f.write_str("timestamp"),
            Kind::Duration => f.write_str("duration"),
            Kind::Decimal => f.write_str("decimal"),
            Kind::Json => f.write_str("json"),
            Kind::Optional(kind) => write!(f, "optional {}", KindName(*kind)),
            Kind::List(kind) => write!(f, "list of {}", KindName(*kind)),
            Kind::Array(kind, n) => write!(f, "list of {n} {}", KindName(*kind)),
            Kind::Set(kind) => write!(f, "set of {}", KindName(*kind)),
            Kind::Map(key, value) => {
                write!(f, "map of {} to {}", KindName(*key), KindName(*value))
            }
            Kind::Type(descriptor) => f.write_str(descriptor().name),
            Kind::Foreign(name) => f.write_str(name),
        }
    }
}
