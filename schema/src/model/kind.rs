use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::WireFormat;

/// The type of a field. It is written and read as text: `list<string>`, `optional<sint32>`,
/// `map<string, recording.v1.Tag>`.
///
/// ```
/// use plumberd_schema::model::Kind;
///
/// let kind: Kind = "map<string, optional<double>>".parse()?;
/// assert_eq!(kind.to_string(), "map<string, optional<double>>");
/// assert_eq!(Kind::Uuid.proto_type().as_deref(), Some("string"));
/// # Ok::<(), plumberd_schema::model::ParseKindError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing: a oneof's alternative without a value.
    Empty,
    /// `bool`.
    Bool,
    /// A signed integer of 8, 16, 32 or 64 bits.
    Int(u8, WireFormat),
    /// An unsigned integer of 8, 16, 32 or 64 bits; never zigzag.
    UInt(u8, WireFormat),
    /// A 32-bit float.
    F32,
    /// A 64-bit float.
    F64,
    /// UTF-8 text.
    String,
    /// Bytes.
    Bytes,
    /// A GUID; `string` in Protobuf.
    Uuid,
    /// A moment; `google.protobuf.Timestamp`.
    Timestamp,
    /// A length of time; `google.protobuf.Duration`.
    Duration,
    /// A decimal number with its scale; `string` in Protobuf.
    Decimal,
    /// Free-form JSON; `google.protobuf.Value`.
    Json,
    /// Another type, by its full name. It need not be in the schema: `google.protobuf.StringValue`.
    Named(String),
    /// A value that may be absent.
    Optional(Box<Kind>),
    /// An ordered sequence.
    List(Box<Kind>),
    /// A sequence of a fixed length.
    Array(Box<Kind>, usize),
    /// A sequence without duplicates.
    Set(Box<Kind>),
    /// Keys and values.
    Map(Box<Kind>, Box<Kind>),
}

impl Kind {
    /// A plain `int32`.
    pub const INT32: Self = Self::Int(32, WireFormat::Plain);
    /// A plain `int64`.
    pub const INT64: Self = Self::Int(64, WireFormat::Plain);
    /// A plain `uint32`.
    pub const UINT32: Self = Self::UInt(32, WireFormat::Plain);
    /// A plain `uint64`.
    pub const UINT64: Self = Self::UInt(64, WireFormat::Plain);

    /// The kind without its `Optional`.
    #[must_use]
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            kind => kind,
        }
    }

    /// The kind of the values inside a list, set, array or map; itself otherwise.
    #[must_use]
    pub fn element(&self) -> &Self {
        match self.required() {
            Self::List(inner) | Self::Array(inner, _) | Self::Set(inner) | Self::Map(_, inner) => {
                inner.element()
            }
            kind => kind,
        }
    }

    /// The type that is named inside, if there is one.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self.element() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the field is `repeated` or a map in Protobuf.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        matches!(self, Self::List(_) | Self::Array(..) | Self::Set(_) | Self::Map(..))
    }

    /// The Protobuf type of a single value: `int32`, `google.protobuf.Timestamp`, a full name; of a
    /// list, set or array that of its elements, of an optional that of its value. Nothing for a map,
    /// and for what Protobuf cannot say, such as a list of lists.
    #[must_use]
    pub fn proto_type(&self) -> Option<Cow<'_, str>> {
        let single = match self {
            Self::Optional(inner)
            | Self::List(inner)
            | Self::Array(inner, _)
            | Self::Set(inner) => inner,
            kind => kind,
        };
        Some(Cow::Borrowed(match single {
            Self::Bool => "bool",
            Self::Int(64, WireFormat::Plain) => "int64",
            Self::Int(64, WireFormat::ZigZag) => "sint64",
            Self::Int(64, WireFormat::Fixed) => "sfixed64",
            Self::Int(_, WireFormat::Plain) => "int32",
            Self::Int(_, WireFormat::ZigZag) => "sint32",
            Self::Int(_, WireFormat::Fixed) => "sfixed32",
            Self::UInt(64, WireFormat::Fixed) => "fixed64",
            Self::UInt(64, _) => "uint64",
            Self::UInt(_, WireFormat::Fixed) => "fixed32",
            Self::UInt(..) => "uint32",
            Self::F32 => "float",
            Self::F64 => "double",
            Self::String | Self::Uuid | Self::Decimal => "string",
            Self::Bytes => "bytes",
            Self::Timestamp => "google.protobuf.Timestamp",
            Self::Duration => "google.protobuf.Duration",
            Self::Json => "google.protobuf.Value",
            Self::Empty => "google.protobuf.Empty",
            Self::Named(name) => name,
            Self::Optional(_) | Self::List(_) | Self::Array(..) | Self::Set(_) | Self::Map(..) => {
                return None;
            }
        }))
    }

    /// The kind that a Protobuf scalar has when nothing else is said: `sint32`, `string`.
    #[must_use]
    pub fn of_scalar(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Bool,
            "int32" => Self::INT32,
            "int64" => Self::INT64,
            "sint32" => Self::Int(32, WireFormat::ZigZag),
            "sint64" => Self::Int(64, WireFormat::ZigZag),
            "sfixed32" => Self::Int(32, WireFormat::Fixed),
            "sfixed64" => Self::Int(64, WireFormat::Fixed),
            "uint32" => Self::UINT32,
            "uint64" => Self::UINT64,
            "fixed32" => Self::UInt(32, WireFormat::Fixed),
            "fixed64" => Self::UInt(64, WireFormat::Fixed),
            "float" => Self::F32,
            "double" => Self::F64,
            "string" => Self::String,
            "bytes" => Self::Bytes,
            _ => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Bool => f.write_str("bool"),
            Self::Int(bits, WireFormat::Plain) => write!(f, "int{bits}"),
            Self::Int(bits, WireFormat::ZigZag) => write!(f, "sint{bits}"),
            Self::Int(bits, WireFormat::Fixed) => write!(f, "sfixed{bits}"),
            Self::UInt(bits, WireFormat::Fixed) => write!(f, "fixed{bits}"),
            Self::UInt(bits, _) => write!(f, "uint{bits}"),
            Self::F32 => f.write_str("float"),
            Self::F64 => f.write_str("double"),
            Self::String => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::Uuid => f.write_str("uuid"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Duration => f.write_str("duration"),
            Self::Decimal => f.write_str("decimal"),
            Self::Json => f.write_str("json"),
            // Without a package, a name could be that of a kind.
            Self::Named(name) if name.contains('.') => f.write_str(name),
            Self::Named(name) => write!(f, ".{name}"),
            Self::Optional(kind) => write!(f, "optional<{kind}>"),
            Self::List(kind) => write!(f, "list<{kind}>"),
            Self::Array(kind, n) => write!(f, "array<{kind}, {n}>"),
            Self::Set(kind) => write!(f, "set<{kind}>"),
            Self::Map(key, value) => write!(f, "map<{key}, {value}>"),
        }
    }
}

/// A text is not the name of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseKindError {
    /// The part that is not one.
    pub text: String,
}

impl fmt::Display for ParseKindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a kind of field; examples are `uuid`, `decimal`, `int16`, `set<string>`, `array<double, 3>`",
            self.text
        )
    }
}

impl std::error::Error for ParseKindError {}

/// Deeper kinds are no use to anybody, and hostile text must not exhaust the stack.
const MAX_DEPTH: usize = 16;

impl FromStr for Kind {
    type Err = ParseKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, MAX_DEPTH).ok_or_else(|| ParseKindError { text: text.to_owned() })
    }
}

fn parse(text: &str, depth: usize) -> Option<Kind> {
    let text = text.trim();
    let Some((outer, inner)) = text.split_once('<') else { return single(text) };
    let (inner, depth) = (inner.strip_suffix('>')?, depth.checked_sub(1)?);
    let boxed = |text| parse(text, depth).map(Box::new);
    Some(match outer {
        "optional" => Kind::Optional(boxed(inner)?),
        "list" => Kind::List(boxed(inner)?),
        "set" => Kind::Set(boxed(inner)?),
        "array" => {
            let (element, length) = inner.rsplit_once(',')?;
            Kind::Array(boxed(element)?, length.trim().parse().ok()?)
        }
        "map" => {
            // Keys are never composed.
            let (key, value) = inner.split_once(',')?;
            Kind::Map(boxed(key)?, boxed(value)?)
        }
        _ => return None,
    })
}

fn single(text: &str) -> Option<Kind> {
    if let Some(kind) = Kind::of_scalar(text) {
        return Some(kind);
    }
    Some(match text {
        "empty" => Kind::Empty,
        "uuid" => Kind::Uuid,
        "timestamp" => Kind::Timestamp,
        "duration" => Kind::Duration,
        "decimal" => Kind::Decimal,
        "json" => Kind::Json,
        "int8" => Kind::Int(8, WireFormat::Plain),
        "int16" => Kind::Int(16, WireFormat::Plain),
        "sint8" => Kind::Int(8, WireFormat::ZigZag),
        "sint16" => Kind::Int(16, WireFormat::ZigZag),
        "sfixed8" => Kind::Int(8, WireFormat::Fixed),
        "sfixed16" => Kind::Int(16, WireFormat::Fixed),
        "uint8" => Kind::UInt(8, WireFormat::Plain),
        "uint16" => Kind::UInt(16, WireFormat::Plain),
        "fixed8" => Kind::UInt(8, WireFormat::Fixed),
        "fixed16" => Kind::UInt(16, WireFormat::Fixed),
        name if name.contains('.') => {
            let name = name.strip_prefix('.').unwrap_or(name);
            let is_name = name.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
            is_name.then(|| Kind::Named(name.to_owned()))?
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_text() {
        for text in [
            "empty",
            "bool",
            "int8",
            "int16",
            "int32",
            "int64",
            "sint8",
            "sint16",
            "sint32",
            "sint64",
            "sfixed8",
            "sfixed16",
            "sfixed32",
            "sfixed64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "fixed8",
            "fixed16",
            "fixed32",
            "fixed64",
            "float",
            "double",
            "string",
            "bytes",
            "uuid",
            "timestamp",
            "duration",
            "decimal",
            "json",
            ".Tag",
            "a.v1.Tag.Inner",
            "optional<list<a.v1.Tag>>",
            "array<double, 3>",
            "set<uuid>",
            "map<string, map<int32, optional<bytes>>>",
        ] {
            assert_eq!(text.parse::<Kind>().map(|kind| kind.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "text",
            "list<string",
            "list<>",
            "array<double>",
            "array<double, x>",
            "map<string>",
            "vec<string>",
            "a..b",
            ".",
            "a.1b",
            "int7",
        ] {
            assert_eq!(text.parse::<Kind>(), Err(ParseKindError { text: text.to_owned() }));
        }
        let deep = format!("{}bool{}", "list<".repeat(100_000), ">".repeat(100_000));
        assert!(deep.parse::<Kind>().is_err());
    }
}
