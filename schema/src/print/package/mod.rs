//! What the packages of C#, Python and TypeScript have in common: names, members, text.

mod names;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::{Event, Field, Kind, Message, Oneof, Profile, Schema, Shape, Type};

pub(super) use names::{Classes, identifier, is_identifier};
pub(super) use text::{Text, doc_lines, header, string, unique};

/// Why a schema cannot become a package.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageError {
    /// An option has a value that the other language refuses.
    Option {
        /// The name of the option.
        option: &'static str,
        /// Its value.
        value: String,
        /// What it has to be.
        expected: &'static str,
    },
    /// Two events have one type name and one version, or would be one class of one package.
    EventTwice {
        /// The type name.
        name: String,
        /// The full name of the first message.
        first: String,
        /// The full name of the second one.
        second: String,
    },
    /// Two members of a type have one JSON key.
    KeyTwice {
        /// The full name of the type.
        ty: String,
        /// The key.
        key: String,
    },
    /// A field names a type that is neither in the schema nor well known.
    UnknownType {
        /// The full name of the type that has the field.
        ty: String,
        /// The field.
        field: String,
        /// The name that is not known.
        name: String,
    },
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option { option, value, expected } => {
                write!(f, "the option `{option}` cannot be {value:?}: use {expected}")
            }
            Self::EventTwice { name, first, second } => write!(
                f,
                "`{first}` and `{second}` are both the event `{name}`, and readers could not tell them apart; give one of them another name"
            ),
            Self::KeyTwice { ty, key } => write!(
                f,
                "`{ty}` has two members with the JSON key {key:?}; give one of them another name"
            ),
            Self::UnknownType { ty, field, name } => write!(
                f,
                "`{ty}.{field}` has the type `{name}`, which is not in the schema; add it, or leave out `{ty}`"
            ),
        }
    }
}

impl std::error::Error for PackageError {}

/// A member of a message in JSON: a oneof is one member, whatever Protobuf makes of it.
#[derive(Clone, Copy)]
pub(super) enum Member<'a> {
    Field(&'a Field),
    Oneof(usize, &'a Oneof),
}

/// The members in the order in which they are written.
pub(super) fn members(message: &Message) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    let mut seen = vec![false; message.oneofs.len()];
    for field in &message.fields {
        match field.oneof.and_then(|index| Some((index, message.oneofs.get(index)?))) {
            None => members.push(Member::Field(field)),
            Some((index, oneof)) => {
                if !std::mem::replace(&mut seen[index], true) {
                    members.push(Member::Oneof(index, oneof));
                }
            }
        }
    }
    members
}

/// The types that are printed in one of micro-plumberd's own languages: those of events that write
/// Protobuf's JSON are left to Protobuf's own generators.
pub(super) fn is_micro_plumberd(ty: &Type) -> bool {
    ty.event.as_ref().is_none_or(|event| event.profile != Profile::Proto3)
}

/// A type that belongs to Protobuf and has a JSON form of its own.
#[derive(Clone)]
pub(super) enum WellKnown {
    /// A scalar that may be absent.
    Wrapper(Kind),
    Struct,
    ListValue,
    /// A text.
    FieldMask,
    /// Free-form JSON, as `google.protobuf.NullValue` too, which is always null.
    Any,
    Empty,
}

impl WellKnown {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("google.protobuf.")? {
            "BoolValue" => Self::Wrapper(Kind::Bool),
            "Int32Value" => Self::Wrapper(Kind::INT32),
            "Int64Value" => Self::Wrapper(Kind::INT64),
            "UInt32Value" => Self::Wrapper(Kind::UINT32),
            "UInt64Value" => Self::Wrapper(Kind::UINT64),
            "FloatValue" => Self::Wrapper(Kind::F32),
            "DoubleValue" => Self::Wrapper(Kind::F64),
            "StringValue" => Self::Wrapper(Kind::String),
            "BytesValue" => Self::Wrapper(Kind::Bytes),
            "Struct" => Self::Struct,
            "ListValue" => Self::ListValue,
            "FieldMask" => Self::FieldMask,
            "Any" | "NullValue" => Self::Any,
            "Empty" => Self::Empty,
            _ => return None,
        })
    }
}

/// Refuses what no language could express: unknown types, and names and JSON keys that stand twice.
pub(super) fn check(schema: &Schema) -> Result<(), PackageError> {
    let mut owners = BTreeMap::new();
    for (ty, event) in schema.events() {
        let mut names: Vec<&str> = event.aliases.iter().map(|alias| &**alias).collect();
        names.push(&event.type_name);
        names.sort_unstable();
        names.dedup();
        for name in names {
            if let Some(first) = owners.insert((name, event.version), ty) {
                return Err(PackageError::EventTwice {
                    name: name.to_owned(),
                    first: first.full_name(),
                    second: ty.full_name(),
                });
            }
        }
    }
    for ty in schema.types.values() {
        let Shape::Message(message) = &ty.shape else { continue };
        for field in &message.fields {
            if let Some(name) = field.kind.named()
                && !schema.types.contains_key(name)
                && WellKnown::of(name).is_none()
            {
                return Err(PackageError::UnknownType {
                    ty: ty.full_name(),
                    field: field.name.clone(),
                    name: name.to_owned(),
                });
            }
        }
        let outer = members(message).into_iter().map(|member| match member {
            Member::Field(field) => &*field.json_name,
            Member::Oneof(_, oneof) => &oneof.json_name,
        });
        if !message.union {
            keys_once(ty, outer)?;
        }
        for index in 0..message.oneofs.len() {
            let inner = message.alternatives(index).map(|field| &*field.json_name);
            keys_once(ty, ["Kind"].into_iter().chain(inner))?;
        }
    }
    Ok(())
}

fn keys_once<'a>(ty: &Type, keys: impl Iterator<Item = &'a str>) -> Result<(), PackageError> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(PackageError::KeyTwice { ty: ty.full_name(), key: key.to_owned() });
        }
    }
    Ok(())
}

/// What an event says of itself, in one line.
pub(super) fn about(event: &Event) -> String {
    let Event { type_name, version, category, .. } = event;
    let mut text = format!(
        "Event type `{type_name}`, version {version}; streams of the category `{category}`."
    );
    if event.encoding == crate::model::Encoding::Protobuf {
        text.push_str(" Its writer in Rust stores Protobuf.");
    }
    text
}

/// A version that .NET, Python and npm all take.
pub(super) fn check_version(value: &str) -> Result<(), PackageError> {
    let parts: Vec<&str> = value.split('.').collect();
    let is_number = |part: &&str| {
        !part.is_empty()
            && part.len() < 10
            && part.bytes().all(|b| b.is_ascii_digit())
            && (*part == "0" || !part.starts_with('0'))
    };
    if parts.len() == 3 && parts.iter().all(is_number) {
        return Ok(());
    }
    Err(PackageError::Option {
        option: "version",
        value: value.to_owned(),
        expected: "three numbers, as in 1.2.0",
    })
}
