use proc_macro2::{Ident, Span};
use syn::{DataEnum, Expr, Fields, Lit, LitStr, Type, UnOp, Variant};

use super::{Item, bare, only, refuse_event_attributes};
use crate::attr::{self, FieldAttrs, FieldPlace, ItemAttrs};
use crate::case;
use crate::check;
use crate::ctxt::Ctxt;

/// An enum that travels as a number.
#[derive(Clone)]
pub(crate) struct ValueEnum {
    pub(crate) item: Item,
    pub(crate) values: Vec<EnumValue>,
    /// The variant that holds numbers which have no other.
    pub(crate) unknown: Option<Ident>,
    /// Whether JSON has the name instead of the number.
    pub(crate) by_name: bool,
}

/// A value of an enum.
#[derive(Clone)]
pub(crate) struct EnumValue {
    pub(crate) ident: Ident,
    pub(crate) number: i32,
    /// Where the number stands.
    pub(crate) number_at: Span,
    pub(crate) name: String,
    /// Where that name comes from.
    pub(crate) name_at: Span,
    pub(crate) proto_name: String,
    /// Where that name comes from.
    pub(crate) proto_name_at: Span,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) doc: String,
    pub(crate) deprecated: Option<String>,
}

/// An enum with data: exactly one of several alternatives.
#[derive(Clone)]
pub(crate) struct Oneof {
    pub(crate) item: Item,
    pub(crate) alternatives: Vec<Alternative>,
    /// Whether every alternative has a number, so that there is a Protobuf form.
    pub(crate) tagged: bool,
}

/// One alternative of a oneof, as a field, and whether it has a value.
#[derive(Clone)]
pub(crate) struct Alternative {
    pub(crate) field: super::Field,
    pub(crate) unit: bool,
}

#[derive(Clone)]
pub(crate) enum Choice {
    Values(ValueEnum),
    Oneof(Oneof),
}

/// An enum whose variants have no data, but for the one that is `unknown`, is an enum of values.
pub(super) fn read(item: Item, data: &DataEnum, attrs: &ItemAttrs, cx: &Ctxt) -> Option<Choice> {
    if data.variants.is_empty() {
        cx.error(
            item.ident.span(),
            "an enum without variants has no value that could be written: add one",
        );
        return None;
    }
    let variants: Vec<(&Variant, FieldAttrs)> = data
        .variants
        .iter()
        .map(|variant| {
            for field in &variant.fields {
                refuse_event_attributes(&field.attrs, "the value of a variant", cx);
            }
            (variant, FieldAttrs::read(&variant.attrs, FieldPlace::Variant, cx))
        })
        .collect();
    let plain = variants
        .iter()
        .all(|(variant, attrs)| matches!(variant.fields, Fields::Unit) || attrs.has("unknown"));
    if plain {
        let allowed =
            ["crate", "interop", "name", "deprecated", "reserved", "json", "proto", "proto_name"];
        only(attrs, &allowed, "an enum of values", cx);
        values(item, &variants, attrs, cx).map(Choice::Values)
    } else {
        only(
            attrs,
            &["crate", "interop", "name", "deprecated", "reserved", "proto", "proto_name"],
            "an enum with data",
            cx,
        );
        Some(Choice::Oneof(oneof(item, &variants, cx)))
    }
}

fn values(
    item: Item,
    variants: &[(&Variant, FieldAttrs)],
    attrs: &ItemAttrs,
    cx: &Ctxt,
) -> Option<ValueEnum> {
    if let Some(param) = item.generics.params.first() {
        cx.error(
            syn::spanned::Spanned::span(param),
            "an enum of values has no parameters: remove them",
        );
        return None;
    }
    let mut unknown: Option<Ident> = None;
    let mut values: Vec<EnumValue> = Vec::new();
    for (variant, attrs) in variants {
        if let Some(at) = attrs.given.key("unknown") {
            check::unknown_value(variant, at, unknown.as_ref(), cx);
            check::no_other_keys(attrs, "unknown", cx);
            unknown = Some(variant.ident.clone());
            continue;
        }
        if let Some(at) = attrs.given.key("wire") {
            cx.error(at, "a value of an enum is a plain number in Protobuf: remove `wire`");
        }
        if let Some(at) = attrs.given.key("json_name") {
            cx.error(at, "a value has one name in Protobuf and in its JSON: write `proto_name`");
        }
        let name = bare(&variant.ident);
        let next = values.last().map_or(0, |value| i64::from(value.number) + 1);
        let number = value_number(variant, attrs, next, cx);
        let Some((number, number_at)) = number else { continue };
        check::json_names(attrs.json_keys(), cx);
        values.push(EnumValue {
            number,
            number_at,
            proto_name: attrs.proto_name.as_ref().map_or_else(
                || {
                    let prefix = case::to_screaming_snake(&item.name);
                    format!("{prefix}_{}", case::to_screaming_snake(&name))
                },
                LitStr::value,
            ),
            proto_name_at: attrs
                .proto_name
                .as_ref()
                .map_or_else(|| variant.ident.span(), LitStr::span),
            name: attrs.name.as_ref().map_or(name, LitStr::value),
            name_at: attrs.name.as_ref().map_or_else(|| variant.ident.span(), LitStr::span),
            aliases: attrs.aliases.clone(),
            doc: attr::doc(&variant.attrs),
            deprecated: attrs.deprecated.clone(),
            ident: variant.ident.clone(),
        });
    }
    check::enum_values(&values, &item.reserved, cx);
    Some(ValueEnum { item, values, unknown, by_name: attrs.by_name.unwrap_or(false) })
}

/// The number of a value: its discriminant, or its tag.
fn value_number(
    variant: &Variant,
    attrs: &FieldAttrs,
    next: i64,
    cx: &Ctxt,
) -> Option<(i32, Span)> {
    let name = &variant.ident;
    let discriminant = match &variant.discriminant {
        Some((_, expr)) => match literal(expr) {
            Some(number) => Some((number, syn::spanned::Spanned::span(expr))),
            None => {
                let at = syn::spanned::Spanned::span(expr);
                cx.error(at, format!("the number has to be a literal, since it goes into schemas: `{name} = {next}`"));
                return None;
            }
        },
        None => None,
    };
    let (number, at) = match (discriminant, attrs.tag) {
        (Some((number, _)), Some((tag, at))) if number != tag => {
            cx.error(at, format!("`{name}` is {number} in Rust and {tag} on the wire: remove `tag`, or make them equal"));
            return None;
        }
        (Some(found), _) | (None, Some(found)) => found,
        (None, None) if attrs.has("tag") => return None, // and it has been reported
        (None, None) => {
            let message = format!(
                "a value needs its number, so that moving a line never changes what is stored: write `{name} = {next}` or `#[event(tag = {next})]`"
            );
            cx.error(name.span(), message);
            return None;
        }
    };
    if let Ok(number) = i32::try_from(number) {
        Some((number, at))
    } else {
        cx.error(at, "the number of a value has 32 bits: -2147483648 to 2147483647");
        None
    }
}

fn literal(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            literal(&unary.expr).map(|number| -number)
        }
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}

fn oneof(item: Item, variants: &[(&Variant, FieldAttrs)], cx: &Ctxt) -> Oneof {
    let mut alternatives: Vec<Alternative> = Vec::new();
    for (variant, attrs) in variants {
        if let Some(at) = attrs.given.key("unknown") {
            cx.error(at, "only an enum of values can hold an unknown one; in a oneof, wrap it: `Option<…>` is `None` for it");
            continue;
        }
        alternatives.extend(alternative(variant, attrs, cx));
    }
    let fields: Vec<super::Field> =
        alternatives.iter().map(|alternative| alternative.field.clone()).collect();
    check::field_numbers(&fields, &item.reserved, cx);
    check::field_names(&fields, &item.reserved, cx);
    let tagged = check::all_or_no_tags(&fields, &item.reserved, cx);
    Oneof { item, alternatives, tagged }
}

fn alternative(variant: &Variant, attrs: &FieldAttrs, cx: &Ctxt) -> Option<Alternative> {
    let ident = &variant.ident;
    let (ty, unit) = match &variant.fields {
        Fields::Unit => (Type::Verbatim(quote::quote!(())), true),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            (fields.unnamed.first()?.ty.clone(), false)
        }
        Fields::Unnamed(fields) => {
            let message = format!(
                "an alternative has one value: put the fields into a struct that derives `PlumberdData`, and write `{ident}(ThatStruct)`"
            );
            cx.error(syn::spanned::Spanned::span(fields), message);
            return None;
        }
        Fields::Named(fields) => {
            let message = format!(
                "an alternative has one value: move the fields to `struct {ident}Data {{ … }}` that derives `PlumberdData`, and write `{ident}({ident}Data)`"
            );
            cx.error(syn::spanned::Spanned::span(fields), message);
            return None;
        }
    };
    if let (true, Some(at)) = (unit, attrs.given.key("wire")) {
        cx.error(at, format!("`{ident}` has no value, and so no wire format: remove `wire`"));
    }
    let rust_name = bare(ident);
    let (name, proto_json) = attrs.proto_names(case::to_snake(&rust_name));
    check::json_names(attrs.json_keys(), cx);
    let field = super::Field {
        ident: ident.clone(),
        ty,
        role: super::Role::Plain,
        order: 0,
        number: check::tag(attrs, cx),
        number_at: attrs.tag.map_or_else(|| ident.span(), |(_, at)| at),
        proto_json,
        name,
        json: attrs.name.as_ref().map_or(rust_name, LitStr::value),
        json_at: attrs.name.as_ref().map_or_else(|| ident.span(), LitStr::span),
        aliases: attrs.aliases.clone(),
        wire: attrs.wire,
        default: None,
        fixed: None,
        doc: attr::doc(&variant.attrs),
        deprecated: attrs.deprecated.clone(),
    };
    check::alternative_name(&field, cx);
    Some(Alternative { field, unit })
}
