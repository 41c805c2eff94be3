//! A type with `#[event(proto = "…")]` is what the schema says. Names and numbers are compared here;
//! what the fields' types are, only the compiler sees: those claims are kept for it.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Ident, Span};

use crate::ast::{Claim, DataType, Field, Message, Oneof, Proof, Role, ValueEnum};
use crate::case::{to_pascal, to_screaming_snake};
use crate::ctxt::Ctxt;
use crate::schema::{self, Schemas, oneof_member};
use crate::suggest;

/// Holds a data type to its schema.
pub(crate) fn data(data: &mut DataType, schemas: Option<&Path>, cx: &Ctxt) {
    match data {
        DataType::Message(it) => message(it, schemas, cx),
        DataType::Enum(it) => values(it, schemas, cx),
        DataType::Oneof(it) => oneof(it, schemas, cx),
        DataType::Newtype(_) => {}
    }
}

/// The schemas, when a build script has compiled some.
fn load(path: Option<&Path>, at: Span, cx: &Ctxt) -> Option<(Schemas, String)> {
    let path = path?;
    match Schemas::load(path) {
        Ok(schemas) => {
            let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            Some((schemas?, file.to_string_lossy().into_owned()))
        }
        Err(message) => {
            cx.error(at, message);
            None
        }
    }
}

/// A message is found, or the reason is reported at the literal.
fn find<T>(found: Result<T, String>, at: Span, cx: &Ctxt) -> Option<T> {
    found.map_err(|message| cx.error(at, message)).ok()
}

/// Holds a struct to its message.
pub(crate) fn message(message: &mut Message, schemas: Option<&Path>, cx: &Ctxt) {
    let Some(proto) = &message.item.proto else { return };
    if !message.tagged {
        let numbered = message.fields.iter().any(|field| field.number.is_some());
        if !numbered {
            let text = "a Protobuf message has a number on every field: write `#[event(tag = …)]`, as the schema has them";
            cx.error(proto.span(), text);
        }
        return;
    }
    let Some((schemas, file)) = load(schemas, proto.span(), cx) else { return };
    let Some(schema) = find(schemas.message(&proto.value()), proto.span(), cx) else { return };
    let mut holder = Holder::new(schema, proto.span(), cx);
    let fields: Vec<&Field> = message.wire_fields().collect();
    for field in &fields {
        if field.role == Role::Oneof {
            holder.oneof(field);
        } else {
            holder.field(field, &fields, None);
        }
    }
    holder.missing();
    message.item.proof = Some(Proof { file, claims: holder.claims });
}

/// Holds an enum with data to a message that is one oneof and nothing else.
fn oneof(oneof: &mut Oneof, schemas: Option<&Path>, cx: &Ctxt) {
    let Some(proto) = &oneof.item.proto else { return };
    if !oneof.tagged {
        if oneof.alternatives.iter().all(|alternative| alternative.field.number.is_none()) {
            let text = "a Protobuf message has a number on every field: write `#[event(tag = …)]` on the variants, as the schema has them";
            cx.error(proto.span(), text);
        }
        return;
    }
    let Some((schemas, file)) = load(schemas, proto.span(), cx) else { return };
    let Some(schema) = find(schemas.message(&proto.value()), proto.span(), cx) else { return };
    let names = schema.oneofs();
    let outside = schema.fields.iter().find(|field| field.oneof.is_none());
    if names.len() != 1 || outside.is_some() {
        let reason = match outside {
            Some(field) => {
                format!("`{}` ({}) stands outside of one", field.declaration(), field.place)
            }
            None => format!("this one has {}", names.len()),
        };
        let message = format!(
            "an enum with data is a message of one oneof and nothing else, and in `{}` ({}) {reason}: write a struct with a field `#[event(oneof)]`",
            schema.name, schema.place
        );
        return cx.error(proto.span(), message);
    }
    let mut holder = Holder::new(schema, proto.span(), cx);
    let fields: Vec<&Field> =
        oneof.alternatives.iter().map(|alternative| &alternative.field).collect();
    for field in &fields {
        holder.field(field, &fields, names.first().copied());
    }
    for field in holder.unclaimed() {
        let name = to_pascal(&field.name);
        let value = match field.rust() {
            _ if field.is_empty_alternative() => String::new(),
            (ty, _) => format!("({ty})"),
        };
        holder.absent(field, &format!("`#[event(tag = {})] {name}{value}`", field.number));
    }
    oneof.item.proof = Some(Proof { file, claims: holder.claims });
}

/// One message, and what of it has been found in the Rust type.
struct Holder<'a> {
    schema: &'a schema::Message,
    /// Where the message is named.
    at: Span,
    cx: &'a Ctxt,
    claimed: BTreeSet<&'a str>,
    claims: Vec<Claim>,
}

impl<'a> Holder<'a> {
    fn new(schema: &'a schema::Message, at: Span, cx: &'a Ctxt) -> Self {
        Self { schema, at, cx, claimed: BTreeSet::new(), claims: Vec::new() }
    }

    /// Holds a field to the schema's field of that name; `within` is the oneof that it has to be in.
    fn field(&mut self, field: &Field, others: &[&Field], within: Option<&str>) {
        let (schema, cx) = (self.schema, self.cx);
        let Some(known) = schema.fields.iter().find(|known| known.name == field.name) else {
            return self.unknown(field, others, within.is_some());
        };
        self.claimed.insert(&known.name);
        let place = &known.place;
        if field.number != Some(known.number) {
            let message = format!(
                "`{}` has number {} in the schema ({place}): write `tag = {}`",
                known.name, known.number, known.number
            );
            cx.error(field.number_at, message);
        }
        if let Some(oneof) = known.oneof.as_deref().filter(|oneof| within != Some(oneof)) {
            let message = format!(
                "`{}` is an alternative of the oneof `{oneof}` in the schema ({place}): make it a variant of an enum with data, and write `{}`",
                known.name,
                oneof_member(oneof)
            );
            return cx.error(field.ident.span(), message);
        }
        match (&known.fixed, &field.fixed) {
            (Some(expected), Some(given)) if *expected == *given => {}
            (Some(expected), Some(given)) => {
                let message = format!(
                    "`{}` is always {expected} in the schema ({place}): write `fixed = {expected}`",
                    known.name
                );
                cx.error(given.span(), message);
            }
            (Some(_), None) if !known.can_be_fixed() => {
                cx.error(field.ident.span(), no_such_constant(known));
                return;
            }
            (Some(expected), None) => {
                let message = format!(
                    "`{}` is always {expected} in the schema ({place}): write `{}`",
                    known.name,
                    known.member()
                );
                return cx.error(field.ident.span(), message);
            }
            (None, Some(given)) => {
                let message = format!(
                    "`{}` can have any value in the schema ({place}): {}, without `fixed`",
                    known.name,
                    known.remedy()
                );
                return cx.error(given.span(), message);
            }
            (None, None) => {}
        }
        self.claims.push(Claim { field: field.ident.clone(), known: vec![known.clone()] });
    }

    /// Reports a field whose name the schema does not have.
    fn unknown(&mut self, field: &Field, others: &[&Field], is_variant: bool) {
        let schema = self.schema;
        let by_number = schema
            .fields
            .iter()
            .find(|known| Some(known.number) == field.number)
            .filter(|known| others.iter().all(|other| other.name != known.name));
        let reserved = schema.reserved().reason(field.number.map(i64::from), &field.name);
        let message = if let Some(known) = by_number {
            self.claimed.insert(&known.name);
            format!(
                "number {} is `{}` in the schema ({}), not `{}`: rename one of the two",
                known.number, known.name, known.place, field.name
            )
        } else if let Some(reserved) = reserved {
            format!(
                "{reserved} is reserved in `{}` ({}): remove the field, or use another name and number",
                schema.name, schema.place
            )
        } else {
            let names: Vec<&str> = schema.fields.iter().map(|known| known.name.as_str()).collect();
            let meant = suggest::nearest(&field.name, &names)
                .map(|meant| format!(" (is it `{meant}`?)"))
                .unwrap_or_default();
            let skip = if is_variant { "" } else { " mark it `#[event(skip)]`," };
            format!(
                "`{}` ({}) has no field `{}`{meant}: remove it,{skip} or add it to the schema",
                schema.name, schema.place, field.name
            )
        };
        self.cx.error(field.ident.span(), message);
    }

    /// Holds a field that is a oneof to the schema's oneof of that name.
    fn oneof(&mut self, field: &Field) {
        let schema = self.schema;
        let known = schema.oneof(&field.name);
        if known.is_empty() {
            let names = schema.oneofs();
            let remedy = match (suggest::nearest(&field.name, &names), &names[..]) {
                (Some(meant), _) => format!("did you mean `{meant}`?"),
                (None, []) => {
                    "it has none; remove the field, or add the oneof to the schema".to_owned()
                }
                (None, names) => format!("it has {}", suggest::one_of(names)),
            };
            let message = format!(
                "`{}` ({}) has no oneof `{}`: {remedy}",
                schema.name, schema.place, field.name
            );
            return self.cx.error(field.ident.span(), message);
        }
        self.claimed.extend(known.iter().map(|known| known.name.as_str()));
        let known = known.into_iter().cloned().collect();
        self.claims.push(Claim { field: field.ident.clone(), known });
    }

    fn unclaimed(&self) -> Vec<&'a schema::Field> {
        self.schema
            .fields
            .iter()
            .filter(|known| !self.claimed.contains(known.name.as_str()))
            .collect()
    }

    /// Reports what the schema has and the struct has not; of a oneof, once.
    fn missing(&self) {
        let mut oneofs = BTreeSet::new();
        for field in self.unclaimed() {
            match &field.oneof {
                None => self.absent(field, &format!("`{}`", field.member())),
                Some(oneof) if oneofs.insert(oneof) => {
                    let message = format!(
                        "the schema has the oneof `{oneof}` ({}), and this type has not: add `{}`",
                        field.place,
                        oneof_member(oneof)
                    );
                    self.cx.error(self.at, message);
                }
                Some(_) => {}
            }
        }
    }

    fn absent(&self, field: &schema::Field, member: &str) {
        if field.fixed.is_some() && !field.can_be_fixed() {
            return self.cx.error(self.at, no_such_constant(field));
        }
        let message = format!(
            "the schema has `{}` ({}), and this type has not: add {member}",
            field.declaration(),
            field.place
        );
        self.cx.error(self.at, message);
    }
}

/// A constant that a Rust type cannot have.
fn no_such_constant(field: &schema::Field) -> String {
    let value = field.fixed.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "`{}` is always {value} in the schema ({}), and a fixed value is a text, an integer or a boolean: change the schema",
        field.name, field.place
    )
}

/// Holds an enum of values to its enum.
fn values(values: &mut ValueEnum, schemas: Option<&Path>, cx: &Ctxt) {
    let Some(proto) = &values.item.proto else { return };
    let at = proto.span();
    if values.values.iter().all(|value| value.number != 0) {
        let message =
            "a Protobuf enum has a value with number 0, its default: add it, as the schema has it";
        return cx.error(at, message);
    }
    let Some((schemas, file)) = load(schemas, at, cx) else { return };
    let Some(schema) = find(schemas.value_enum(&proto.value()), at, cx) else { return };
    let mut numbers = BTreeSet::new();
    for value in &values.values {
        let known = schema.values.iter().find(|known| known.name == value.proto_name);
        let by_number = schema.values.iter().find(|known| known.number == value.number);
        numbers.insert(known.or(by_number).map_or(value.number, |known| known.number));
        match (known, by_number) {
            (Some(known), _) if known.number == value.number => {}
            (Some(known), _) => {
                let message = format!(
                    "`{}` has number {} in the schema ({}): write it here too",
                    known.name, known.number, known.place
                );
                cx.error(value.number_at, message);
            }
            (None, Some(known)) => {
                let message = format!(
                    "number {} is `{}` in the schema ({}), and this variant is `{}` there: rename one of the two",
                    known.number, known.name, known.place, value.proto_name
                );
                cx.error(value.ident.span(), message);
            }
            (None, None) => absent_value(schema, &value.ident, value.number, &value.proto_name, cx),
        }
    }
    // Of two names for one number, a Rust enum can have one.
    for known in schema.values.iter().filter(|known| numbers.insert(known.number)) {
        let prefix = format!("{}_", to_screaming_snake(&values.item.name));
        let rest = known.name.strip_prefix(&prefix).unwrap_or(&known.name);
        let message = format!(
            "the schema has `{} = {}` ({}), and this enum has not: add `{} = {}`",
            known.name,
            known.number,
            known.place,
            to_pascal(&rest.to_lowercase()),
            known.number
        );
        cx.error(at, message);
    }
    values.item.proof = Some(Proof { file, claims: Vec::new() });
}

fn absent_value(schema: &schema::Enum, variant: &Ident, number: i32, name: &str, cx: &Ctxt) {
    let message = match schema.reserved().reason(Some(number.into()), name) {
        Some(reserved) => format!(
            "{reserved} is reserved in `{}` ({}): remove the variant, or use another name and number",
            schema.name, schema.place
        ),
        None => format!(
            "`{}` ({}) has no value `{name} = {number}`: remove the variant, or add the value to the schema",
            schema.name, schema.place
        ),
    };
    cx.error(variant.span(), message);
}
