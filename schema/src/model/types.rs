use std::fmt;

use serde::{Deserialize, Serialize};

use super::Kind;

/// A message or an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// `recording.v1`: a domain and a version. Empty only in `.proto` files without a package.
    pub package: String,
    /// The name in the package, with the names of the messages around it: `Outer.Inner`.
    pub path: String,
    /// The name that other languages see where it is not the last part of the path: `Page<Camera>`.
    pub name: Option<String>,
    /// The comment, lines joined by `\n`.
    pub doc: String,
    /// Set when the type is deprecated, with the note, which may be empty.
    pub deprecated: Option<String>,
    /// What the type is made of.
    pub shape: Shape,
    /// What must not be used again.
    pub reserved: Reserved,
    /// Set when the type is an event.
    pub event: Option<Event>,
    /// Where the type is defined.
    pub place: Option<Place>,
}

impl Type {
    /// A message without fields.
    #[must_use]
    pub fn message(package: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            package: package.into(),
            path: path.into(),
            name: None,
            doc: String::new(),
            deprecated: None,
            shape: Shape::Message(Message::default()),
            reserved: Reserved::default(),
            event: None,
            place: None,
        }
    }

    /// `recording.v1.Outer.Inner`.
    #[must_use]
    pub fn full_name(&self) -> String {
        if self.package.is_empty() {
            self.path.clone()
        } else {
            format!("{}.{}", self.package, self.path)
        }
    }

    /// `Inner`, or `Page<Camera>`: the name without package and path.
    #[must_use]
    pub fn bare_name(&self) -> &str {
        match &self.name {
            Some(name) => name,
            None => self.path.rsplit('.').next().unwrap_or(&self.path),
        }
    }

    /// The version of the package: 1 for `recording.v1`.
    #[must_use]
    pub fn package_version(&self) -> Option<u32> {
        self.package.rsplit('.').next()?.strip_prefix('v')?.parse().ok()
    }

    /// The fields of a message; none for an enum.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.shape {
            Shape::Message(message) => &message.fields,
            Shape::Enum(_) => &[],
        }
    }

    /// Whether the type has a Protobuf form: numbers for all fields, or a value with number 0.
    #[must_use]
    pub fn has_protobuf(&self) -> bool {
        match &self.shape {
            Shape::Message(message) => message.fields.iter().all(|field| field.number.is_some()),
            Shape::Enum(values) => values.values.iter().any(|value| value.number == 0),
        }
    }
}

/// What a type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Fields.
    Message(Message),
    /// Numbered values.
    Enum(Enum),
}

/// The fields of a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// The fields in their order on the wire, those of oneofs among them.
    pub fields: Vec<Field>,
    /// The oneofs; [`Field::oneof`] is an index of this list.
    pub oneofs: Vec<Oneof>,
    /// The message is nothing but its one oneof: in Rust an enum with data that stands for itself.
    pub union: bool,
}

impl Message {
    /// The alternatives of a oneof.
    pub fn alternatives(&self, oneof: usize) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.oneof == Some(oneof))
    }
}

/// A field of a message, or an alternative of a oneof.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name in `.proto` files: `recording_id`.
    pub name: String,
    /// The key of the `micro-plumberd` profile: `RecordingId`.
    pub json_name: String,
    /// The key of the `proto3` profile: `recordingId`.
    pub proto_json_name: String,
    /// Other JSON keys that are read.
    pub aliases: Vec<String>,
    /// The field number; none in a type that has JSON only.
    pub number: Option<u32>,
    /// The type. A scalar that is not `Optional` has implicit presence in Protobuf; a message that is
    /// not `Optional` is required.
    pub kind: Kind,
    /// The oneof that the field belongs to.
    pub oneof: Option<usize>,
    /// The one value that the field ever has.
    pub fixed: Option<Fixed>,
    /// Whether the field holds the event's id.
    pub id: bool,
    /// Whether a missing key is read as a default.
    pub default: bool,
    /// The comment.
    pub doc: String,
    /// Set when the field is deprecated.
    pub deprecated: Option<String>,
    /// Where the field is defined.
    pub place: Option<Place>,
}

impl Field {
    /// A field with the names that follow from its own.
    #[must_use]
    pub fn new(name: impl Into<String>, number: Option<u32>, kind: Kind) -> Self {
        let name = name.into();
        Self {
            json_name: crate::case::to_pascal(&name),
            proto_json_name: crate::case::to_proto_json(&name),
            name,
            aliases: Vec::new(),
            number,
            kind,
            oneof: None,
            fixed: None,
            id: false,
            default: false,
            doc: String::new(),
            deprecated: None,
            place: None,
        }
    }
}

/// A oneof.
#[derive(Debug, Clone, PartialEq)]
pub struct Oneof {
    /// The name in `.proto` files: `source`.
    pub name: String,
    /// The key of the `micro-plumberd` profile: `Source`.
    pub json_name: String,
    /// The name of the enum with data that holds it: `Source`.
    pub type_name: String,
    /// Whether one alternative has to be there.
    pub required: bool,
    /// Whether a missing key is read as a default.
    pub default: bool,
    /// Other JSON keys that are read.
    pub aliases: Vec<String>,
    /// The comment.
    pub doc: String,
    /// Where the oneof is defined.
    pub place: Option<Place>,
}

/// The values of an enum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enum {
    /// The values in their order.
    pub values: Vec<EnumValue>,
    /// Whether unknown numbers survive a read.
    pub open: bool,
    /// Whether the `micro-plumberd` profile writes names, not numbers.
    pub by_name: bool,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The name in `.proto` files: `QUALITY_HIGH`.
    pub name: String,
    /// The name as .NET and Python see it: `High`.
    pub json_name: String,
    /// Other names that are read.
    pub aliases: Vec<String>,
    /// The number.
    pub number: i32,
    /// The comment.
    pub doc: String,
    /// Set when the value is deprecated.
    pub deprecated: Option<String>,
    /// Where the value is defined.
    pub place: Option<Place>,
}

/// What makes a message an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The category of its streams.
    pub category: String,
    /// The type name on the wire.
    pub type_name: String,
    /// Names that are read as this type.
    pub aliases: Vec<String>,
    /// The version, from 1.
    pub version: u32,
    /// The oldest version that was ever stored.
    pub oldest: u32,
    /// The dialect of JSON.
    pub profile: Profile,
    /// What a store gets.
    pub encoding: Encoding,
}

/// A dialect of JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Profile {
    /// What .NET micro-plumberd and py-micro-plumberd read.
    #[default]
    #[serde(rename = "micro-plumberd")]
    MicroPlumberd,
    /// Protobuf's own mapping.
    #[serde(rename = "proto3")]
    Proto3,
    /// The bytes of py-micro-plumberd 0.1.9, for tests.
    #[serde(rename = "py-0.1.9")]
    Py019,
}

impl Profile {
    /// The name in attributes, options and lock files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MicroPlumberd => "micro-plumberd",
            Self::Proto3 => "proto3",
            Self::Py019 => "py-0.1.9",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::MicroPlumberd, Self::Proto3, Self::Py019]
            .into_iter()
            .find(|profile| profile.as_str() == name)
    }
}

/// What a store gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// JSON in the event's profile.
    #[default]
    Json,
    /// Protobuf.
    Protobuf,
}

impl Encoding {
    /// The name in attributes, options and lock files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Protobuf => "protobuf",
        }
    }

    /// The encoding of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Json, Self::Protobuf].into_iter().find(|encoding| encoding.as_str() == name)
    }
}

/// The value of a field that never has another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fixed {
    /// A truth value.
    Bool(bool),
    /// A number that fits.
    UInt(u64),
    /// A negative number.
    Int(i64),
    /// A text.
    Text(String),
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::UInt(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

/// Numbers and names that were used once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    /// Inclusive ranges of numbers. An enum's may be negative.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<(i64, i64)>,
    /// Names in `.proto` spelling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Reserved {
    /// Whether a number is reserved.
    #[must_use]
    pub fn has_number(&self, number: i64) -> bool {
        self.numbers.iter().any(|(low, high)| (*low..=*high).contains(&number))
    }

    /// Whether a name is reserved.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|reserved| reserved == name)
    }
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the project where it is known.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1; 0 when it is not known.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column > 0 { write!(f, ":{}", self.column) } else { Ok(()) }
    }
}
