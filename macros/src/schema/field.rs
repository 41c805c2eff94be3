use std::fmt;

use crate::attr;
use crate::case::to_pascal;

/// A field of a message.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) number: u32,
    pub(super) ty: Type,
    pub(super) label: Label,
    pub(crate) oneof: Option<String>,
    pub(crate) fixed: Option<FixedValue>,
    /// Whether the type is a message without fields.
    pub(super) empty: bool,
    /// `file:line:column`.
    pub(crate) place: String,
}

/// How often a field may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Singular,
    Optional,
    Repeated,
    Required,
}

/// A type of Protobuf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Scalar(&'static str),
    Message(String),
    Enum(String),
    Map(&'static str, Box<Type>),
}

/// The one value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FixedValue {
    Text(String),
    Int(i128),
    /// A number that no `Fixed` can have, as it is written.
    Float(String),
    Bool(bool),
}

/// As it is written in the attribute.
impl fmt::Display for FixedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => f.write_str(value),
            Self::Bool(value) => write!(f, "{value}"),
        }
    }
}

impl PartialEq<attr::FixedValue> for FixedValue {
    fn eq(&self, given: &attr::FixedValue) -> bool {
        match (self, given) {
            (Self::Text(text), attr::FixedValue::Text(given)) => *text == given.value(),
            (Self::Int(value), attr::FixedValue::Int(..)) => Some(*value) == given.integer(),
            (Self::Bool(value), attr::FixedValue::Bool(given)) => *value == given.value,
            _ => false,
        }
    }
}

/// As it is written in a `.proto` file.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(name) => f.write_str(name),
            Self::Message(name) | Self::Enum(name) => f.write_str(name),
            Self::Map(key, value) => write!(f, "map<{key}, {value}>"),
        }
    }
}

impl Type {
    /// A Rust type for it, with what has to be said about it.
    fn rust(&self) -> (String, Option<String>) {
        let plain = |name: &str| (name.to_owned(), None);
        match self {
            Self::Scalar(name) => {
                let (ty, wire) = match *name {
                    "double" => ("f64", None),
                    "float" => ("f32", None),
                    "int32" => ("i32", None),
                    "int64" => ("i64", None),
                    "uint32" => ("u32", None),
                    "uint64" => ("u64", None),
                    "sint32" => ("i32", Some("zigzag")),
                    "sint64" => ("i64", Some("zigzag")),
                    "fixed32" => ("u32", Some("fixed")),
                    "fixed64" => ("u64", Some("fixed")),
                    "sfixed32" => ("i32", Some("fixed")),
                    "sfixed64" => ("i64", Some("fixed")),
                    "bytes" => ("Vec<u8>", None),
                    "bool" => ("bool", None),
                    _ => ("String", None),
                };
                (ty.to_owned(), wire.map(|wire| format!("with `wire = \"{wire}\"`")))
            }
            Self::Message(name) => match name.as_str() {
                "google.protobuf.Timestamp" => plain("DateTimeOffset"),
                "google.protobuf.Duration" => plain("Duration"),
                "google.protobuf.Value" => plain("serde_json::Value"),
                _ => described(name),
            },
            Self::Enum(name) => described(name),
            Self::Map(key, value) => {
                let (key, _) = Self::Scalar(key).rust();
                let (value, note) = value.rust();
                (format!("BTreeMap<{key}, {value}>"), note)
            }
        }
    }
}

/// The Rust name of a described type, and how it says which one it is.
fn described(name: &str) -> (String, Option<String>) {
    let last = name.rsplit('.').next().unwrap_or_default();
    (last.to_owned(), Some(format!("where `{last}` has `#[event(proto = \"{name}\")]`")))
}

impl Field {
    /// As it is written in a `.proto` file.
    pub(crate) fn declaration(&self) -> String {
        let label = match (self.label, &self.ty) {
            _ if self.oneof.is_some() => "",
            (_, Type::Map(..)) | (Label::Singular, _) => "",
            (Label::Optional, _) => "optional ",
            (Label::Repeated, _) => "repeated ",
            (Label::Required, _) => "required ",
        };
        format!("{label}{} {} = {}", self.ty, self.name, self.number)
    }

    /// Whether presence is seen, so that a Rust type without `Option` stands for a required field.
    pub(crate) fn has_presence(&self) -> bool {
        let message = matches!(self.ty, Type::Message(_));
        self.oneof.is_none()
            && self.fixed.is_none()
            && (message || self.label == Label::Required)
            && self.label != Label::Repeated
    }

    /// Whether the field says that it is always there.
    pub(crate) fn is_required(&self) -> bool {
        self.label == Label::Required
    }

    /// Whether the field is an alternative without a value.
    pub(crate) fn is_empty_alternative(&self) -> bool {
        self.oneof.is_some() && self.empty
    }

    /// Whether a Rust type can have the constant.
    pub(crate) fn can_be_fixed(&self) -> bool {
        let number = self.ty != Type::Scalar("double") && self.ty != Type::Scalar("float");
        match self.fixed {
            Some(FixedValue::Text(_)) => self.ty == Type::Scalar("string"),
            Some(FixedValue::Bool(_)) => self.ty == Type::Scalar("bool"),
            Some(FixedValue::Int(_)) => matches!(self.ty, Type::Scalar(_)) && number,
            Some(FixedValue::Float(_)) | None => false,
        }
    }

    /// The forms that the field's Rust type may have, in the words of Protobuf.
    pub(crate) fn accepted(&self) -> Vec<String> {
        let ty = self.ty.to_string();
        if self.oneof.is_some() {
            let mut accepted = vec![ty];
            if self.empty {
                accepted.push("google.protobuf.Empty".to_owned());
            }
            return accepted;
        }
        match (&self.ty, self.label) {
            (Type::Map(..), _) => vec![ty],
            (_, Label::Repeated) => vec![format!("repeated {ty}")],
            (_, Label::Required) => vec![format!("required {ty}")],
            // The one value that has no presence of its own: absent is null.
            (Type::Message(name), _) if name == "google.protobuf.Value" => {
                vec![format!("optional {ty}"), format!("required {ty}")]
            }
            (_, Label::Optional) if self.fixed.is_some() => vec![ty],
            (Type::Message(_), _) | (_, Label::Optional) => vec![format!("optional {ty}")],
            (_, Label::Singular) => vec![ty],
        }
    }

    /// The Rust type to write, and what has to be said about it.
    pub(crate) fn rust(&self) -> (String, Option<String>) {
        let (ty, note) = self.ty.rust();
        if self.fixed.is_some() {
            let ty = if ty == "String" { "&'static str".to_owned() } else { ty };
            return (format!("Fixed<{ty}>"), note);
        }
        let optional = self.oneof.is_none()
            && match (&self.ty, self.label) {
                (Type::Message(name), Label::Singular | Label::Optional) => {
                    name != "google.protobuf.Value"
                }
                (_, label) => label == Label::Optional,
            };
        let ty = match (&self.ty, self.label) {
            (Type::Map(..), _) => ty,
            (_, Label::Repeated) => format!("Vec<{ty}>"),
            _ if optional => format!("Option<{ty}>"),
            _ => ty,
        };
        (ty, note)
    }

    /// What to do about a type that is another: ``write `Option<String>` ``.
    pub(crate) fn remedy(&self) -> String {
        if self.is_empty_alternative() {
            return "write the variant without a value".to_owned();
        }
        let (ty, note) = self.rust();
        match note {
            Some(note) if note.starts_with("with") => format!("write `{ty}` {note}"),
            Some(note) => format!("write `{ty}`, {note}"),
            None => format!("write `{ty}`"),
        }
    }

    /// The whole member to write.
    pub(crate) fn member(&self) -> String {
        let (ty, note) = self.rust();
        let wire = note.as_deref().and_then(|note| note.strip_prefix("with `")?.strip_suffix('`'));
        let wire = wire.map(|wire| format!(", {wire}")).unwrap_or_default();
        let fixed =
            self.fixed.as_ref().map(|value| format!(", fixed = {value}")).unwrap_or_default();
        format!("#[event(tag = {}{wire}{fixed})] {}: {ty}", self.number, self.name)
    }
}

/// The member for a oneof.
pub(crate) fn oneof_member(name: &str) -> String {
    format!("#[event(oneof)] {name}: Option<{}>", to_pascal(name))
}
