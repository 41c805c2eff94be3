//! What the derives leave to the compiler, since only it sees the other types: predicates of constants.

use plumberd_schema::name::check_category;
use plumberd_schema::{FieldDescriptor, FixedValue, Kind};

use crate::codec::ProtoValue;
use crate::event::EventInfo;

pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

pub(super) const fn contains(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if same(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

const fn share_a_name(a: &EventInfo, b: &EventInfo) -> bool {
    if same(a.event_type, b.event_type)
        || contains(a.aliases, b.event_type)
        || contains(b.aliases, a.event_type)
    {
        return true;
    }
    let mut i = 0;
    while i < a.aliases.len() {
        if contains(b.aliases, a.aliases[i]) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether no event before this one has a name or alias of it.
#[must_use]
pub const fn has_new_names(events: &[&EventInfo], index: usize) -> bool {
    let mut i = 0;
    while i < index {
        if share_a_name(events[i], events[index]) {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether events of the old type are stored under a name that the new type reads.
#[must_use]
pub const fn is_older_of(old: &EventInfo, name: &str, aliases: &[&str]) -> bool {
    same(old.event_type, name) || contains(aliases, old.event_type)
}

/// Whether an alternative of the oneof at `index` has the number of another field.
#[must_use]
pub const fn oneof_shares_number(
    fields: &[FieldDescriptor],
    index: usize,
    alternatives: &[FieldDescriptor],
) -> bool {
    let mut i = 0;
    while i < fields.len() {
        let mut j = 0;
        while i != index && j < alternatives.len() {
            if let (Some(a), Some(b)) = (fields[i].number, alternatives[j].number)
                && a == b
            {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// Whether an alternative of the oneof at `index` has the name of another field, in Protobuf or in
/// its JSON.
#[must_use]
pub const fn oneof_shares_name(
    fields: &[FieldDescriptor],
    index: usize,
    alternatives: &[FieldDescriptor],
) -> bool {
    let mut i = 0;
    while i < fields.len() {
        let mut j = 0;
        while i != index && j < alternatives.len() {
            if same(fields[i].name, alternatives[j].name)
                || same(fields[i].proto_json_key, alternatives[j].proto_json_key)
            {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

/// Stops the compilation when a constant is not a category.
///
/// # Panics
/// When a rule is broken.
#[allow(clippy::panic, reason = "called in constants, where a panic is a compile error")]
pub const fn require_category(name: &str) {
    if let Err(fault) = check_category(name) {
        panic!("{}", fault.message());
    }
}

/// The fixed value of a field of an integer type, in which the compiler has seen it to fit.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the literal has been given the field's type as well, which it fits"
)]
pub const fn fixed_integer(value: i128, kind: Kind) -> FixedValue {
    match kind {
        Kind::UInt(_) => FixedValue::UInt(value as u64),
        _ => FixedValue::Int(value as i64),
    }
}

/// Requires that values of a type have a wire format.
pub const fn has_format<T: ProtoValue<E>, E>() {}
