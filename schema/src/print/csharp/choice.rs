use std::collections::BTreeSet;

use super::contract::Contracts;
use super::kind::Scope;
use super::literal::{comment, escape, property, string};
use super::property::{Presence, Property, obsolete};
use super::record::{append, contract};
use super::{Layout, taken_properties};
use crate::model::{Field, Kind, Message, Type};
use crate::print::package::{Text, unique};

/// An alternative and the names that it has in C#.
struct Alternative<'a> {
    field: &'a Field,
    /// The property; none without data.
    property: Option<String>,
    constructor: String,
}

/// The alternatives; a function of itself, for a message that holds the oneof needs their names too.
fn alternatives<'a>(message: &'a Message, index: usize, class: &str) -> Vec<Alternative<'a>> {
    let mut taken = taken_properties(class);
    taken.insert("Kind".to_owned());
    let fields: Vec<&Field> = message.alternatives(index).collect();
    let names: Vec<String> =
        fields.iter().map(|field| property(&mut taken, &field.json_name, &field.name)).collect();
    let made = fields.into_iter().zip(names).map(|(field, name)| Alternative {
        field,
        constructor: unique(&mut taken, &format!("Of{name}")),
        property: (field.kind != Kind::Empty).then_some(name),
    });
    made.collect()
}

/// The record of a oneof.
pub(super) fn print<'a>(
    layout: &Layout<'a>,
    scope: &Scope<'_>,
    ty: &'a Type,
    message: &'a Message,
    index: usize,
    name: &str,
) -> String {
    let class = escape(name);
    let alternatives = alternatives(message, index, name);
    let proto = message.union && layout.contracts.has(&ty.full_name());
    let mut text = Text::new(4);
    let doc = if message.union {
        &*ty.doc
    } else {
        message.oneofs.get(index).map_or("", |oneof| &oneof.doc)
    };
    comment(&mut text, doc, &["Exactly one of several alternatives.".to_owned()]);
    if message.union {
        obsolete(&mut text, scope, ty.deprecated.as_ref());
    }
    if proto {
        contract(&mut text, scope);
    }
    text.line(format!("public record {class}"));
    text.line("{");
    text.inside(|text| {
        text.line("/// <summary>The name of the alternative that is there.</summary>");
        text.line("public required string Kind { get; init; }");
        for alternative in &alternatives {
            if let Some(property) = held(scope, alternative) {
                text.gap();
                property.print(text, scope);
            }
        }
        for Alternative { field, property, constructor } in &alternatives {
            let kind = string(&field.json_name);
            text.gap();
            let about = property.as_deref().unwrap_or(constructor);
            text.line(format!("/// <summary>The alternative {about}.</summary>"));
            obsolete(text, scope, field.deprecated.as_ref());
            text.line(match property {
                Some(property) => {
                    let value = scope.of(field.kind.required());
                    format!(
                        "public static {class} {constructor}({value} value) => new() {{ Kind = {kind}, {property} = value }};"
                    )
                }
                None => format!("public static {class} {constructor}() => new() {{ Kind = {kind} }};"),
            });
        }
        if proto {
            let mut proxies = Text::new(4);
            union_proxies(&mut proxies, scope, &alternatives);
            append(text, proxies);
        }
    });
    text.line("}");
    text.finish()
}

/// The nullable member of an alternative.
fn held<'a>(scope: &Scope<'_>, alternative: &Alternative<'a>) -> Option<Property<'a>> {
    let name = alternative.property.clone()?;
    let mut held = Property::of_field(scope, &mut BTreeSet::new(), alternative.field);
    held.name = name;
    held.presence = Presence::Nullable;
    if !held.ty.ends_with('?') {
        held.ty.push('?');
    }
    Some(held)
}

/// The type by which protobuf-net knows an alternative, and how to get to it and back.
fn proxy(scope: &Scope<'_>, field: &Field) -> (String, &'static str, String) {
    if *field.kind.required() == Kind::Timestamp {
        let (utc, kind) =
            (scope.library("System", "DateTime"), scope.library("System", "DateTimeKind"));
        let moment = scope.of(&Kind::Timestamp);
        let back = format!("new {moment}({utc}.SpecifyKind(held, {kind}.Utc))");
        (utc, "?.UtcDateTime", back)
    } else {
        (scope.of(field.kind.required()), "", "held".to_owned())
    }
}

/// Members of the message that holds the oneof: in Protobuf the alternatives are its own fields.
pub(super) fn proxies(
    text: &mut Text,
    scope: &Scope<'_>,
    message: &Message,
    index: usize,
    class: &str,
    holder: &str,
) {
    for alternative in alternatives(message, index, class) {
        let Alternative { field, property: Some(property), constructor } = alternative else {
            continue;
        };
        let Some(member) = Contracts::member(scope, field) else { continue };
        let (ty, there, back) = proxy(scope, field);
        let class = escape(class);
        text.gap();
        text.line(format!("[{member}]"));
        text.line(format!("private {ty}? {holder}{property}Protobuf"));
        text.line("{");
        text.inside(|text| {
            text.line(format!("get => {holder}?.{property}{there};"));
            text.line(format!(
                "init => {holder} = value is {{ }} held ? {class}.{constructor}({back}) : {holder};"
            ));
        });
        text.line("}");
    }
}

/// Members of a message that is nothing but the oneof.
fn union_proxies(text: &mut Text, scope: &Scope<'_>, alternatives: &[Alternative<'_>]) {
    for Alternative { field, property, .. } in alternatives {
        let Some(property) = property else { continue };
        let Some(member) = Contracts::member(scope, field) else { continue };
        let (ty, there, back) = proxy(scope, field);
        text.gap();
        text.line(format!("[{member}]"));
        text.line(format!("private {ty}? {property}Protobuf"));
        text.line("{");
        text.inside(|text| {
            text.line(format!("get => {property}{there};"));
            text.line("init");
            text.line("{");
            text.inside(|text| {
                text.line("if (value is { } held)");
                text.line("{");
                text.inside(|text| {
                    text.line(format!("Kind = {};", string(&field.json_name)));
                    text.line(format!("{property} = {back};"));
                });
                text.line("}");
            });
            text.line("}");
        });
        text.line("}");
    }
}
