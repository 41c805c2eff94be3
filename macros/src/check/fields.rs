use std::collections::BTreeMap;

use syn::LitStr;

use crate::ast::{Field, Role};
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
    const CONFLICTS: [(&str, &str, &str); 17] = [
        ("skip", "tag", "the field is not on the wire"),
        ("skip", "name", "the field is not on the wire"),
        ("skip", "aliases", "the field is not on the wire"),
        ("skip", "wire", "the field is not on the wire"),
        ("skip", "oneof", "the field is not on the wire"),
        ("skip", "id", "the id is always on the wire"),
        ("skip", "reserved", "a field was never on the wire, or it was: remove one of the two"),
        ("reserved", "name", "the field is no longer on the wire"),
        ("reserved", "aliases", "the field is no longer on the wire"),
        ("reserved", "wire", "the field is no longer on the wire"),
        ("reserved", "oneof", "the field is no longer on the wire"),
        ("reserved", "id", "the id is always on the wire"),
        ("oneof", "tag", "a oneof has no number of its own: its variants have"),
        ("oneof", "wire", "a oneof has no number of its own: its variants have"),
        ("oneof", "default", "write the type as `Option<…>` when there may be no alternative"),
        ("oneof", "id", "an id is a `Uuid`"),
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
