use super::choice;
use super::contract::Contracts;
use super::kind::Scope;
use super::literal::{comment, escape};
use super::property::{Presence, Property, obsolete};
use super::{Layout, taken_properties};
use crate::case::to_pascal;
use crate::model::{Field, Kind, Message, Type};
use crate::print::package::{Member, Text, about, members};

/// The class of a oneof.
pub(super) fn oneof_class(layout: &Layout<'_>, ty: &Type, index: usize) -> String {
    let name = ty.full_name();
    layout
        .schema
        .types
        .get_key_value(&name)
        .map(|(name, _)| layout.classes.of_oneof(name, index).to_owned())
        .unwrap_or_default()
}

/// The record of a message.
pub(super) fn print<'a>(
    layout: &Layout<'a>,
    scope: &Scope<'_>,
    ty: &'a Type,
    message: &'a Message,
    class: &str,
) -> String {
    let proto = layout.contracts.has(&ty.full_name());
    let mut taken = taken_properties(class);
    let id = message.fields.iter().find(|field| ty.event.is_some() && field.id);
    if id.is_some() {
        taken.insert("Id".to_owned());
    }
    let mut properties = Vec::new();
    let mut proxies = Text::new(4);
    for member in members(message) {
        match member {
            Member::Field(field) if id.is_some_and(|id| std::ptr::eq(id, field)) => {
                let mut own = id_property(scope, message, &field.doc, &field.json_name);
                own.member = Contracts::member(scope, field).filter(|_| proto);
                properties.insert(0, own);
            }
            Member::Field(field) => {
                let mut own = Property::of_field(scope, &mut taken, field);
                if proto && *field.kind.required() == Kind::Timestamp {
                    timestamp(&mut proxies, scope, field, &own.name);
                } else if proto {
                    own.member = Contracts::member(scope, field);
                }
                properties.push(own);
            }
            Member::Oneof(index, oneof) => {
                let choice = oneof_class(layout, ty, index);
                let own = Property::of_oneof(&mut taken, oneof, &escape(&choice));
                if proto {
                    choice::proxies(&mut proxies, scope, message, index, &choice, &own.name);
                }
                properties.push(own);
            }
        }
    }
    if ty.event.is_some() && !properties.iter().any(|property| property.name == "Id") {
        properties
            .insert(0, id_property(scope, message, "The id of the event, in the store too.", "Id"));
    }

    let mut text = Text::new(4);
    let mut remarks: Vec<String> = ty.event.iter().map(about).collect();
    if ty.event.as_ref().is_some_and(|event| event.type_name != class) {
        remarks.push(
            "The event type is no name that a class can have: micro-plumberd needs a convention for it."
                .to_owned(),
        );
    }
    if ty.doc.trim().is_empty() && !remarks.is_empty() {
        comment(&mut text, &remarks.remove(0), &remarks);
    } else {
        comment(&mut text, &ty.doc, &remarks);
    }
    obsolete(&mut text, scope, ty.deprecated.as_ref());
    if let Some(event) = &ty.event {
        let attribute = scope.library("MicroPlumberd", "OutputStream");
        text.line(format!("[{attribute}({})]", super::literal::string(&event.category)));
    }
    if proto {
        contract(&mut text, scope);
    }
    text.line(format!("public record {}", escape(class)));
    text.line("{");
    text.inside(|text| {
        for (index, property) in properties.iter().enumerate() {
            if index > 0 {
                text.gap();
            }
            property.print(text, scope);
        }
        append(text, proxies);
    });
    text.line("}");
    text.finish()
}

/// The attributes of a type that protobuf-net knows.
pub(super) fn contract(text: &mut Text, scope: &Scope<'_>) {
    let level = scope.library("ProtoBuf", "CompatibilityLevel");
    text.line(format!("[{}]", scope.library("ProtoBuf", "ProtoContract")));
    text.line(format!("[{level}({level}.Level300)]"));
}

/// The private members of protobuf-net, behind the others.
pub(super) fn append(text: &mut Text, proxies: Text) {
    let proxies = proxies.finish();
    if !proxies.is_empty() {
        text.gap();
        for line in proxies.lines() {
            text.line(line);
        }
    }
}

fn id_property<'a>(
    scope: &Scope<'_>,
    message: &Message,
    doc: &'a str,
    key: &'a str,
) -> Property<'a> {
    let guid = scope.of(&Kind::Uuid);
    // In an expression, a property of this name would be meant.
    let is_property = message.fields.iter().any(|field| to_pascal(&field.name) == "Guid");
    let fresh = if is_property { "global::System.Guid" } else { &guid };
    Property {
        name: "Id".to_owned(),
        key,
        presence: Presence::Initial(Some(format!("{fresh}.NewGuid()"))),
        ty: guid,
        doc,
        remarks: Vec::new(),
        deprecated: None,
        member: None,
        empty: None,
    }
}

/// A `DateTimeOffset` as the `DateTime` that protobuf-net has.
fn timestamp(text: &mut Text, scope: &Scope<'_>, field: &Field, property: &str) {
    let Some(member) = Contracts::member(scope, field) else { return };
    let (utc, moment) = (scope.library("System", "DateTime"), scope.of(&Kind::Timestamp));
    let kind = scope.library("System", "DateTimeKind");
    text.gap();
    text.line(format!("[{member}]"));
    if matches!(field.kind, Kind::Optional(_)) || field.default {
        text.line(format!("private {utc}? {property}Protobuf"));
        text.line("{");
        text.inside(|text| {
            text.line(format!("get => {property}?.UtcDateTime;"));
            text.line(format!(
                "init => {property} = value is {{ }} held ? new {moment}({utc}.SpecifyKind(held, {kind}.Utc)) : null;"
            ));
        });
    } else {
        text.line(format!("private {utc} {property}Protobuf"));
        text.line("{");
        text.inside(|text| {
            text.line(format!("get => {property}.UtcDateTime;"));
            text.line(format!(
                "init => {property} = new {moment}({utc}.SpecifyKind(value, {kind}.Utc));"
            ));
        });
    }
    text.line("}");
}
