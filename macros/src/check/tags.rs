use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::{Fields, Type, Variant};

use crate::ast::{EnumValue, Field};
use crate::attr::{FieldAttrs, Reserved};
use crate::ctxt::Ctxt;

const MAX_NUMBER: i64 = 536_870_911;
/// Protobuf keeps these for itself.
const RESERVED_BY_PROTOBUF: std::ops::RangeInclusive<i64> = 19_000..=19_999;

/// A field number is from 1 to 536870911, and not one that Protobuf keeps for itself. 0 stands for
/// one that is not, which has been reported.
pub(crate) fn tag(attrs: &FieldAttrs, cx: &Ctxt) -> Option<u32> {
    let Some((number, at)) = attrs.tag else {
        return attrs.has("tag").then_some(0);
    };
    let valid = u32::try_from(number).ok().filter(|_| (1..=MAX_NUMBER).contains(&number));
    if valid.is_none() {
        cx.error(at, format!("{number} is not a field number: they go from 1 to {MAX_NUMBER}"));
    } else if RESERVED_BY_PROTOBUF.contains(&number) {
        cx.error(at, format!("{number} is not free: Protobuf keeps 19000 to 19999 for itself"));
        return Some(0);
    }
    Some(valid.unwrap_or(0))
}

/// No number is used twice, or is reserved.
pub(crate) fn field_numbers(fields: &[Field], reserved: &Reserved, cx: &Ctxt) {
    let mut seen: BTreeMap<u32, &Ident> = BTreeMap::new();
    let mut in_order: Vec<&Field> = fields.iter().collect();
    in_order.sort_by_key(|field| field.order);
    for field in in_order {
        let Some(number) = field.number.filter(|number| *number != 0) else { continue };
        let next = || free_numbers(fields, reserved).next().unwrap_or(1);
        if let Some(earlier) = seen.get(&number) {
            let message =
                format!("`{earlier}` has number {number} already; the next free one is {}", next());
            cx.error(field.number_at, message);
        } else {
            seen.insert(number, &field.ident);
        }
        if is_reserved(number, reserved) {
            let message = format!(
                "number {number} is reserved, since an older shape of this type has used it; the next free one is {}",
                next()
            );
            cx.error(field.number_at, message);
        }
    }
}

fn is_reserved(number: u32, reserved: &Reserved) -> bool {
    reserved.ranges.iter().any(|(low, high)| (*low..=*high).contains(&number))
}

/// The numbers behind those of all fields that are not reserved.
pub(crate) fn free_numbers<'a>(
    fields: &'a [Field],
    reserved: &'a Reserved,
) -> impl Iterator<Item = u32> + 'a {
    let last = fields.iter().filter_map(|field| field.number).max().unwrap_or(0);
    let free = |mut number: u32| {
        loop {
            let range = reserved.ranges.iter().find(|(low, high)| (*low..=*high).contains(&number));
            number = match range {
                Some((_, high)) => high + 1,
                None if RESERVED_BY_PROTOBUF.contains(&i64::from(number)) => 20_000,
                None => return Some(number).filter(|number| i64::from(*number) <= MAX_NUMBER),
            };
        }
    };
    std::iter::successors(free(last + 1), move |number| free(number + 1))
}

/// Either every field has a number, and the type has a Protobuf form, or none has. Tells which.
pub(crate) fn all_or_no_tags(fields: &[Field], reserved: &Reserved, cx: &Ctxt) -> bool {
    let untagged: Vec<&Field> =
        fields.iter().filter(|field| field.takes_tag() && field.number.is_none()).collect();
    if untagged.is_empty() {
        return true;
    }
    if fields.iter().any(|field| field.takes_tag() && field.number.is_some()) {
        let mut free = free_numbers(fields, reserved);
        for field in &untagged {
            let number = free.next().unwrap_or(1);
            let message = format!(
                "`{}` has no number, but others have: Protobuf needs them all, so write `#[event(tag = {number})]`",
                field.ident
            );
            cx.error(field.ident.span(), message);
        }
    }
    for field in fields {
        if let Some(wire) = field.wire.filter(|_| field.number.is_none()) {
            let wire = format!("{wire:?}").to_lowercase();
            cx.error(
                field.ident.span(),
                format!("`wire = \"{wire}\"` is about Protobuf, and this type has no tags: add `tag = …` to every field"),
            );
        }
    }
    false
}

/// No number or name of an enum is used twice, or is reserved.
pub(crate) fn enum_values(values: &[EnumValue], reserved: &Reserved, cx: &Ctxt) {
    let mut numbers: BTreeMap<i32, &Ident> = BTreeMap::new();
    let mut names: BTreeMap<String, &Ident> = BTreeMap::new();
    let mut proto_names: BTreeMap<&str, &Ident> = BTreeMap::new();
    for value in values {
        if let Some(earlier) = proto_names.insert(&value.proto_name, &value.ident) {
            let message =
                format!("`{earlier}` has the Protobuf name `{}` already", value.proto_name);
            cx.error(value.proto_name_at, message);
        }
        if let Some(earlier) = numbers.insert(value.number, &value.ident) {
            cx.error(value.number_at, format!("`{earlier}` has number {} already", value.number));
        }
        if u32::try_from(value.number).is_ok_and(|number| is_reserved(number, reserved)) {
            let message = format!(
                "number {} is reserved, since an older shape of this enum has used it",
                value.number
            );
            cx.error(value.number_at, message);
        }
        if reserved.names.contains(&value.name) {
            cx.error(value.name_at, format!("the name `{}` is reserved", value.name));
        }
        let aliases = value.aliases.iter().map(|alias| (alias.value(), alias.span()));
        for (name, at) in std::iter::once((value.name.clone(), value.name_at)).chain(aliases) {
            match names.get(&name) {
                Some(earlier) if **earlier == value.ident => {
                    cx.error(at, format!("`{name}` is the variant's own name, or given twice"));
                }
                Some(earlier) => {
                    cx.error(at, format!("`{earlier}` is read from the name `{name}` already"));
                }
                None => {
                    names.insert(name, &value.ident);
                }
            }
        }
    }
}

/// The variant for unknown numbers holds an `i32`, and there is one.
pub(crate) fn unknown_value(variant: &Variant, at: Span, earlier: Option<&Ident>, cx: &Ctxt) {
    if let Some(earlier) = earlier {
        cx.error(at, format!("`{earlier}` takes the unknown numbers already"));
    }
    let holds_i32 = match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.iter().all(|field| match &field.ty {
                Type::Path(path) => {
                    path.path.segments.last().is_some_and(|last| last.ident == "i32")
                }
                _ => false,
            })
        }
        _ => false,
    };
    if !holds_i32 {
        let name = &variant.ident;
        cx.error(at, format!("the variant for unknown numbers holds one: `{name}(i32)`"));
    }
}
