//! Rules about several fields or messages together.

use std::collections::{BTreeMap, BTreeSet};

use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::{Field, Fixed, Kind, Message, Schema, Shape, Type};

use crate::rules::{self, error, warning};

/// What is wrong with how the messages of a schema belong together.
pub(crate) fn check_relations(schema: &Schema) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    check_endless(schema, &mut findings);
    check_fixed_names(schema, &mut findings);
    for ty in schema.types.values() {
        check_envelope(ty, schema, &mut findings);
    }
    findings
}

/// Finds messages that have no finite value. A message has one if all that it requires have one, and
/// of a required oneof some alternative.
fn check_endless(schema: &Schema, findings: &mut Vec<Diagnostic>) {
    let messages: Vec<(&String, &Message)> = schema
        .types
        .iter()
        .filter_map(|(name, ty)| match &ty.shape {
            Shape::Message(message) => Some((name, message)),
            Shape::Enum(_) => None,
        })
        .collect();
    let mut open: BTreeSet<&str> = messages.iter().map(|(name, _)| name.as_str()).collect();
    loop {
        let ready: Vec<&str> = messages
            .iter()
            .filter(|(name, message)| open.contains(name.as_str()) && is_finite(message, &open))
            .map(|(name, _)| name.as_str())
            .collect();
        if ready.is_empty() {
            break;
        }
        for name in ready {
            open.remove(name);
        }
    }
    // What only holds an endless message is fine when that one is mended.
    let mut edges: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for (name, message) in messages.iter().filter(|(name, _)| open.contains(name.as_str())) {
        let required = message
            .fields
            .iter()
            .filter(|field| requires(message, field).is_some_and(|inner| open.contains(inner)));
        edges.insert(name, required.collect());
    }
    for (name, fields) in &edges {
        for field in fields {
            let Kind::Named(inner) = &field.kind else { continue };
            if reaches(&edges, inner, name) {
                let message = if inner == name {
                    format!("`{name}` requires itself, so it would never end")
                } else {
                    format!("`{name}` requires `{inner}`, which requires it, so it would never end")
                };
                findings.push(
                    error(&rules::REQUIRED_CYCLE, message)
                        .at(field.place.clone())
                        .help("drop `required` from one of the fields"),
                );
            }
        }
    }
}

/// The message that a field demands, by itself or as an alternative of a required oneof.
fn requires<'a>(message: &Message, field: &'a Field) -> Option<&'a str> {
    let Kind::Named(inner) = &field.kind else { return None };
    let demanded = match field.oneof {
        Some(oneof) => message.oneofs.get(oneof).is_some_and(|oneof| oneof.required),
        None => true,
    };
    demanded.then_some(inner)
}

fn is_finite(message: &Message, open: &BTreeSet<&str>) -> bool {
    let is_open =
        |field: &Field| matches!(&field.kind, Kind::Named(name) if open.contains(name.as_str()));
    let alone = message.fields.iter().filter(|field| field.oneof.is_none()).all(|it| !is_open(it));
    alone
        && message.oneofs.iter().enumerate().all(|(index, oneof)| {
            !oneof.required || message.alternatives(index).any(|field| !is_open(field))
        })
}

fn reaches(edges: &BTreeMap<&str, Vec<&Field>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(name) = todo.pop() {
        if name == to {
            return true;
        }
        if !seen.insert(name) {
            continue;
        }
        for field in edges.get(name).into_iter().flatten() {
            if let Kind::Named(inner) = &field.kind {
                todo.push(inner);
            }
        }
    }
    false
}

fn check_fixed_names(schema: &Schema, findings: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(&str, Option<u32>), (&Type, &Field)> = BTreeMap::new();
    let mut types: Vec<&Type> = schema.types.values().collect();
    types.sort_by(|a, b| a.place.cmp(&b.place));
    for ty in types {
        for field in ty.fields() {
            let (true, Some(Fixed::Text(value))) =
                (matches!(field.name.as_str(), "event_name" | "event_type"), &field.fixed)
            else {
                continue;
            };
            match seen.get(&(value.as_str(), ty.package_version())) {
                Some((first, _)) if first.full_name() != ty.full_name() => findings.push(
                    error(
                        &rules::FIXED_NAME,
                        format!(
                            "`{}` is fixed at {value:?}, as in `{}`",
                            field.name,
                            first.full_name()
                        ),
                    )
                    .at(field.place.clone())
                    .help("give each event a name of its own"),
                ),
                _ => {
                    seen.insert((value, ty.package_version()), (ty, field));
                }
            }
        }
    }
}

/// The number of the payload in a typed envelope.
const PAYLOAD: u32 = 9;

/// The fields of an envelope, by number.
const ENVELOPE: [(u32, &str, &str, Kind); 5] = [
    (1, "event_name", "string", Kind::String),
    (2, "event_version", "string", Kind::String),
    (3, "aggregate_id", "string", Kind::String),
    (4, "timestamp", "int64", Kind::INT64),
    (5, "trace_id", "string", Kind::String),
];

fn check_envelope(ty: &Type, schema: &Schema, findings: &mut Vec<Diagnostic>) {
    let is_payload = |field: &Field| {
        field.number == Some(PAYLOAD)
            && field.name == "payload"
            && field.oneof.is_none()
            && matches!(field.kind.required(), Kind::Named(name)
                if schema.types.get(name).is_none_or(|ty| matches!(ty.shape, Shape::Message(_))))
    };
    if !ty.fields().iter().any(is_payload) {
        return;
    }
    for field in ty.fields() {
        let Some(number) = field.number.filter(|number| *number < PAYLOAD) else { continue };
        let known = ENVELOPE.iter().find(|(of, ..)| *of == number);
        let Some((_, name, proto, kind)) = known else {
            findings.push(
                warning(
                    &rules::ENVELOPE,
                    format!("`{}` has the number {number}, and 6 to 8 of an envelope are kept for later", field.name),
                )
                .at(field.place.clone())
                .help("put it into the payload, or give it a number from 10"),
            );
            continue;
        };
        let plain = field.kind.required().proto_type().as_deref() == kind.proto_type().as_deref()
            && !field.kind.is_repeated()
            && field.oneof.is_none();
        if field.name == *name && plain {
            continue;
        }
        findings.push(
            error(
                &rules::ENVELOPE,
                format!(
                    "`{}` with the number {number} is not the `{proto} {name}` that an envelope has there",
                    field.name
                ),
            )
            .at(field.place.clone())
            .help(format!("write `{proto} {name} = {number};`, or give the field a number from 10")),
        );
    }
}
