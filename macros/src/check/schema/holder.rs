use std::collections::BTreeSet;

use proc_macro2::Span;

use crate::ast::{Claim, Field};
use crate::ctxt::Ctxt;
use crate::schema::{self, oneof_member};
use crate::suggest;

/// One message, and what of it has been found in the Rust type.
pub(super) struct Holder<'a> {
    schema: &'a schema::Message,
    /// Where the message is named.
    at: Span,
    cx: &'a Ctxt,
    claimed: BTreeSet<&'a str>,
    claims: Vec<Claim>,
}

impl<'a> Holder<'a> {
    /// Nothing has been found yet; `at` is where the message is named.
    pub(super) fn new(schema: &'a schema::Message, at: Span, cx: &'a Ctxt) -> Self {
        Self { schema, at, cx, claimed: BTreeSet::new(), claims: Vec::new() }
    }

    /// Holds a field to the schema's field of that name; `within` is the oneof that it has to be in.
    pub(super) fn field(&mut self, field: &Field, others: &[&Field], within: Option<&str>) {
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
    pub(super) fn oneof(&mut self, field: &Field) {
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

    /// What is left to the compiler.
    pub(super) fn into_claims(self) -> Vec<Claim> {
        self.claims
    }

    /// The schema's fields that have not been found.
    pub(super) fn unclaimed(&self) -> Vec<&'a schema::Field> {
        self.schema
            .fields
            .iter()
            .filter(|known| !self.claimed.contains(known.name.as_str()))
            .collect()
    }

    /// Reports what the schema has and the struct has not; of a oneof, once.
    pub(super) fn missing(&self) {
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

    /// Reports that a field is missing, and how it is written.
    pub(super) fn absent(&self, field: &schema::Field, member: &str) {
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
