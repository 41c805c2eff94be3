//! A message as a struct.

use super::attributes::{self, Key};
use super::ident::{camel, raw, snake, unique};
use super::names::Module;
use super::source::Source;
use super::{Context, envelope, kind};
use crate::case::{to_pascal, to_proto_json, to_snake};
use crate::model::{Event, Field, Fixed, Kind, Message, Oneof, Profile, Reserved, Type};

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
        constructor(&place.ident, &slots, out);
    }
    envelope::print(cx, ty, &place.ident, &slots, module, out);
}

/// `pub name: Type,`, broken as rustfmt breaks it.
fn member(out: &mut Source, ident: &str, ty: &str) {
    let name = format!("pub {}:", raw(ident));
    let whole = format!("{name} {ty},");
    let below = format!("    {ty},");
    if out.fits(&whole) || (!out.fits(&below) && !ty.ends_with('>')) {
        out.line(&whole);
    } else if out.fits(&below) {
        out.open(&name);
        out.line(&format!("{ty},"));
        out.close_silently();
    } else {
        arguments(out, &name, ty, &whole);
    }
}

/// The arguments of a generic type below each other; as it is where that does not help.
fn arguments(out: &mut Source, name: &str, ty: &str, whole: &str) {
    let parts =
        ty.split_once('<').and_then(|(outer, inner)| Some((outer, inner.strip_suffix('>')?)));
    let Some((outer, inner)) = parts else { return out.line(whole) };
    let inner: Vec<&str> = match inner.split_once(", ") {
        Some((key, value)) if !key.contains('<') => vec![key, value],
        _ => vec![inner],
    };
    if inner.iter().any(|part| !out.fits(&format!("    {part},"))) {
        return out.line(whole);
    }
    out.open(&format!("{name} {outer}<"));
    for part in inner {
        out.line(&format!("{part},"));
    }
    out.close(">,");
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

/// The keys of a type.
pub(super) fn type_keys(cx: &Context<'_>, ty: &Type, ident: &str, module: &Module) -> Vec<Key> {
    let mut keys = Vec::new();
    let wire_name = match &ty.event {
        Some(event) => {
            keys.push(Key::text("category", &event.category));
            keys.push(Key::text("version", &format!("v{}", event.version)));
            &event.type_name
        }
        None => ty.bare_name(),
    };
    if wire_name != ident {
        keys.push(Key::text("name", wire_name));
    }
    if let Some(event) = &ty.event {
        event_keys(cx, ty, event, module, &mut keys);
    }
    keys.extend(reserved(&ty.reserved));
    keys.extend(deprecated(ty.deprecated.as_deref()));
    keys.push(Key::text("proto_name", &ty.full_name()));
    keys
}

fn event_keys(cx: &Context<'_>, ty: &Type, event: &Event, module: &Module, keys: &mut Vec<Key>) {
    if !event.aliases.is_empty() {
        keys.push(Key::texts("aliases", &event.aliases));
    }
    if event.profile != Profile::MicroPlumberd {
        keys.push(Key::text("profile", event.profile.as_str()));
    }
    if event.encoding != crate::model::Encoding::Json {
        keys.push(Key::text("encoding", event.encoding.as_str()));
    }
    if event.version > 1 {
        let older = cx.options.supersede.then(|| older(cx, ty, event)).flatten();
        keys.push(match older {
            Some(older) => Key::value("supersedes", cx.rust_type(&older, false, module)),
            None => Key::text("since", &format!("v{}", event.version)),
        });
    }
}

/// The version before: an event of the same package but for the version, and of the same type name.
fn older(cx: &Context<'_>, ty: &Type, event: &Event) -> Option<Kind> {
    let domain = |package: &str| package.rsplit_once('.').map(|(domain, _)| domain.to_owned());
    let found = cx.schema.events().find(|(other, older)| {
        older.version.checked_add(1) == Some(event.version)
            && domain(&other.package) == domain(&ty.package)
            && (older.type_name == event.type_name || event.aliases.contains(&older.type_name))
    });
    found.map(|(older, _)| Kind::Named(older.full_name()))
}

/// The key `reserved`. An enum's numbers can be negative, which the attribute has no room for.
fn reserved(reserved: &Reserved) -> Option<Key> {
    const MAX: i64 = 536_870_911;
    let numbers = reserved.numbers.iter().filter_map(|(low, high)| {
        let (low, high) = ((*low).max(1), (*high).min(MAX));
        match low.cmp(&high) {
            std::cmp::Ordering::Less => Some(format!("{low}..={high}")),
            std::cmp::Ordering::Equal => Some(low.to_string()),
            std::cmp::Ordering::Greater => None,
        }
    });
    let names = reserved.names.iter().map(|name| format!("{name:?}"));
    let all: Vec<String> = numbers.chain(names).collect();
    (!all.is_empty()).then(|| Key::list("reserved", all))
}

pub(super) fn deprecated(note: Option<&str>) -> Option<Key> {
    note.map(|note| match note {
        "" => Key::flag("deprecated"),
        note => Key::text("deprecated", note),
    })
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

/// The names in Protobuf and its JSON, where they do not follow from the one in Rust.
pub(super) fn proto_names(field: &Field, rule: &str, keys: &mut Vec<Key>) {
    if field.name != rule {
        keys.push(Key::text("proto_name", &field.name));
    }
    if field.proto_json_name != to_proto_json(&field.name) {
        keys.push(Key::text("json_name", &field.proto_json_name));
    }
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
        Some(place) => cx.names.path(module, place),
        None => camel(&oneof.type_name),
    };
    let ty = if oneof.required {
        path
    } else {
        format!("{}<{path}>", cx.names.prelude(module, "Option", "std::option::Option"))
    };
    Slot { ident, ty, source: SlotSource::Oneof, keys, doc: &oneof.doc }
}

/// `new`, with the fields that have more than one value.
fn constructor(ident: &str, slots: &[Slot<'_>], out: &mut Source) {
    let free: Vec<&Slot<'_>> =
        slots.iter().filter(|slot| !matches!(slot.source, SlotSource::Fixed(_))).collect();
    out.gap();
    out.open(&format!("impl {} {{", raw(ident)));
    out.doc("The message, with the values that are always the same.");
    out.line("#[must_use]");
    if free.len() > 7 {
        attributes::allow(out, "clippy::too_many_arguments", "the fields of the message");
    }
    if free.iter().filter(|slot| slot.ty == "bool").count() > 3 {
        attributes::allow(out, "clippy::fn_params_excessive_bools", "the fields of the message");
    }
    let parameters: Vec<String> =
        free.iter().map(|slot| format!("{}: {}", raw(&slot.ident), slot.ty)).collect();
    let whole = format!("pub fn new({}) -> Self {{", parameters.join(", "));
    if out.fits(&whole) {
        out.open(&whole);
    } else {
        out.open("pub fn new(");
        for parameter in parameters {
            out.line(&format!("{parameter},"));
        }
        out.close_silently();
        out.open(") -> Self {");
    }
    literal(slots, |slot| (raw(&slot.ident), None), out);
    out.close("}");
    out.close("}");
}

/// `Self { … }`; what a field that is not fixed gets is a variable of its name, or an expression.
pub(super) fn literal(
    slots: &[Slot<'_>],
    value: impl Fn(&Slot<'_>) -> (String, Option<String>),
    out: &mut Source,
) {
    out.open("Self {");
    // rustfmt never joins lines around a comment, whatever its settings are.
    out.line("// In the order of the message.");
    for slot in slots {
        let (name, value) = match slot.source {
            SlotSource::Fixed(_) => (
                raw(&slot.ident),
                Some(format!("{}::new()", slot.ty.split('<').next().unwrap_or(&slot.ty))),
            ),
            _ => value(slot),
        };
        out.line(&match value {
            Some(value) => format!("{name}: {value},"),
            None => format!("{name},"),
        });
    }
    out.close("}");
}

/// Whether a field is always this text.
pub(super) fn fixed_text(field: &Field) -> Option<&str> {
    match &field.fixed {
        Some(Fixed::Text(text)) => Some(text),
        _ => None,
    }
}
