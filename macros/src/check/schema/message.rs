use std::path::Path;

use super::holder::Holder;
use super::{find, load};
use crate::ast::{Field, Message, Oneof, Proof, Role};
use crate::case::to_pascal;
use crate::ctxt::Ctxt;

/// Holds a struct to its message.
pub(crate) fn hold(message: &mut Message, schemas: Option<&Path>, cx: &Ctxt) {
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
    message.item.proof = Some(Proof { file, claims: holder.into_claims() });
}

/// Holds an enum with data to a message that is one oneof and nothing else.
pub(super) fn hold_oneof(oneof: &mut Oneof, schemas: Option<&Path>, cx: &Ctxt) {
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
    oneof.item.proof = Some(Proof { file, claims: holder.into_claims() });
}
