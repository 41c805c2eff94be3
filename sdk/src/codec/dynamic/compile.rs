use std::collections::{BTreeMap, HashMap};

use plumberd_schema::model::{self, Profile, Schema, Type};
use plumberd_schema::{EnumValue, FieldDescriptor, FixedValue, WireFormat};

use super::kind::{Enum, Holds, Kind, Message, Oneof, Shape, Slot};
use super::leaf::Leaf;
use super::{EventType, Types};
use crate::codec::profile::ProfileId;

/// A type that is ready to be read.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) has_protobuf: bool,
}

pub(super) struct Compiler<'a> {
    /// All types with their indices; those of the schema before superseded ones of the same name.
    types: BTreeMap<&'a str, (usize, &'a Type)>,
    events: HashMap<String, Vec<EventType>>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(schema: &'a Schema, superseded: &'a Schema) -> Self {
        let mut types: BTreeMap<&str, (usize, &Type)> = BTreeMap::new();
        for (name, ty) in schema.types.iter().chain(&superseded.types) {
            let index = types.len();
            types.entry(name).or_insert((index, ty));
        }
        let mut compiler = Self { types, events: HashMap::new() };
        for (ty, event) in schema.events() {
            compiler.event(ty, event);
        }
        for (ty, event) in superseded.events() {
            if schema.types.contains_key(&ty.full_name()) {
                continue;
            }
            // Of a type that is gone altogether, nobody reads the events.
            let is_taken = schema.events().any(|(_, newer)| {
                newer.type_name == event.type_name
                    && (newer.oldest..newer.version).contains(&event.version)
            });
            let is_known = compiler
                .events
                .get(&event.type_name)
                .is_some_and(|versions| versions.iter().any(|it| it.version == event.version));
            if is_taken && !is_known {
                compiler.event(ty, event);
            }
        }
        for versions in compiler.events.values_mut() {
            versions.sort_by_key(|it| it.version);
        }
        compiler
    }

    fn event(&mut self, ty: &Type, event: &model::Event) {
        let Some((index, _)) = self.types.get(ty.full_name().as_str()) else { return };
        let profile = match event.profile {
            Profile::Proto3 => ProfileId::Proto3,
            Profile::Py019 => ProfileId::Py019,
            _ => ProfileId::MicroPlumberd,
        };
        let found = EventType { version: event.version, oldest: event.oldest, profile, ty: *index };
        for name in std::iter::once(&event.type_name).chain(&event.aliases) {
            self.events.entry(name.clone()).or_default().push(found);
        }
    }

    pub(super) fn finish(self) -> Types {
        let mut types: Vec<(usize, Compiled)> =
            self.types.values().map(|(index, ty)| (*index, self.compiled(ty))).collect();
        types.sort_by_key(|(index, _)| *index);
        Types { types: types.into_iter().map(|(_, ty)| ty).collect(), events: self.events }
    }

    fn compiled(&self, ty: &Type) -> Compiled {
        let shape = match &ty.shape {
            model::Shape::Enum(it) => {
                Shape::Enum(Enum { values: leaked(it.values.iter().map(value)), open: it.open })
            }
            model::Shape::Message(message) if message.union => {
                Shape::Union(self.oneof(message, 0, true))
            }
            model::Shape::Message(message) => Shape::Message(self.message(message)),
        };
        Compiled { name: text(ty.bare_name()), shape, has_protobuf: ty.has_protobuf() }
    }

    fn message(&self, message: &model::Message) -> Message {
        let mut fields = Vec::new();
        let mut slots = Vec::new();
        let mut seen = vec![false; message.oneofs.len()];
        for field in &message.fields {
            let Some(index) = field.oneof else {
                let holds = match field.fixed {
                    Some(_) => Holds::Fixed,
                    None => Holds::Value(self.kind(&field.kind)),
                };
                fields.push(descriptor(field));
                slots.push(Slot { holds, default: field.default });
                continue;
            };
            // A oneof stands where its first alternative does.
            let (Some(seen), Some(oneof)) = (seen.get_mut(index), message.oneofs.get(index)) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                fields.push(oneof_descriptor(oneof));
                let holds = Holds::Oneof(self.oneof(message, index, oneof.required));
                slots.push(Slot { holds, default: oneof.default });
            }
        }
        Message { fields: leaked(fields.into_iter()), slots }
    }

    fn oneof(&self, message: &model::Message, index: usize, required: bool) -> Oneof {
        Oneof {
            alternatives: leaked(message.alternatives(index).map(descriptor)),
            kinds: message.alternatives(index).map(|field| self.kind(&field.kind)).collect(),
            required,
        }
    }

    fn kind(&self, kind: &model::Kind) -> Kind {
        let boxed = |kind: &model::Kind| Box::new(self.kind(kind));
        match kind {
            model::Kind::Empty => Kind::Empty,
            model::Kind::Optional(inner) => Kind::Optional(boxed(inner)),
            model::Kind::List(inner) | model::Kind::Set(inner) => Kind::List(boxed(inner)),
            model::Kind::Array(inner, length) => Kind::Array(boxed(inner), *length),
            model::Kind::Map(key, value) => {
                Kind::Map(Leaf::of(key).unwrap_or(Leaf::Text), boxed(value))
            }
            model::Kind::Named(name) if self.types.contains_key(name.as_str()) => {
                self.types.get(name.as_str()).map_or(Kind::Foreign, |(index, _)| Kind::Type(*index))
            }
            kind => Leaf::of(kind).map_or(Kind::Foreign, Kind::Leaf),
        }
    }
}

/// Messages of errors hold these texts for ever.
fn text(text: &str) -> &'static str {
    if text.is_empty() { "" } else { Box::leak(text.into()) }
}

fn leaked<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect::<Vec<T>>().into_boxed_slice())
}

/// `,"RecordingId":`.
fn key(name: &str) -> &'static str {
    text(&format!(",\"{name}\":"))
}

fn texts(names: &[String]) -> &'static [&'static str] {
    leaked(names.iter().map(|name| text(name)))
}

/// A field, as far as the readers ask for it.
fn descriptor(field: &model::Field) -> FieldDescriptor {
    let (kind, wire_format) = known_kind(field.kind.required());
    FieldDescriptor {
        name: text(&field.name),
        json_key: key(&field.json_name),
        proto_json_key: key(&field.proto_json_name),
        aliases: texts(&field.aliases),
        number: field.number,
        kind,
        wire_format,
        fixed: field.fixed.as_ref().map(|value| fixed(value, &field.kind)),
        ..FieldDescriptor::NEW
    }
}

fn oneof_descriptor(oneof: &model::Oneof) -> FieldDescriptor {
    FieldDescriptor {
        name: text(&oneof.name),
        json_key: key(&oneof.json_name),
        proto_json_key: key(&plumberd_schema::case::to_proto_json(&oneof.name)),
        aliases: texts(&oneof.aliases),
        oneof: true,
        ..FieldDescriptor::NEW
    }
}

/// The kinds that make a difference to constants and alternatives.
fn known_kind(kind: &model::Kind) -> (plumberd_schema::Kind, WireFormat) {
    use plumberd_schema::Kind as Static;
    match kind {
        model::Kind::Empty => (Static::Empty, WireFormat::Plain),
        model::Kind::Json => (Static::Json, WireFormat::Plain),
        model::Kind::Int(bits, format) => (Static::Int(*bits), *format),
        model::Kind::UInt(bits, format) => (Static::UInt(*bits), *format),
        model::Kind::Named(name) => (Static::Foreign(text(name)), WireFormat::Plain),
        _ => (Static::Bool, WireFormat::Plain),
    }
}

/// A signed field holds its number as a signed one, whatever the sign.
fn fixed(value: &model::Fixed, kind: &model::Kind) -> FixedValue {
    match value {
        model::Fixed::Bool(value) => FixedValue::Bool(*value),
        model::Fixed::Text(value) => FixedValue::Text(text(value)),
        model::Fixed::Int(value) => FixedValue::Int(*value),
        model::Fixed::UInt(value) if matches!(kind.required(), model::Kind::Int(..)) => {
            i64::try_from(*value).map_or(FixedValue::UInt(*value), FixedValue::Int)
        }
        model::Fixed::UInt(value) => FixedValue::UInt(*value),
    }
}

fn value(value: &model::EnumValue) -> EnumValue {
    EnumValue {
        name: text(&value.json_name),
        proto_name: text(&value.name),
        aliases: texts(&value.aliases),
        number: value.number,
        doc: "",
        deprecated: None,
    }
}
