use super::json::Json;
use crate::model::{Enum, EnumValue, Event, Field, Fixed, Message, Oneof, Shape, Type};

/// What is written of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What decides about bytes and their meaning: the input of the hash.
    Definition,
    /// That and what is deprecated: the lock file.
    Entry,
}

/// The members of a type that is in [`normal`](super::normal::normal) form.
pub(super) fn members(ty: &Type, extent: Extent) -> Vec<(String, Json)> {
    let mut out = Members(extent, Vec::new());
    out.add("package", ty.package.as_str());
    out.text("name", ty.name.as_deref());
    out.deprecated(ty.deprecated.as_ref());
    if let Some(event) = &ty.event {
        out.add("event", event_of(event));
    }
    match &ty.shape {
        Shape::Message(message) => {
            out.flag("union", message.union);
            out.add(
                "fields",
                Json::Lines(message.fields.iter().map(|it| field(it, message, extent)).collect()),
            );
            if !message.oneofs.is_empty() {
                out.add("oneofs", Json::Lines(message.oneofs.iter().map(oneof).collect()));
            }
        }
        Shape::Enum(Enum { values, open, by_name }) => {
            out.add("open", *open);
            out.flag("by_name", *by_name);
            out.add(
                "values",
                Json::Lines(values.iter().map(|it| enum_value(it, extent)).collect()),
            );
        }
    }
    let mut reserved = Members(extent, Vec::new());
    if !ty.reserved.numbers.is_empty() {
        let range =
            |(low, high): &(i64, i64)| Json::List(vec![Json::from(*low), Json::from(*high)]);
        reserved.add("numbers", Json::List(ty.reserved.numbers.iter().map(range).collect()));
    }
    reserved.texts("names", &ty.reserved.names);
    if !reserved.1.is_empty() {
        out.add("reserved", Json::Inline(reserved.1));
    }
    out.1
}

fn event_of(event: &Event) -> Json {
    let mut out = Members(Extent::Entry, Vec::new());
    out.add("category", event.category.as_str());
    out.add("type", event.type_name.as_str());
    out.texts("aliases", &event.aliases);
    out.add("version", event.version);
    out.add("oldest", event.oldest);
    out.add("profile", event.profile.as_str());
    out.add("encoding", event.encoding.as_str());
    Json::Inline(out.1)
}

fn field(field: &Field, message: &Message, extent: Extent) -> Json {
    let mut out = Members(extent, Vec::new());
    if let Some(number) = field.number {
        out.add("number", number);
    }
    out.add("name", field.name.as_str());
    out.add("json", field.json_name.as_str());
    out.add("proto_json", field.proto_json_name.as_str());
    out.add("kind", field.kind.to_string().as_str());
    let oneof = field.oneof.and_then(|index| message.oneofs.get(index));
    out.text("oneof", oneof.map(|oneof| oneof.name.as_str()));
    out.texts("aliases", &field.aliases);
    match &field.fixed {
        None => {}
        Some(Fixed::Bool(value)) => out.add("fixed", *value),
        Some(Fixed::UInt(value)) => out.add("fixed", *value),
        Some(Fixed::Int(value)) => out.add("fixed", *value),
        Some(Fixed::Text(value)) => out.add("fixed", value.as_str()),
    }
    out.flag("id", field.id);
    out.flag("default", field.default);
    out.deprecated(field.deprecated.as_ref());
    Json::Inline(out.1)
}

fn oneof(oneof: &Oneof) -> Json {
    let mut out = Members(Extent::Entry, Vec::new());
    out.add("name", oneof.name.as_str());
    out.add("json", oneof.json_name.as_str());
    out.add("type", oneof.type_name.as_str());
    out.flag("required", oneof.required);
    out.flag("default", oneof.default);
    out.texts("aliases", &oneof.aliases);
    Json::Inline(out.1)
}

fn enum_value(value: &EnumValue, extent: Extent) -> Json {
    let mut out = Members(extent, Vec::new());
    out.add("number", value.number);
    out.add("name", value.name.as_str());
    out.add("json", value.json_name.as_str());
    out.texts("aliases", &value.aliases);
    out.deprecated(value.deprecated.as_ref());
    Json::Inline(out.1)
}

/// Members in their order; what has its usual value is left out.
struct Members(Extent, Vec<(String, Json)>);

impl Members {
    fn add(&mut self, key: &str, value: impl Into<Json>) {
        self.1.push((key.to_owned(), value.into()));
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    fn texts(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.add(key, Json::texts(values));
        }
    }

    fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.add(key, true);
        }
    }

    fn deprecated(&mut self, deprecated: Option<&String>) {
        self.flag("deprecated", self.0 == Extent::Entry && deprecated.is_some());
    }
}
