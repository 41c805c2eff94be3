use core::fmt;

use crate::Kind;

/// Everything that is known about a described type.
#[derive(Debug, Clone, Copy)]
pub struct TypeDescriptor {
    /// The type's bare name, as other languages see it: `RecordingFinished`.
    pub name: &'static str,
    /// The doc comment, lines joined by `\n`; empty when there is none.
    pub doc: &'static str,
    /// Set when the type carries `#[deprecated]`.
    pub deprecated: Option<Deprecation>,
    /// What the type is made of.
    pub shape: Shape,
    /// The full name of the Protobuf message or enum that the type is, proven or said:
    /// `recording.v1.RecordingFinished`.
    pub proto: Option<&'static str>,
    /// Numbers and names that must not be used again.
    pub reserved: Reserved,
    /// Where the type is declared.
    pub origin: Origin,
}

impl TypeDescriptor {
    /// The base that generated code starts from: `TypeDescriptor { name: "X", ..TypeDescriptor::NEW }`.
    pub const NEW: Self = Self {
        name: "",
        doc: "",
        deprecated: None,
        shape: Shape::Message(&[]),
        proto: None,
        reserved: Reserved::NONE,
        origin: Origin { module: "", file: "", line: 0 },
    };

    /// The fields of a message or the alternatives of a oneof; none for an enum.
    #[must_use]
    pub const fn fields(&self) -> &'static [FieldDescriptor] {
        match self.shape {
            Shape::Message(fields) | Shape::Oneof(fields) => fields,
            Shape::Enum { .. } => &[],
        }
    }

    /// The field with this Protobuf number, in a message or a oneof. A flattened oneof's
    /// alternatives belong to the message that holds it.
    #[must_use]
    pub fn field_by_number(&self, number: u32) -> Option<&'static FieldDescriptor> {
        self.fields().iter().find_map(|field| {
            if field.number == Some(number) {
                return Some(field);
            }
            match (field.oneof, field.kind.required()) {
                (true, Kind::Type(inner)) => inner().field_by_number(number),
                _ => None,
            }
        })
    }

    /// Whether the type has Protobuf numbers; a type without them is JSON-only.
    #[must_use]
    pub fn has_protobuf(&self) -> bool {
        match self.shape {
            Shape::Message(fields) | Shape::Oneof(fields) => {
                fields.iter().all(|field| field.oneof || field.number.is_some())
            }
            Shape::Enum { values, .. } => values.iter().any(|value| value.number == 0),
        }
    }
}

/// What a type is made of.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Shape {
    /// Named fields.
    Message(&'static [FieldDescriptor]),
    /// Numbered values. An open enum keeps numbers that it does not know.
    Enum {
        /// The values, in declaration order.
        values: &'static [EnumValue],
        /// Whether unknown numbers survive a read.
        open: bool,
        /// Whether the `micro-plumberd` profile writes names, not numbers.
        by_name: bool,
    },
    /// Exactly one of several alternatives.
    Oneof(&'static [FieldDescriptor]),
}

/// One field of a message, or one alternative of a oneof.
#[derive(Debug, Clone, Copy)]
pub struct FieldDescriptor {
    /// The field's name in `.proto` files: `recording_id`.
    pub name: &'static str,
    /// The JSON key of the `micro-plumberd` profile as a fragment, `,"RecordingId":`.
    pub json_key: &'static str,
    /// The JSON key of the `proto3` profile as a fragment, `,"recordingId":`.
    pub proto_json_key: &'static str,
    /// Other JSON keys that are read, never written.
    pub aliases: &'static [&'static str],
    /// The Protobuf field number; `None` in a JSON-only type and for a flattened oneof.
    pub number: Option<u32>,
    /// How an integer travels in Protobuf.
    pub wire_format: WireFormat,
    /// The type of the field.
    pub kind: Kind,
    /// Whether this field is a oneof whose alternatives are fields of the message itself.
    pub oneof: bool,
    /// Whether this field holds the event's id.
    pub id: bool,
    /// Whether an absent field is read as a default that the type declares.
    pub default: bool,
    /// The one value that the field has, if it is a constant on the wire.
    pub fixed: Option<FixedValue>,
    /// The doc comment, lines joined by `\n`.
    pub doc: &'static str,
    /// Set when the field carries `#[deprecated]`.
    pub deprecated: Option<Deprecation>,
}

impl FieldDescriptor {
    /// The base that generated code starts from: `FieldDescriptor { name: "x", ..FieldDescriptor::NEW }`.
    pub const NEW: Self = Self {
        name: "",
        json_key: ",\"\":",
        proto_json_key: ",\"\":",
        aliases: &[],
        number: None,
        wire_format: WireFormat::Plain,
        kind: Kind::Bool,
        oneof: false,
        id: false,
        default: false,
        fixed: None,
        doc: "",
        deprecated: None,
    };

    /// The JSON name in the `micro-plumberd` profile: `RecordingId`.
    #[must_use]
    pub fn json_name(&self) -> &'static str {
        key_name(self.json_key)
    }

    /// The JSON name in the `proto3` profile: `recordingId`.
    #[must_use]
    pub fn proto_json_name(&self) -> &'static str {
        key_name(self.proto_json_key)
    }
}

/// `Name` out of `,"Name":`.
fn key_name(fragment: &'static str) -> &'static str {
    fragment.get(2..fragment.len().saturating_sub(2)).unwrap_or("")
}

/// The value of a field that is a constant on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixedValue {
    /// A text.
    Text(&'static str),
    /// The value of a signed integer.
    Int(i64),
    /// The value of an unsigned integer.
    UInt(u64),
    /// A boolean.
    Bool(bool),
}

impl FixedValue {
    /// Whether it is the value that Protobuf does not write: `""`, `0`, `false`.
    #[must_use]
    pub const fn is_default(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Int(value) => value == 0,
            Self::UInt(value) => value == 0,
            Self::Bool(value) => !value,
        }
    }
}

/// As a literal of JSON or of a `.proto` file: text has quotes.
impl fmt::Display for FixedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::UInt(value) => write!(f, "{value}"),
            Self::Bool(value) => write!(f, "{value}"),
        }
    }
}

/// How an integer travels in Protobuf: `int32`, `sint32` or `fixed32`/`sfixed32`, and so for 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WireFormat {
    /// The type's own: a varint for integers.
    Plain,
    /// `sint32`, `sint64`: short for negative numbers.
    ZigZag,
    /// `fixed32`, `sfixed32`, `fixed64`, `sfixed64`: always 4 or 8 bytes.
    Fixed,
}

/// One value of an enum.
#[derive(Debug, Clone, Copy)]
pub struct EnumValue {
    /// The name as .NET and Python see it: `High`.
    pub name: &'static str,
    /// The name in `.proto` files: `QUALITY_HIGH`.
    pub proto_name: &'static str,
    /// Other names that are read, never written.
    pub aliases: &'static [&'static str],
    /// The number on the wire.
    pub number: i32,
    /// The doc comment, lines joined by `\n`.
    pub doc: &'static str,
    /// Set when the value carries `#[deprecated]`.
    pub deprecated: Option<Deprecation>,
}

/// The text of `#[deprecated]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deprecation {
    /// `note = "…"`, or empty.
    pub note: &'static str,
}

/// Numbers and names that a type has used before and must not use again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// Inclusive ranges of field numbers.
    pub numbers: &'static [(u32, u32)],
    /// Field names in `.proto` spelling.
    pub names: &'static [&'static str],
}

impl Reserved {
    /// Nothing is reserved.
    pub const NONE: Self = Self { numbers: &[], names: &[] };
}

/// Where a type is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The module path.
    pub module: &'static str,
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}
