//! The keys that types and fields have in common.

use super::Context;
use super::attributes::Key;
use super::names::Module;
use crate::case::to_proto_json;
use crate::model::{Event, Field, Kind, Profile, Reserved, Type};

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

/// The names in Protobuf and its JSON, where they do not follow from the one in Rust.
pub(super) fn proto_names(field: &Field, rule: &str, keys: &mut Vec<Key>) {
    if field.name != rule {
        keys.push(Key::text("proto_name", &field.name));
    }
    if field.proto_json_name != to_proto_json(&field.name) {
        keys.push(Key::text("json_name", &field.proto_json_name));
    }
}
