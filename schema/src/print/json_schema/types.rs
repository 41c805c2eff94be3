//! The JSON of a described type.

use super::Document;
use super::kind::well_known;
use super::node::{Node, Object};
use crate::model::{Enum, Field, Fixed, Kind, Message, Oneof, Profile, Shape, Type};

impl Document<'_> {
    /// A reference to a type, which is then among the definitions.
    pub(super) fn named(&mut self, name: &str) -> Object {
        let Some((name, ty)) = self.schema.types.get_key_value(name) else {
            return well_known(name).map_or_else(Object::default, |kind| self.kind(&kind));
        };
        // Python's keys differ inside, so there the outermost type is another one.
        if name == self.root && self.profile != Profile::Py019 {
            return Object::default().with("$ref", "#");
        }
        // Looked at later: a type may hold itself, and the depth is up to the input.
        if self.known.insert(name) {
            self.next.push(ty);
        }
        Object::default().with("$ref", format!("#/$defs/{name}"))
    }

    /// What a type is.
    pub(super) fn definition(&mut self, ty: &Type) -> Object {
        let mut definition = Object::default().with("title", ty.bare_name());
        describe(&mut definition, &ty.doc, ty.deprecated.as_deref());
        definition.append(match &ty.shape {
            Shape::Message(message) if message.union => self.union(message),
            Shape::Message(message) => self.message(message),
            Shape::Enum(values) => self.values(values),
        });
        definition
    }

    fn message(&mut self, message: &Message) -> Object {
        let mut properties = Object::default();
        let mut required = Vec::new();
        let mut choices = Vec::new();
        let mut seen = Vec::new();
        if self.adds_id && !self.is_inner {
            let id = self.kind(&Kind::Uuid);
            properties.set("Id", id.with("description", "The id that the store has."));
        }
        for field in &message.fields {
            let Some(index) = field.oneof else {
                let key = self.key(field);
                if self.is_required(field) {
                    required.push(key.clone());
                }
                properties.set(&key, self.property(field));
                continue;
            };
            let Some(oneof) = message.oneofs.get(index).filter(|_| !seen.contains(&index)) else {
                continue;
            };
            seen.push(index);
            if self.profile == Profile::Proto3 {
                for field in message.alternatives(index) {
                    let key = self.key(field);
                    properties.set(&key, self.property(field));
                }
                choices.push(self.choice(message, index, oneof.required && !oneof.default));
                continue;
            }
            let key = if self.has_python_keys() { &oneof.name } else { &oneof.json_name };
            if oneof.required && !oneof.default {
                required.push(key.clone());
            }
            let oneof = self.oneof(message, index, oneof);
            properties.set(key, oneof);
        }
        let mut object = Object::default().with("type", "object").with("properties", properties);
        if !required.is_empty() {
            object.set("required", Node::list(required));
        }
        if !choices.is_empty() {
            object.set("allOf", Node::list(choices));
        }
        self.close(&mut object);
        object
    }

    fn close(&self, object: &mut Object) {
        if self.strict {
            object.set("additionalProperties", false);
        }
    }

    fn has_python_keys(&self) -> bool {
        self.profile == Profile::Py019 && self.is_inner
    }

    fn key(&self, field: &Field) -> String {
        match self.profile {
            Profile::Proto3 => field.proto_json_name.clone(),
            _ if self.has_python_keys() => field.name.clone(),
            _ => field.json_name.clone(),
        }
    }

    /// Whether a reader refuses an object without the key. In the proto3 profile, what is left out is
    /// the default, which messages, moments and arrays do not have. (Nor do arrays of bytes and characters,
    /// which the model takes for bytes and text.)
    fn is_required(&self, field: &Field) -> bool {
        if field.default {
            return false;
        }
        if let (Some(fixed), Profile::Proto3) = (&field.fixed, self.profile) {
            // What is left out is the default, which is another value.
            return !matches!(fixed, Fixed::Bool(false) | Fixed::UInt(0) | Fixed::Int(0))
                && *fixed != Fixed::Text(String::new());
        }
        match &field.kind {
            Kind::Optional(_) | Kind::Json => false,
            Kind::Timestamp => true,
            Kind::Array(_, length) if self.profile == Profile::Proto3 => *length > 0,
            Kind::Named(name) if self.profile == Profile::Proto3 => {
                match self.schema.types.get(name).map(|ty| &ty.shape) {
                    Some(Shape::Message(_)) => true,
                    Some(Shape::Enum(values)) => values.values.iter().all(|it| it.number != 0),
                    None => false,
                }
            }
            _ => self.profile != Profile::Proto3,
        }
    }

    fn property(&mut self, field: &Field) -> Object {
        let mut property = match &field.fixed {
            Some(fixed) => Object::default().with("const", self.fixed(fixed, &field.kind)),
            None => self.kind(&field.kind),
        };
        describe(&mut property, &field.doc, field.deprecated.as_deref());
        if !field.aliases.is_empty() {
            property.set("x-aliases", Node::list(field.aliases.iter().map(String::as_str)));
        }
        if let Some(number) = field.number {
            property.set("x-proto-tag", number);
        }
        property
    }

    /// The value of a oneof's own key: an object with the name of the alternative, and the alternative.
    fn oneof(&mut self, message: &Message, index: usize, oneof: &Oneof) -> Object {
        let outside = std::mem::replace(&mut self.is_inner, true);
        let alternatives = self.alternatives(message, index);
        self.is_inner = outside;
        let mut schema = Object::default().with("oneOf", alternatives);
        if !oneof.required {
            schema = self.or_null(schema);
        }
        describe(&mut schema, &oneof.doc, None);
        if !oneof.aliases.is_empty() {
            schema.set("x-aliases", Node::list(oneof.aliases.iter().map(String::as_str)));
        }
        schema
    }

    /// A message that is nothing but its oneof.
    fn union(&mut self, message: &Message) -> Object {
        if self.profile == Profile::Proto3 {
            return self.message(message);
        }
        Object::default().with("oneOf", self.alternatives(message, 0))
    }

    fn alternatives(&mut self, message: &Message, index: usize) -> Node {
        let mut alternatives = Vec::new();
        for field in message.alternatives(index) {
            let key = self.key(field);
            let mut name = Object::default().with("const", field.json_name.as_str());
            let mut required = vec!["Kind".to_owned()];
            let mut properties = Object::default();
            if field.kind == Kind::Empty {
                describe(&mut name, &field.doc, field.deprecated.as_deref());
                properties.set("Kind", name);
            } else {
                properties.set("Kind", name);
                properties.set(&key, self.property(field));
                required.push(key);
            }
            let mut alternative = Object::default()
                .with("type", "object")
                .with("properties", properties)
                .with("required", Node::list(required));
            self.close(&mut alternative);
            alternatives.push(alternative);
        }
        Node::list(alternatives)
    }

    /// In the proto3 profile an alternative is a key of the message: one of them, or at most one.
    fn choice(&self, message: &Message, index: usize, is_required: bool) -> Object {
        let mut cases: Vec<Object> = message
            .alternatives(index)
            .map(|field| Object::default().with("required", Node::list([self.key(field)])))
            .collect();
        if !is_required {
            let any = Object::default().with("anyOf", Node::list(cases.clone()));
            cases.push(Object::default().with("not", any));
        }
        Object::default().with("oneOf", Node::list(cases))
    }

    fn values(&self, values: &Enum) -> Object {
        let names = |name: fn(&crate::model::EnumValue) -> &str| {
            Object::default().with("enum", Node::list(values.values.iter().map(name)))
        };
        let names = match self.profile {
            Profile::Proto3 => Some(names(|value| &value.name)),
            _ if values.by_name => Some(names(|value| &value.json_name)),
            _ => None,
        };
        let integer = || {
            Object::default()
                .with("type", "integer")
                .with("minimum", i32::MIN)
                .with("maximum", i32::MAX)
        };
        let mut schema = match (names, values.open) {
            (Some(names), false) => names,
            (Some(names), true) => Object::default().with("anyOf", Node::list([names, integer()])),
            (None, true) => integer(),
            (None, false) => {
                let numbers = values.values.iter().map(|value| value.number);
                Object::default().with("enum", Node::list(numbers))
            }
        };
        let mut numbers = Object::default();
        let mut docs = Object::default();
        for value in &values.values {
            numbers.set(&value.json_name, value.number);
            if !value.doc.is_empty() {
                docs.set(&value.json_name, value.doc.as_str());
            }
        }
        schema.set("x-enum-names", numbers);
        if !docs.is_empty() {
            schema.set("x-enum-descriptions", docs);
        }
        schema
    }
}

/// The comment, and whether something is deprecated.
fn describe(schema: &mut Object, doc: &str, deprecated: Option<&str>) {
    let note = deprecated.filter(|note| !note.is_empty());
    let note = note.map(|note| format!("Deprecated: {note}"));
    let doc = Some(doc).filter(|doc| !doc.is_empty()).map(str::to_owned);
    let text: Vec<String> = doc.into_iter().chain(note).collect();
    if !text.is_empty() {
        schema.set("description", text.join("\n\n"));
    }
    if deprecated.is_some() {
        schema.set("deprecated", true);
    }
}
