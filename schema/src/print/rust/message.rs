//! A message as a struct.

use super::attributes::{self, Key};
use super::ident::{camel, raw, snake, unique};
use super::keys::{deprecated, proto_names, type_keys};
use super::names::Module;
use super::source::Source;
use super::{Context, constructor, envelope, kind};
use crate::case::{to_pascal, to_snake};
use crate::model::{Field, Fixed, Kind, Message, Oneof, Shape, Type};

/// A field of the struct: one of the message, or a oneof.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    /// The name, without `r#`.
    pub(super) ident: String,
    pub(super) ty: String,
    pub(super) source: SlotSource<'a>,
    keys: Vec<Key>,
    doc: &'a str,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum SlotSource<'a> {
    Free(&'a Field),
    Fixed(&'a Field),
    Oneof,
}

pub(super) fn print(
    cx: &Context<'_>,
    ty: &Type,
    message: &Message,
    module: &Module,
    out: &mut Source,
) {
    let name = ty.full_name();
    let Some(place) = cx.names.place(&name) else { return };
    let slots = slots(cx, ty, message, module);
    out.doc(&ty.doc);
    let derive =
        if ty.event.is_some() { "plumberd::PlumberdEvent" } else { "plumberd::PlumberdData" };
    attributes::derive(out, &traits(cx, ty, derive, module));
    if slots.iter().filter(|slot| slot.ty == "bool").count() > 3 {
        attributes::allow(out, "clippy::struct_excessive_bools", "the fields of the message");
    }
    if message.fields.iter().any(|field| is_map_of_nothing(cx, &field.kind)) {
        attributes::allow(out, "clippy::zero_sized_map_values", "the fields of the message");
    }
    attributes::event(out, &type_keys(cx, ty, &place.ident, module));
    if slots.is_empty() {
        out.line(&format!("pub struct {} {{}}", raw(&place.ident)));
        return;
    }
    out.open(&format!("pub struct {} {{", raw(&place.ident)));
    for slot in &slots {
        out.doc(slot.doc);
        attributes::event(out, &slot.keys);
        member(out, &slot.ident, &slot.ty);
    }
    out.close("}");
    if slots.iter().any(|slot| matches!(slot.source, SlotSource::Fixed(_))) {
        constructor::print(&place.ident, &slots, out);
    }
    envelope::print(cx, ty, &place.ident, &slots, module, out);
}

/// Whether the values of a map take no room.
fn is_map_of_nothing(cx: &Context<'_>, kind: &Kind) -> bool {
    let Kind::Map(_, value) = kind else { return false };
    match &**value {
        Kind::Named(name) => match cx.local(name).map(|ty| &ty.shape) {
            Some(Shape::Message(message)) => message.fields.is_empty(),
            Some(Shape::Enum(_)) => false,
            None => ["google.protobuf.Empty", "google.protobuf.NullValue"].contains(&&**name),
        },
        kind => *kind == Kind::Empty,
    }
}

/// `pub name: Type,`, broken as rustfmt breaks it.
fn member(out: &mut Source, ident: &str, ty: &str) {
    let name = format!("pub {}:", raw(ident));
    let whole = format!("{name} {ty},");
    if out.fits(&whole) {
        out.line(&whole);
    } else if out.fits(&format!("    {ty},")) {
        out.open(&name);
        out.line(&format!("{ty},"));
        out.close_silently();
    } else {
        out.broken(&format!("{name} "), ty);
    }
}

/// The traits to derive, plumberd's last.
pub(super) fn traits(cx: &Context<'_>, ty: &Type, last: &str, module: &Module) -> Vec<String> {
    let name = ty.full_name();
    let mut traits = vec!["Debug", "Clone", "PartialEq"];
    if cx.traits.type_is_eq(&name) {
        traits.push("Eq");
        if cx.traits.type_is_ord(&name) {
            traits.extend(["PartialOrd", "Ord"]);
        }
        traits.push("Hash");
    }
    if cx.traits.type_has_default(&name) {
        traits.push("Default");
    }
    let last = cx.names.krate(module, last);
    traits.into_iter().map(str::to_owned).chain([last]).collect()
}

/// The fields of the struct. A oneof stands where its first alternative does.
fn slots<'a>(
    cx: &Context<'_>,
    ty: &'a Type,
    message: &'a Message,
    module: &Module,
) -> Vec<Slot<'a>> {
    let name = ty.full_name();
    let mut slots: Vec<Slot<'a>> = Vec::new();
    let mut oneofs: Vec<usize> = Vec::new();
    for field in &message.fields {
        let taken = |name: &str| slots.iter().any(|slot| slot.ident == name);
        let oneof = field.oneof.and_then(|index| Some((index, message.oneofs.get(index)?)));
        if let Some((index, oneof)) = oneof {
            if oneofs.contains(&index) {
                continue;
            }
            oneofs.push(index);
            let ident = unique(snake(&oneof.name), taken);
            slots.push(oneof_slot(cx, &name, index, oneof, ident, module));
        } else {
            let ident = unique(snake(&field.name), taken);
            slots.push(field_slot(cx, &name, field, ident, module));
        }
    }
    slots
}

fn field_slot<'a>(
    cx: &Context<'_>,
    owner: &str,
    field: &'a Field,
    ident: String,
    module: &Module,
) -> Slot<'a> {
    let boxed = cx.cycles.boxes(owner, &field.kind);
    let fixed = field.fixed.as_ref();
    let fixed = fixed.and_then(|fixed| Some((fixed, cx.fixed_type(&field.kind, fixed, module)?)));
    let mut keys = Vec::new();
    keys.extend(field.number.map(|number| Key::value("tag", number)));
    if field.number.is_some() {
        keys.extend(kind::wire(&field.kind).map(|wire| Key::text("wire", wire)));
    }
    if field.id {
        keys.push(Key::flag("id"));
    } else if field.json_name != to_pascal(&ident) {
        keys.push(Key::text("name", &field.json_name));
    }
    if !field.aliases.is_empty() {
        keys.push(Key::texts("aliases", &field.aliases));
    }
    if let Some((fixed, _)) = &fixed {
        keys.push(Key::value("fixed", fixed));
    } else if field.default {
        keys.push(Key::flag("default"));
    }
    keys.extend(deprecated(field.deprecated.as_deref()));
    proto_names(field, &to_snake(&ident), &mut keys);
    let (source, ty) = match fixed {
        Some((_, ty)) => (SlotSource::Fixed(field), ty),
        None => (SlotSource::Free(field), cx.rust_type(&field.kind, boxed, module)),
    };
    Slot { ident, ty, source, keys, doc: &field.doc }
}

fn oneof_slot<'a>(
    cx: &Context<'_>,
    owner: &str,
    index: usize,
    oneof: &'a Oneof,
    ident: String,
    module: &Module,
) -> Slot<'a> {
    let mut keys = vec![Key::flag("oneof")];
    if oneof.json_name != to_pascal(&ident) {
        keys.push(Key::text("name", &oneof.json_name));
    }
    if !oneof.aliases.is_empty() {
        keys.push(Key::texts("aliases", &oneof.aliases));
    }
    if oneof.name != to_snake(&ident) {
        keys.push(Key::text("proto_name", &oneof.name));
    }
    let path = match cx.names.oneof(owner, index) {
        Some(place) => place.path(module),
        None => camel(&oneof.type_name),
    };
    let ty = if oneof.required {
        path
    } else {
        format!("{}<{path}>", cx.names.prelude(module, "Option", "std::option::Option"))
    };
    Slot { ident, ty, source: SlotSource::Oneof, keys, doc: &oneof.doc }
}

/// Whether a field is always this text.
pub(super) fn fixed_text(field: &Field) -> Option<&str> {
    match &field.fixed {
        Some(Fixed::Text(text)) => Some(text),
        _ => None,
    }
}
