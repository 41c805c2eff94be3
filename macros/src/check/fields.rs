use std::collections::BTreeMap;

use syn::{GenericArgument, Generics, LitStr, PathArguments, Type};

use crate::ast::{Field, Role, mentions_any};
use crate::attr::{FieldAttrs, Reserved};
use crate::ctxt::Ctxt;

/// A JSON name needs no escapes, so that a key is one constant fragment.
pub(crate) fn json_names<'a>(names: impl IntoIterator<Item = &'a LitStr>, cx: &Ctxt) {
    for name in names {
        let text = name.value();
        if text.is_empty() {
            cx.error(name.span(), "a name cannot be empty");
        } else if text.chars().any(|c| c == '"' || c == '\\' || c.is_control()) {
            cx.error(
                name.span(),
                "a name cannot contain quotes, backslashes or control characters",
            );
        }
    }
}

/// Keys that contradict each other.
pub(crate) fn field_conflicts(attrs: &FieldAttrs, cx: &Ctxt) {
    const CONFLICTS: [(&str, &str, &str); 26] = [
        ("skip", "tag", "the field is not on the wire"),
        ("skip", "name", "the field is not on the wire"),
        ("skip", "aliases", "the field is not on the wire"),
        ("skip", "wire", "the field is not on the wire"),
        ("skip", "oneof", "the field is not on the wire"),
        ("skip", "id", "the id is always on the wire"),
        ("skip", "reserved", "a field was never on the wire, or it was: remove one of the two"),
        ("skip", "proto_name", "the field is not on the wire"),
        ("skip", "json_name", "the field is not on the wire"),
        ("reserved", "json_name", "the field is no longer on the wire"),
        ("oneof", "json_name", "a oneof has no key in Protobuf's JSON: its variants have"),
        ("reserved", "name", "the field is no longer on the wire"),
        ("reserved", "aliases", "the field is no longer on the wire"),
        ("reserved", "wire", "the field is no longer on the wire"),
        ("reserved", "oneof", "the field is no longer on the wire"),
        ("reserved", "id", "the id is always on the wire"),
        ("oneof", "tag", "a oneof has no number of its own: its variants have"),
        ("oneof", "wire", "a oneof has no number of its own: its variants have"),
        ("oneof", "default", "write the type as `Option<…>` when there may be no alternative"),
        ("oneof", "id", "an id is a `Uuid`"),
        ("fixed", "default", "an absent field is an error, unless the value is Protobuf's default"),
        ("skip", "fixed", "a constant is always on the wire"),
        ("reserved", "fixed", "the field is no longer on the wire"),
        ("oneof", "fixed", "a constant has no alternatives"),
        ("id", "fixed", "every event has an id of its own"),
        ("id", "name", "the key of the id is always `Id`, where micro-plumberd looks for it"),
    ];
    for (key, other, why) in CONFLICTS {
        if let (Some(_), Some(at)) = (attrs.given.key(key), attrs.given.key(other)) {
            cx.error(at, format!("`{other}` contradicts `{key}`: {why}"));
        }
    }
}

/// A key that stands alone.
pub(crate) fn no_other_keys(attrs: &FieldAttrs, alone: &str, cx: &Ctxt) {
    for key in attrs.given.iter().filter(|key| *key != alone) {
        cx.error(key.span(), format!("`{key}` has no meaning next to `{alone}`"));
    }
}

/// No name is used twice in any encoding, or is reserved.
pub(crate) fn field_names(fields: &[Field], reserved: &Reserved, cx: &Ctxt) {
    let mut keys: BTreeMap<String, &Field> = BTreeMap::new();
    let mut proto_keys: BTreeMap<&str, &Field> = BTreeMap::new();
    let mut names: BTreeMap<&str, &Field> = BTreeMap::new();
    for field in fields.iter().filter(|field| field.role != Role::Skip) {
        if reserved.names.contains(&field.name) {
            let message = format!(
                "the name `{}` is reserved, since an older shape of this type has used it",
                field.name
            );
            cx.error(field.ident.span(), message);
        }
        let aliases = field.aliases.iter().map(|alias| (alias.value(), alias.span()));
        let mut clash = false;
        for (key, at) in std::iter::once((field.json.clone(), field.json_at)).chain(aliases) {
            match keys.get(&key) {
                Some(earlier) if earlier.ident == field.ident => {
                    cx.error(at, format!("`{key}` is the field's own key, or given twice"));
                }
                Some(earlier) => {
                    clash = true;
                    cx.error(at, format!("`{}` has the JSON key `{key}` already: give one another `name = \"…\"`", earlier.ident));
                }
                None => {
                    keys.insert(key, field);
                }
            }
        }
        let proto = proto_keys
            .insert(&field.proto_json, field)
            .or_else(|| names.insert(&field.name, field));
        if let (Some(earlier), false) = (proto, clash) {
            let message = format!(
                "in Protobuf's JSON, `{}` and this field both have the key `{}`: rename one",
                earlier.ident, field.proto_json
            );
            cx.error(field.ident.span(), message);
        }
    }
    // An alias that is another field's name in the other dialect would be read as either.
    for field in fields {
        for alias in &field.aliases {
            let text = alias.value();
            let other = proto_keys.get(text.as_str()).or_else(|| names.get(text.as_str()));
            if let Some(other) = other.filter(|other| other.ident != field.ident) {
                cx.error(alias.span(), format!("`{text}` is read as `{}` already", other.ident));
            }
        }
    }
}

/// In JSON, an alternative stands next to the key `Kind`, which names it.
pub(crate) fn alternative_name(alternative: &Field, cx: &Ctxt) {
    let aliases = alternative.aliases.iter().map(|alias| (alias.value(), alias.span()));
    for (name, at) in
        std::iter::once((alternative.json.clone(), alternative.json_at)).chain(aliases)
    {
        if name.eq_ignore_ascii_case("kind") {
            cx.error(at, "`Kind` is the JSON key that says which alternative it is: give this one another `name = \"…\"`");
        }
    }
}

/// A `Fixed` field has its value in the attribute, and a type that the value can be compared with
/// here. Whether the value is one of the type is left to the compiler.
pub(crate) fn fixed_values(fields: &[Field], generics: &Generics, cx: &Ctxt) {
    for field in fields {
        if field.role == Role::Fixed && mentions_any(&field.ty, generics) {
            let message = "the type of a fixed value cannot depend on a parameter: write `Fixed<&'static str>`, `Fixed<bool>`, or `Fixed` of an integer type";
            cx.error(field.ident.span(), message);
        }
        if field.role == Role::Plain && field.default.is_none() && is_fixed(&field.ty) {
            let message = format!(
                "`{}` is always the same, so its value stands in the attribute: `#[event(fixed = …)]`",
                field.ident
            );
            cx.error(field.ident.span(), message);
        }
    }
}

/// Whether a type is written as a `Fixed` that can have a value.
fn is_fixed(ty: &Type) -> bool {
    const TYPES: [&str; 9] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "bool"];
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
    if last.ident != "Fixed" || arguments.args.len() != 1 {
        return false;
    }
    match arguments.args.first() {
        Some(GenericArgument::Type(Type::Reference(reference))) => {
            matches!(&*reference.elem, Type::Path(inner) if inner.path.is_ident("str"))
        }
        Some(GenericArgument::Type(Type::Path(inner))) => {
            TYPES.iter().any(|name| inner.path.is_ident(name))
        }
        _ => false,
    }
}
