//! What the compiler compares with a schema, since only it sees the fields' types: a type is put into
//! the words of Protobuf, and the text has to be one that the schema accepts.

#![allow(clippy::panic, reason = "called in constants, where a panic is a compile error")]
#![allow(clippy::large_types_passed_by_value, reason = "never runs in a program")]

use plumberd_schema::{FieldDescriptor, Kind, WireFormat};

use super::checks::{contains, same};

/// A field, as the schema has it.
#[derive(Debug, Clone, Copy)]
pub struct SchemaField {
    /// Its name.
    pub name: &'static str,
    /// Its number.
    pub number: u32,
    /// As it is written in the `.proto` file, `optional string title = 2`.
    pub declaration: &'static str,
    /// `file:line:column`.
    pub place: &'static str,
    /// What the Rust type may be, in the words of Protobuf.
    pub accepted: &'static [&'static str],
    /// Whether a type without `Option` is a required one.
    pub presence: bool,
    /// What to write instead of another type.
    pub remedy: &'static str,
}

/// A oneof, as the schema has it.
#[derive(Debug, Clone, Copy)]
pub struct SchemaOneof {
    /// Its name.
    pub name: &'static str,
    /// Where its first field is declared.
    pub place: &'static str,
    /// Whether there is always an alternative.
    pub required: bool,
    /// Its fields.
    pub fields: &'static [SchemaField],
}

/// A text that is put together in a constant; what does not fit is cut.
#[derive(Clone, Copy)]
struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    const EMPTY: Self = Self { bytes: [0; 1024], len: 0 };

    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.len + text.len() <= self.bytes.len() {
            let mut i = 0;
            while i < text.len() {
                self.bytes[self.len] = text[i];
                self.len += 1;
                i += 1;
            }
        }
        self
    }

    const fn number(self, number: u32) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let text = if number >= 10 { self.number(number / 10) } else { self };
        text.push(DIGITS[(number % 10) as usize])
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// A field's type in the words of Protobuf; `name` is the full name of the described type in it.
const fn spell(kind: Kind, name: &str, format: WireFormat, text: Text) -> Text {
    match kind {
        Kind::Bool => text.push("bool"),
        Kind::Int(bits) => text.push(match (format, bits) {
            (WireFormat::Plain, 64) => "int64",
            (WireFormat::Plain, _) => "int32",
            (WireFormat::ZigZag, 64) => "sint64",
            (WireFormat::ZigZag, _) => "sint32",
            (WireFormat::Fixed, 64) => "sfixed64",
            (WireFormat::Fixed, _) => "sfixed32",
        }),
        Kind::UInt(bits) => text.push(match (format, bits) {
            (WireFormat::Fixed, 64) => "fixed64",
            (WireFormat::Fixed, _) => "fixed32",
            (_, 64) => "uint64",
            (_, _) => "uint32",
        }),
        Kind::F32 => text.push("float"),
        Kind::F64 => text.push("double"),
        Kind::String | Kind::Uuid | Kind::Decimal => text.push("string"),
        Kind::Bytes => text.push("bytes"),
        Kind::Empty => text.push("google.protobuf.Empty"),
        Kind::Timestamp => text.push("google.protobuf.Timestamp"),
        Kind::Duration => text.push("google.protobuf.Duration"),
        Kind::Json => text.push("google.protobuf.Value"),
        Kind::Optional(inner) => spell(*inner, name, format, text.push("optional ")),
        Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => {
            spell(*inner, name, format, text.push("repeated "))
        }
        Kind::Map(key, value) => {
            let text = spell(*key, "", WireFormat::Plain, text.push("map<"));
            spell(*value, name, WireFormat::Plain, text.push(", ")).push(">")
        }
        Kind::Type(_) if name.is_empty() => text.push("_"),
        Kind::Type(_) => text.push(name),
        Kind::Foreign(name) => text.push(name),
        _ => text.push("something else"),
    }
}

const fn spell_field(kind: Kind, name: &str, format: WireFormat, presence: bool) -> Text {
    let text = match kind {
        Kind::Optional(_) | Kind::List(_) | Kind::Set(_) | Kind::Array(..) | Kind::Map(..) => {
            Text::EMPTY
        }
        _ if presence => Text::EMPTY.push("required "),
        _ => Text::EMPTY,
    };
    spell(kind, name, format, text)
}

/// Stops the compilation when a field's type is not the schema's.
///
/// # Panics
/// When it is another.
#[track_caller]
pub const fn require_type(kind: Kind, name: &str, format: WireFormat, field: &SchemaField) {
    let found = spell_field(kind, name, format, field.presence);
    if !contains(field.accepted, found.as_str()) {
        let text = Text::EMPTY
            .push("the schema has `")
            .push(field.declaration)
            .push("` (")
            .push(field.place)
            .push("), and this type is `")
            .push(found.as_str())
            .push(unnamed(kind, name))
            .push(": ")
            .push(field.remedy);
        panic!("{}", text.as_str());
    }
}

/// What stands behind a type: that it does not say which one of Protobuf's it is.
const fn unnamed(kind: Kind, name: &str) -> &'static str {
    if name.is_empty() && matches!(kind.element(), Kind::Type(_)) {
        "`, where `_` has no `proto = …`"
    } else {
        "`"
    }
}

/// Stops the compilation when the enum of a field `#[event(oneof)]` is not the schema's oneof.
///
/// # Panics
/// When it is another.
#[track_caller]
pub const fn require_oneof(
    alternatives: &[FieldDescriptor],
    names: &[&str],
    kind: Kind,
    oneof: &SchemaOneof,
) {
    let mut i = 0;
    while i < oneof.fields.len() {
        let field = &oneof.fields[i];
        match index_of(alternatives, field.name) {
            Some(index) => require_alternative(&alternatives[index], names, index, field),
            None => {
                let text = Text::EMPTY
                    .push("the schema has `")
                    .push(field.declaration)
                    .push("` (")
                    .push(field.place)
                    .push(") in the oneof `")
                    .push(oneof.name)
                    .push("`, and this enum has no variant of that name: add one, with `tag = ")
                    .number(field.number)
                    .push("`");
                panic!("{}", text.as_str());
            }
        }
        i += 1;
    }
    let mut i = 0;
    while i < alternatives.len() {
        if !has_field(oneof.fields, alternatives[i].name) {
            let text = Text::EMPTY
                .push("the oneof `")
                .push(oneof.name)
                .push("` (")
                .push(oneof.place)
                .push(") has no field `")
                .push(alternatives[i].name)
                .push("`: remove the variant, or add the field to the schema");
            panic!("{}", text.as_str());
        }
        i += 1;
    }
    if matches!(kind, Kind::Optional(_)) == oneof.required {
        let text = Text::EMPTY.push("the oneof `").push(oneof.name).push("` (").push(oneof.place);
        let text = if oneof.required {
            text.push(") always has an alternative: write the type without `Option`")
        } else {
            text.push(") may have no alternative: write the type as `Option<…>`")
        };
        panic!("{}", text.as_str());
    }
}

#[track_caller]
const fn require_alternative(
    alternative: &FieldDescriptor,
    names: &[&str],
    index: usize,
    field: &SchemaField,
) {
    let subject = Text::EMPTY
        .push("the variant for `")
        .push(field.declaration)
        .push("` (")
        .push(field.place)
        .push(") ");
    if !matches!(alternative.number, Some(number) if number == field.number) {
        let text =
            subject.push("has another number: write `tag = ").number(field.number).push("` on it");
        panic!("{}", text.as_str());
    }
    let name = if index < names.len() { names[index] } else { "" };
    let found = spell_field(alternative.kind, name, alternative.wire_format, field.presence);
    if !contains(field.accepted, found.as_str()) {
        let text = subject
            .push("holds `")
            .push(found.as_str())
            .push(unnamed(alternative.kind, name))
            .push(": ")
            .push(field.remedy);
        panic!("{}", text.as_str());
    }
}

const fn index_of(fields: &[FieldDescriptor], name: &str) -> Option<usize> {
    let mut i = 0;
    while i < fields.len() {
        if same(fields[i].name, name) {
            return Some(i);
        }
        i += 1;
    }
    None
}

const fn has_field(fields: &[SchemaField], name: &str) -> bool {
    let mut i = 0;
    while i < fields.len() {
        if same(fields[i].name, name) {
            return true;
        }
        i += 1;
    }
    false
}
