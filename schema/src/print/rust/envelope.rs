//! Messages that are an event and its envelope in one.

use super::Context;
use super::constructor::literal;
use super::ident::raw;
use super::message::{Slot, SlotSource, fixed_text};
use super::names::Module;
use super::source::Source;
use crate::case::to_snake;
use crate::model::{Field, Kind, Type};

/// Whether a text may be absent.
fn is_text(kind: &Kind) -> bool {
    *kind.required() == Kind::String
}

/// The fields of a typed envelope, `togather`'s form: the header at 1 to 5, the payload at 9.
fn role(field: &Field) -> Option<&'static str> {
    let is = |name: &str, number: u32| field.name == name && field.number == Some(number);
    if is("event_name", 1) && is_text(&field.kind) {
        Some("event_name")
    } else if is("event_version", 2) && is_text(&field.kind) {
        Some("event_version")
    } else if is("aggregate_id", 3) && is_text(&field.kind) {
        Some("aggregate_id")
    } else if is("timestamp", 4) && matches!(field.kind.required(), Kind::Int(64, _)) {
        Some("timestamp")
    } else if is("trace_id", 5) && is_text(&field.kind) {
        Some("trace_id")
    } else if is("payload", 9) && matches!(field.kind.required(), Kind::Named(_)) {
        Some("payload")
    } else {
        None
    }
}

/// The impl that fills such a message from a header, if it is one.
pub(super) fn print(
    cx: &Context<'_>,
    ty: &Type,
    ident: &str,
    slots: &[Slot<'_>],
    module: &Module,
    out: &mut Source,
) {
    let roles: Option<Vec<&str>> = slots
        .iter()
        .map(|slot| match slot.source {
            SlotSource::Free(field) => role(field),
            SlotSource::Fixed(field) => Some(role(field).unwrap_or("")),
            SlotSource::Oneof => None,
        })
        .collect();
    let Some(roles) = roles.filter(|roles| {
        let all =
            ["event_name", "event_version", "aggregate_id", "timestamp", "trace_id", "payload"];
        all.iter().all(|role| roles.contains(role))
    }) else {
        return;
    };
    let payload = slots.iter().find_map(|slot| match slot.source {
        SlotSource::Free(field) if role(field) == Some("payload") => Some(field),
        _ => None,
    });
    let Some(payload) = payload else { return };
    let inner = cx.rust_type(payload.kind.required(), false, module);
    if cx.cycles.boxes(&ty.full_name(), &payload.kind) {
        return;
    }
    let krate = |path: &str| cx.names.krate(module, path);
    out.gap();
    out.open(&format!("impl {} for {} {{", krate("plumberd::envelope::TypedEnvelope"), raw(ident)));
    out.line(&format!("type Payload = {inner};"));
    out.gap();
    let header = krate("plumberd::envelope::Header");
    let whole = format!("fn seal(payload: Self::Payload, header: &{header}) -> Self {{");
    out.open(&whole);
    let used = slots.iter().zip(&roles).any(|(slot, role)| {
        matches!(slot.source, SlotSource::Free(_))
            && ["aggregate_id", "timestamp", "trace_id"].contains(role)
    });
    if !used {
        out.line("let _ = header;");
    }
    literal(slots, |slot| (raw(&slot.ident), value(cx, ty, slot, module)), out);
    out.close("}");
    out.close("}");
}

/// What a field of the header is filled with.
fn value(cx: &Context<'_>, ty: &Type, slot: &Slot<'_>, module: &Module) -> Option<String> {
    let SlotSource::Free(field) = slot.source else { return None };
    let text = |value: String| {
        let string = cx.names.prelude(module, "String", "std::string::String");
        if cx.names.declares(module, "From") {
            format!("<{string} as ::std::convert::From<&str>>::from({value})")
        } else {
            format!("{string}::from({value})")
        }
    };
    let value = match role(field)? {
        "event_name" => text(format!("{:?}", event_name(ty))),
        "event_version" => text(format!("\"v{}\"", ty.package_version().unwrap_or(1))),
        "aggregate_id" => text("header.aggregate_id()".to_owned()),
        "timestamp" => "header.timestamp()".to_owned(),
        "trace_id" => "header.trace_id().unwrap_or_default().into_owned()".to_owned(),
        _ if matches!(field.kind, Kind::Optional(_)) => "Some(payload)".to_owned(),
        _ => return None,
    };
    let is_optional = matches!(field.kind, Kind::Optional(_)) && role(field) != Some("payload");
    Some(if is_optional { format!("Some({value})") } else { value })
}

/// `AdminAccountCreated` to `admin.account.created`.
fn event_name(ty: &Type) -> String {
    let fixed = ty.fields().iter().find(|field| field.name == "event_name").and_then(fixed_text);
    match fixed {
        Some(text) => text.to_owned(),
        None => {
            let name = ty.event.as_ref().map_or_else(|| ty.bare_name(), |event| &event.type_name);
            to_snake(name).replace('_', ".")
        }
    }
}
