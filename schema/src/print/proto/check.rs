//! What Protobuf compilers refuse.

use std::collections::BTreeMap;

use crate::model::{Field, Place, Reserved, Type};

use super::error::PrintError;
use super::names::is_identifier;
use super::source::ReservedSource;

/// The last field number that Protobuf has.
pub(in crate::print) const MAX_NUMBER: i32 = (1 << 29) - 1;

/// The numbers that Protobuf keeps for itself.
const KEPT: std::ops::RangeInclusive<u32> = 19_000..=19_999;

/// The names of a scope, and what has them.
pub(super) type Scope = BTreeMap<String, String>;

/// Takes a name of a scope.
pub(super) fn take(
    scope: &mut Scope,
    name: &str,
    owner: String,
    ty: &Type,
) -> Result<(), PrintError> {
    match scope.insert(name.to_owned(), owner) {
        None => Ok(()),
        Some(other) => Err(PrintError::new(
            ty,
            format!("the name `{name}` is taken by {other}, beside which it stands in Protobuf"),
            "rename one of them",
        )),
    }
}

/// In `.proto` files the version of an event is that of its package, and its name that of its file.
pub(super) fn check_event(ty: &Type) -> Result<(), PrintError> {
    match &ty.event {
        Some(_) if ty.path.contains('.') => Err(PrintError::new(
            ty,
            "it is an event that is nested in another message",
            "give it a path without `.`",
        )),
        Some(event) if ty.package_version() != Some(event.version) => Err(PrintError::new(
            ty,
            format!(
                "it is version {} of its event, which its package `{}` does not say",
                event.version, ty.package
            ),
            format!("move it to a package whose last part is `v{}`", event.version),
        )),
        _ => Ok(()),
    }
}

pub(super) fn check_name(ty: &Type, name: &str, place: Option<&Place>) -> Result<(), PrintError> {
    if is_identifier(name) {
        return Ok(());
    }
    Err(PrintError::new(
        ty,
        "its name is none in Protobuf",
        "use ASCII letters, digits and `_`, and begin with a letter",
    )
    .of(name, place))
}

/// The reserved numbers in ascending ranges that do not touch what is not theirs.
pub(super) fn reserved(ty: &Type, min: i32, max: i32) -> Result<ReservedSource, PrintError> {
    let Reserved { numbers, names } = &ty.reserved;
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for (low, high) in sorted {
        let range = i32::try_from(low).ok().zip(i32::try_from(high).ok());
        let Some((low, high)) =
            range.filter(|(low, high)| low <= high && *low >= min && *high <= max)
        else {
            return Err(PrintError::new(
                ty,
                format!("it reserves the numbers {low} to {high}"),
                format!("reserve numbers from {min} to {max}, the lower one first"),
            ));
        };
        match ranges.last_mut() {
            Some((_, end)) if low <= *end => *end = high.max(*end),
            _ => ranges.push((low, high)),
        }
    }
    let mut unique: Vec<String> = Vec::new();
    for name in names {
        if !is_identifier(name) {
            return Err(PrintError::new(
                ty,
                format!("it reserves the name {name:?}, which is none in Protobuf"),
                "reserve names as they stood in the `.proto` file",
            ));
        }
        if !unique.contains(name) {
            unique.push(name.clone());
        }
    }
    Ok(ReservedSource { numbers: ranges, names: unique })
}

/// What compilers refuse about a field's number and its JSON key.
pub(super) fn check_field(
    ty: &Type,
    field: &Field,
    numbers: &mut BTreeMap<u32, String>,
    keys: &mut Scope,
) -> Result<(), PrintError> {
    let fault = |message: String, help: &str| {
        Err(PrintError::new(ty, message, help).of(&field.name, field.place.as_ref()))
    };
    let number = field.number.unwrap_or_default();
    if number == 0 || i64::from(number) > i64::from(MAX_NUMBER) || KEPT.contains(&number) {
        return fault(
            format!("{number} is no field number"),
            "use one from 1 to 536870911, without 19000 to 19999",
        );
    }
    if let Some(other) = numbers.insert(number, field.name.clone()) {
        return fault(format!("`{other}` has the number {number} too"), "use another one");
    }
    if ty.reserved.has_number(i64::from(number)) {
        return fault(format!("the number {number} is reserved"), "use another one");
    }
    if ty.reserved.has_name(&field.name) {
        return fault("its name is reserved".to_owned(), "use another one");
    }
    if let Some(other) = keys.insert(field.proto_json_name.clone(), field.name.clone()) {
        return fault(
            format!("`{other}` has the JSON key `{}` too", field.proto_json_name),
            "rename one of them",
        );
    }
    Ok(())
}
