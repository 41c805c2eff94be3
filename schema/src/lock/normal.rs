use crate::model::{Enum, EnumValue, Field, Fixed, Message, Oneof, Reserved, Shape, Type};

/// The type with everything that a lock file keeps and nothing else, in the order of a lock file: no
/// comments, no places, no notes of deprecations; fields by number, all else by name.
pub(crate) fn normal(ty: &Type) -> Type {
    Type {
        package: ty.package.clone(),
        path: ty.path.clone(),
        name: ty.name.clone(),
        doc: String::new(),
        deprecated: flag(ty.deprecated.as_ref()),
        shape: match &ty.shape {
            Shape::Message(message) => Shape::Message(message_of(message)),
            Shape::Enum(values) => Shape::Enum(enum_of(values)),
        },
        reserved: reserved(&ty.reserved),
        event: ty.event.clone().map(|mut event| {
            event.aliases = sorted(&event.aliases);
            event
        }),
        place: None,
    }
}

fn message_of(message: &Message) -> Message {
    let mut order: Vec<usize> = (0..message.oneofs.len()).collect();
    order.sort_by_key(|index| message.oneofs.get(*index).map(|oneof| &oneof.name));
    let mut fields: Vec<Field> = message
        .fields
        .iter()
        .map(|field| {
            let oneof =
                field.oneof.and_then(|old| order.iter().position(|candidate| *candidate == old));
            field_of(field, oneof)
        })
        .collect();
    fields.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
    let oneofs = order
        .iter()
        .filter_map(|index| message.oneofs.get(*index))
        .map(|oneof| Oneof {
            aliases: sorted(&oneof.aliases),
            doc: String::new(),
            place: None,
            ..oneof.clone()
        })
        .collect();
    Message { fields, oneofs, union: message.union }
}

fn field_of(field: &Field, oneof: Option<usize>) -> Field {
    Field {
        aliases: sorted(&field.aliases),
        oneof,
        fixed: field.fixed.clone().map(normal_fixed),
        doc: String::new(),
        deprecated: flag(field.deprecated.as_ref()),
        place: None,
        ..field.clone()
    }
}

fn enum_of(values: &Enum) -> Enum {
    let mut sorted_values: Vec<EnumValue> = values
        .values
        .iter()
        .map(|value| EnumValue {
            aliases: sorted(&value.aliases),
            doc: String::new(),
            deprecated: flag(value.deprecated.as_ref()),
            place: None,
            ..value.clone()
        })
        .collect();
    sorted_values.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
    Enum { values: sorted_values, ..*values }
}

/// Sorted, without duplicates, and neighbours in one range: `2, 3, 4` is `2 to 4`.
fn reserved(reserved: &Reserved) -> Reserved {
    let mut ranges: Vec<(i64, i64)> =
        reserved.numbers.iter().copied().filter(|(low, high)| low <= high).collect();
    ranges.sort_unstable();
    let mut numbers: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match numbers.last_mut() {
            Some((_, last)) if low <= last.saturating_add(1) => *last = high.max(*last),
            _ => numbers.push((low, high)),
        }
    }
    Reserved { numbers, names: sorted(&reserved.names) }
}

/// A number has one spelling.
pub(crate) fn normal_fixed(fixed: Fixed) -> Fixed {
    match fixed {
        Fixed::Int(value) => u64::try_from(value).map_or(Fixed::Int(value), Fixed::UInt),
        other => other,
    }
}

fn flag(deprecated: Option<&String>) -> Option<String> {
    deprecated.map(|_| String::new())
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names.dedup();
    names
}
