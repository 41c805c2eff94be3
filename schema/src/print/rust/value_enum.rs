//! An enum of values.

use super::Context;
use super::attributes::{self, Key};
use super::ident::{camel_of_screaming, raw, unique};
use super::keys::{deprecated, type_keys};
use super::source::Source;
use crate::case::to_screaming_snake;
use crate::model::{Enum, EnumValue, Type};

/// A variant, and what the values with the same number add to it.
struct Variant<'a> {
    ident: String,
    value: &'a EnumValue,
    aliases: Vec<String>,
}

pub(super) fn print(cx: &Context<'_>, ty: &Type, values: &Enum, out: &mut Source) {
    let name = ty.full_name();
    let Some(place) = cx.names.place(&name) else { return };
    let variants = variants(ty, values);
    let has_default = variants.iter().any(|variant| variant.value.number == 0);
    out.doc(&ty.doc);
    let mut traits = vec!["Debug", "Clone", "Copy", "PartialEq", "Eq"];
    if cx.traits.type_is_ord(&name) {
        traits.extend(["PartialOrd", "Ord"]);
    }
    traits.push("Hash");
    if has_default {
        traits.push("Default");
    }
    let derive = cx.names.krate(&place.module, "plumberd::PlumberdData");
    let traits: Vec<String> = traits.into_iter().map(str::to_owned).chain([derive]).collect();
    attributes::derive(out, &traits);
    let mut keys = type_keys(cx, ty, &place.ident, &place.module);
    if values.by_name {
        keys.insert(0, Key::text("json", "name"));
    }
    attributes::event(out, &keys);
    out.open(&format!("pub enum {} {{", raw(&place.ident)));
    for variant in &variants {
        out.doc(&variant.value.doc);
        if variant.value.number == 0 {
            out.line("#[default]");
        }
        attributes::event(out, &variant_keys(ty, variant));
        out.line(&format!("{},", raw(&variant.ident)));
    }
    if values.open {
        let taken = |name: &str| variants.iter().any(|variant| variant.ident == name);
        let names = ["Unknown", "Unrecognized"];
        let free = names.into_iter().find(|name| !taken(name)).unwrap_or("Unknown");
        let ident = unique(free.to_owned(), taken);
        out.doc("A number that has no name here.");
        out.line("#[event(unknown)]");
        out.line(&format!("{ident}(i32),"));
    }
    out.close("}");
}

fn variants<'a>(ty: &Type, values: &'a Enum) -> Vec<Variant<'a>> {
    let mut variants: Vec<Variant<'a>> = Vec::new();
    for value in &values.values {
        let same = variants.iter().position(|variant| variant.value.number == value.number);
        match same.and_then(|index| variants.get_mut(index)) {
            // `allow_alias`: another name of the same value.
            Some(first) => {
                first.aliases.extend([value.json_name.clone(), value.name.clone()]);
                first.aliases.extend(value.aliases.iter().cloned());
            }
            None => {
                let ident = unique(variant(ty, value), |name| {
                    variants.iter().any(|variant| variant.ident == name)
                });
                variants.push(Variant { ident, value, aliases: value.aliases.clone() });
            }
        }
    }
    // A name is read as one value only.
    let mut taken: Vec<String> =
        variants.iter().map(|variant| variant.value.json_name.clone()).collect();
    for variant in &mut variants {
        variant.aliases.retain(|alias| {
            let free = !taken.contains(alias) && *alias != variant.value.name;
            if free {
                taken.push(alias.clone());
            }
            free
        });
    }
    variants
}

/// `QUALITY_HIGH` of `Quality` to `High`.
fn variant(ty: &Type, value: &EnumValue) -> String {
    let name = ty.path.rsplit('.').next().unwrap_or(&ty.path);
    let prefix = format!("{}_", to_screaming_snake(name));
    let bare = value.name.strip_prefix(&prefix).filter(|rest| !rest.is_empty());
    camel_of_screaming(bare.unwrap_or(&value.name))
}

fn variant_keys(ty: &Type, variant: &Variant<'_>) -> Vec<Key> {
    let Variant { ident, value, aliases } = variant;
    let mut keys = vec![Key::value("tag", value.number)];
    if value.json_name != *ident {
        keys.push(Key::text("name", &value.json_name));
    }
    if !aliases.is_empty() {
        keys.push(Key::texts("aliases", aliases));
    }
    keys.extend(deprecated(value.deprecated.as_deref()));
    let enum_name = to_screaming_snake(ty.bare_name());
    if value.name != format!("{enum_name}_{}", to_screaming_snake(ident)) {
        keys.push(Key::text("proto_name", &value.name));
    }
    keys
}
