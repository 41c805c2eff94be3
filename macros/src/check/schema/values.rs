use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::Ident;

use super::{find, load};
use crate::ast::{Proof, ValueEnum};
use crate::case::{to_pascal, to_screaming_snake};
use crate::ctxt::Ctxt;
use crate::schema;

/// Holds an enum of values to its enum.
pub(super) fn hold(values: &mut ValueEnum, schemas: Option<&Path>, cx: &Ctxt) {
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
