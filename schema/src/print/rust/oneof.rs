//! A oneof as an enum with data.

use super::Context;
use super::attributes::{self, Key};
use super::ident::{camel, raw, unique};
use super::keys::{deprecated, proto_names, type_keys};
use super::kind::wire;
use super::names::Module;
use super::source::Source;
use crate::case::{to_pascal, to_snake};
use crate::model::{Field, Kind, Shape, Type};

/// Above this difference between the largest and the next, clippy asks for a box.
const LARGE: usize = 150;

/// The enum of a oneof of a message.
pub(super) fn print(cx: &Context<'_>, ty: &Type, index: usize, module: &Module, out: &mut Source) {
    let Shape::Message(message) = &ty.shape else { return };
    let (Some(place), Some(oneof)) =
        (cx.names.oneof(&ty.full_name(), index), message.oneofs.get(index))
    else {
        return;
    };
    let fields: Vec<&Field> = message.alternatives(index).collect();
    let mut keys = Vec::new();
    if oneof.type_name != place.ident {
        keys.push(Key::text("name", &oneof.type_name));
    }
    let doc = if oneof.doc.trim().is_empty() {
        format!("The alternatives of `{}`.", oneof.name)
    } else {
        oneof.doc.clone()
    };
    body(cx, ty, &doc, &place.ident, &keys, &fields, module, out);
}

/// A message that is nothing but its oneof.
pub(super) fn print_union(cx: &Context<'_>, ty: &Type, module: &Module, out: &mut Source) {
    let Some(place) = cx.names.place(&ty.full_name()) else { return };
    let fields: Vec<&Field> = ty.fields().iter().collect();
    let keys = type_keys(cx, ty, &place.ident, module);
    body(cx, ty, &ty.doc, &place.ident, &keys, &fields, module, out);
}

#[allow(clippy::too_many_arguments, reason = "what an enum is made of")]
fn body(
    cx: &Context<'_>,
    owner: &Type,
    doc: &str,
    ident: &str,
    keys: &[Key],
    fields: &[&Field],
    module: &Module,
    out: &mut Source,
) {
    out.doc(doc);
    let mut traits = vec!["Debug", "Clone", "PartialEq"];
    if fields.iter().all(|field| cx.traits.is_eq(&field.kind)) {
        traits.push("Eq");
        if cx.traits.type_is_ord(&owner.full_name()) {
            traits.extend(["PartialOrd", "Ord"]);
        }
        traits.push("Hash");
    }
    let derive = cx.names.krate(module, "plumberd::PlumberdData");
    let traits: Vec<String> = traits.into_iter().map(str::to_owned).chain([derive]).collect();
    attributes::derive(out, &traits);
    if is_uneven(cx, owner, fields) {
        attributes::allow(out, "clippy::large_enum_variant", "the sizes of the messages");
    }
    attributes::event(out, keys);
    out.open(&format!("pub enum {} {{", raw(ident)));
    let mut taken: Vec<String> = Vec::new();
    for field in fields {
        let ident = unique(variant(field), |name| taken.iter().any(|known| known == name));
        alternative(cx, owner, field, &ident, module, out);
        taken.push(ident);
    }
    out.close("}");
}

/// `camera_id` to `CameraId`, as its key in JSON would be.
fn variant(field: &Field) -> String {
    let pascal = to_pascal(&field.name);
    if camel(&pascal) == pascal { pascal } else { camel(&field.name) }
}

fn alternative(
    cx: &Context<'_>,
    owner: &Type,
    field: &Field,
    ident: &str,
    module: &Module,
    out: &mut Source,
) {
    let mut keys = Vec::new();
    keys.extend(field.number.map(|number| Key::value("tag", number)));
    keys.extend(wire(&field.kind).map(|wire| Key::text("wire", wire)));
    if field.json_name != ident {
        keys.push(Key::text("name", &field.json_name));
    }
    if !field.aliases.is_empty() {
        keys.push(Key::texts("aliases", &field.aliases));
    }
    keys.extend(deprecated(field.deprecated.as_deref()));
    proto_names(field, &to_snake(ident), &mut keys);
    out.doc(&field.doc);
    attributes::event(out, &keys);
    let name = raw(ident);
    if field.kind == Kind::Empty {
        return out.line(&format!("{name},"));
    }
    let boxed = cx.cycles.boxes(&owner.full_name(), &field.kind);
    let ty = cx.rust_type(&field.kind, boxed, module);
    let whole = format!("{name}({ty}),");
    if out.fits(&whole) || !out.can_break(1, &ty) {
        out.line(&whole);
    } else {
        out.open(&format!("{name}("));
        let line = format!("{ty},");
        if out.fits(&line) {
            out.line(&line);
        } else {
            out.broken("", &ty);
        }
        out.close("),");
    }
}

fn is_uneven(cx: &Context<'_>, owner: &Type, fields: &[&Field]) -> bool {
    let name = owner.full_name();
    let mut sizes: Vec<usize> = fields
        .iter()
        .map(
            |field| {
                if cx.cycles.boxes(&name, &field.kind) { 8 } else { cx.traits.size(&field.kind) }
            },
        )
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    matches!(sizes.as_slice(), [first, second, ..] if first - second > LARGE)
}
