use std::collections::BTreeMap;
use std::fmt;

use super::{
    Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Place, Reserved, Schema, Shape,
    Type,
};
use crate::case::to_snake;
use crate::{Deprecation, FieldDescriptor, FixedValue, TypeDescriptor, WireFormat};

/// Gathers a [`Schema`] from the descriptors of a program.
///
/// A type that does not name its Protobuf package gets one: an event `{category}.v{version}`, another
/// type that of the first event that uses it.
#[derive(Debug, Default)]
pub struct Collector {
    schema: Schema,
    /// The full name of each type that is in the schema, by where it is declared.
    names: BTreeMap<Identity, String>,
    origins: BTreeMap<String, Identity>,
}

/// What tells two types apart: the place, and the name, since a generic type has many.
type Identity = (&'static str, u32, &'static str);

/// Two types of a program have one name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CollectError {
    /// The full name.
    pub name: String,
    /// Where the first one is.
    pub first: Place,
    /// Where the second one is.
    pub second: Place,
}

impl fmt::Display for CollectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, first, second } = self;
        write!(
            f,
            "{second}: the type would be `{name}`, as the one at {first} is; give one of them another name, with `#[event(name = \"…\")]` or `#[event(proto = \"…\")]`"
        )
    }
}

impl std::error::Error for CollectError {}

impl Collector {
    /// Adds an event and all types that it is made of.
    ///
    /// # Errors
    /// When two types would have the same name.
    pub fn event(
        &mut self,
        event: Event,
        descriptor: &'static TypeDescriptor,
    ) -> Result<(), CollectError> {
        let package = format!("{}.v{}", package_segment(&event.category), event.version);
        let name = self.add(descriptor, &package)?;
        if let Some(ty) = self.schema.types.get_mut(&name) {
            ty.event = Some(event);
        }
        Ok(())
    }

    /// Adds a type that is no event, and all that it is made of.
    ///
    /// # Errors
    /// When two types would have the same name.
    pub fn data(
        &mut self,
        descriptor: &'static TypeDescriptor,
        package: &str,
    ) -> Result<(), CollectError> {
        self.add(descriptor, package).map(drop)
    }

    /// What was gathered.
    #[must_use]
    pub fn finish(self) -> Schema {
        self.schema
    }

    fn add(
        &mut self,
        descriptor: &'static TypeDescriptor,
        package: &str,
    ) -> Result<String, CollectError> {
        let origin = descriptor.origin;
        let identity = (origin.file, origin.line, descriptor.name);
        if let Some(name) = self.names.get(&identity) {
            return Ok(name.clone());
        }
        let mut ty = match descriptor.proto {
            Some(name) => split(name),
            None => Type::message(package, proto_path(descriptor.name)),
        };
        let name = ty.full_name();
        if let Some((file, line, _)) = self.origins.get(&name) {
            let first = Place { file: (*file).to_owned(), line: *line, column: 0 };
            return Err(CollectError { name, first, second: place(descriptor) });
        }
        // Known before its fields are looked at: a type may hold itself.
        self.names.insert(identity, name.clone());
        self.origins.insert(name.clone(), identity);
        if ty.bare_name() != descriptor.name {
            ty.name = Some(descriptor.name.to_owned());
        }
        descriptor.doc.clone_into(&mut ty.doc);
        ty.deprecated = note(descriptor.deprecated);
        ty.place = Some(place(descriptor));
        ty.reserved = Reserved {
            numbers: descriptor
                .reserved
                .numbers
                .iter()
                .map(|(low, high)| (i64::from(*low), i64::from(*high)))
                .collect(),
            names: descriptor.reserved.names.iter().map(|name| (*name).to_owned()).collect(),
        };
        // What a type is made of lives beside it, unless it has another place of its own.
        let package = ty.package.clone();
        ty.shape = self.shape(descriptor, &package)?;
        self.schema.insert(ty);
        Ok(name)
    }

    fn shape(
        &mut self,
        descriptor: &'static TypeDescriptor,
        package: &str,
    ) -> Result<Shape, CollectError> {
        Ok(match descriptor.shape {
            crate::Shape::Message(fields) => {
                let mut message = Message::default();
                for field in fields {
                    self.field(&mut message, field, package)?;
                }
                Shape::Message(message)
            }
            crate::Shape::Oneof(alternatives) => {
                let mut message = Message { union: true, ..Message::default() };
                message.oneofs.push(Oneof {
                    name: "kind".to_owned(),
                    json_name: "Kind".to_owned(),
                    type_name: descriptor.name.to_owned(),
                    required: true,
                    default: false,
                    aliases: Vec::new(),
                    doc: String::new(),
                    place: None,
                });
                self.alternatives(&mut message, alternatives, package)?;
                Shape::Message(message)
            }
            crate::Shape::Enum { values, open, by_name } => {
                Shape::Enum(Enum { values: values.iter().map(enum_value).collect(), open, by_name })
            }
        })
    }

    fn field(
        &mut self,
        message: &mut Message,
        descriptor: &'static FieldDescriptor,
        package: &str,
    ) -> Result<(), CollectError> {
        if let (true, crate::Kind::Type(inner)) = (descriptor.oneof, descriptor.kind.required()) {
            let inner = inner();
            message.oneofs.push(Oneof {
                name: descriptor.name.to_owned(),
                json_name: descriptor.json_name().to_owned(),
                type_name: inner.name.to_owned(),
                required: !matches!(descriptor.kind, crate::Kind::Optional(_)),
                default: descriptor.default,
                aliases: texts(descriptor.aliases),
                doc: descriptor.doc.to_owned(),
                place: Some(place(inner)),
            });
            return self.alternatives(message, inner.fields(), package);
        }
        let field = self.plain(descriptor, package)?;
        message.fields.push(field);
        Ok(())
    }

    /// The alternatives of the oneof that was pushed last.
    fn alternatives(
        &mut self,
        message: &mut Message,
        alternatives: &'static [FieldDescriptor],
        package: &str,
    ) -> Result<(), CollectError> {
        let oneof = message.oneofs.len().checked_sub(1);
        for alternative in alternatives {
            let field = Field { oneof, ..self.plain(alternative, package)? };
            message.fields.push(field);
        }
        Ok(())
    }

    fn plain(
        &mut self,
        descriptor: &'static FieldDescriptor,
        package: &str,
    ) -> Result<Field, CollectError> {
        Ok(Field {
            name: descriptor.name.to_owned(),
            json_name: descriptor.json_name().to_owned(),
            proto_json_name: descriptor.proto_json_name().to_owned(),
            aliases: texts(descriptor.aliases),
            number: descriptor.number,
            kind: self.kind(descriptor.kind, descriptor.wire_format, package)?,
            oneof: None,
            fixed: descriptor.fixed.map(fixed),
            id: descriptor.id,
            default: descriptor.default,
            doc: descriptor.doc.to_owned(),
            deprecated: note(descriptor.deprecated),
            place: None,
        })
    }

    fn kind(
        &mut self,
        kind: crate::Kind,
        format: WireFormat,
        package: &str,
    ) -> Result<Kind, CollectError> {
        let mut boxed = |inner: &crate::Kind| self.kind(*inner, format, package).map(Box::new);
        Ok(match kind {
            crate::Kind::Empty => Kind::Empty,
            crate::Kind::Bool => Kind::Bool,
            crate::Kind::Int(bits) => Kind::Int(bits, format),
            crate::Kind::UInt(bits) if format == WireFormat::Fixed => Kind::UInt(bits, format),
            crate::Kind::UInt(bits) => Kind::UInt(bits, WireFormat::Plain),
            crate::Kind::F32 => Kind::F32,
            crate::Kind::F64 => Kind::F64,
            crate::Kind::String => Kind::String,
            crate::Kind::Bytes => Kind::Bytes,
            crate::Kind::Uuid => Kind::Uuid,
            crate::Kind::Timestamp => Kind::Timestamp,
            crate::Kind::Duration => Kind::Duration,
            crate::Kind::Decimal => Kind::Decimal,
            crate::Kind::Json => Kind::Json,
            crate::Kind::Optional(inner) => Kind::Optional(boxed(inner)?),
            crate::Kind::List(inner) => Kind::List(boxed(inner)?),
            crate::Kind::Array(inner, length) => Kind::Array(boxed(inner)?, length),
            crate::Kind::Set(inner) => Kind::Set(boxed(inner)?),
            crate::Kind::Map(key, value) => Kind::Map(boxed(key)?, boxed(value)?),
            crate::Kind::Type(inner) => Kind::Named(self.add(inner(), package)?),
            crate::Kind::Foreign(name) => Kind::Named(name.to_owned()),
        })
    }
}

fn enum_value(value: &'static crate::EnumValue) -> EnumValue {
    EnumValue {
        name: value.proto_name.to_owned(),
        json_name: value.name.to_owned(),
        aliases: texts(value.aliases),
        number: value.number,
        doc: value.doc.to_owned(),
        deprecated: note(value.deprecated),
        place: None,
    }
}

fn fixed(value: FixedValue) -> Fixed {
    match value {
        FixedValue::Text(text) => Fixed::Text(text.to_owned()),
        FixedValue::Bool(value) => Fixed::Bool(value),
        FixedValue::UInt(value) => Fixed::UInt(value),
        // The sign tells the two apart, as it does in a lock file.
        FixedValue::Int(value) => u64::try_from(value).map_or(Fixed::Int(value), Fixed::UInt),
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn note(deprecation: Option<Deprecation>) -> Option<String> {
    deprecation.map(|it| it.note.to_owned())
}

fn place(descriptor: &TypeDescriptor) -> Place {
    let origin = descriptor.origin;
    Place { file: origin.file.to_owned(), line: origin.line, column: 0 }
}

/// `Recording` to `recording`, `>SessionIn` to `session_in`: what a package can be called.
fn package_segment(category: &str) -> String {
    let words: String =
        category.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let segment = to_snake(words.trim_matches('_'));
    match segment.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => segment,
        _ => format!("domain_{segment}"),
    }
}

/// `user.v1.Outer.Inner`, taken apart: the package ends with its version, or where capitals begin.
fn split(name: &str) -> Type {
    let parts: Vec<&str> = name.split('.').collect();
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
    let is_type = |part: &&str| part.starts_with(|c: char| c.is_ascii_uppercase());
    let packages = match parts.iter().rposition(is_version) {
        Some(version) => version + 1,
        None => parts.iter().position(is_type).unwrap_or(parts.len()),
    };
    // The last part is the type, whatever it looks like.
    let (package, path) = parts.split_at(packages.min(parts.len() - 1));
    Type::message(package.join("."), path.join("."))
}

/// `Page<Camera>` to `PageCamera`: what a message can be called.
fn proto_path(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}
