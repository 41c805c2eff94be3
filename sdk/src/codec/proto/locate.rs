//! The names on the way to a place in a message; found afterwards, with the descriptor.

use plumberd_schema::{Kind, TypeDescriptor};

/// The path of a chain of field numbers. A number that is no field of a message, as those inside
/// maps and the messages of Protobuf itself, ends it.
pub(super) fn path_of_numbers(
    numbers: impl Iterator<Item = u32>,
    descriptor: &'static TypeDescriptor,
) -> String {
    let mut path = String::new();
    let mut descriptor = Some(descriptor);
    for number in numbers {
        let Some(field) = descriptor.and_then(|descriptor| descriptor.field_by_number(number))
        else {
            break;
        };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(field.name);
        descriptor = match field.kind.element() {
            Kind::Type(inner) => Some(inner()),
            _ => None,
        };
    }
    path
}

/// The field numbers around an offset, outermost first.
pub(super) fn numbers_at(
    mut bytes: &[u8],
    mut offset: usize,
    mut descriptor: &'static TypeDescriptor,
) -> Vec<u32> {
    let mut numbers = Vec::new();
    'message: loop {
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let Some(key) = varint(bytes, &mut at) else { return numbers };
            let Ok(number) = u32::try_from(key >> 3) else { return numbers };
            let field = descriptor.field_by_number(number);
            let end = match key & 7 {
                0 => varint(bytes, &mut at).map(|_| at),
                1 => Some(at + 8),
                5 => Some(at + 4),
                2 => {
                    let len = varint(bytes, &mut at).and_then(|len| usize::try_from(len).ok());
                    let end = len.and_then(|len| at.checked_add(len));
                    if let (Some(end), Some(field)) = (end, field) {
                        let inside = offset >= at && offset <= end && offset > start;
                        if let (true, Kind::Type(inner), true) =
                            (inside, field.kind.element(), end <= bytes.len())
                        {
                            numbers.push(number);
                            bytes = &bytes[at..end];
                            offset -= at;
                            descriptor = inner();
                            continue 'message;
                        }
                    }
                    end
                }
                _ => None,
            };
            match end {
                Some(end) if end < offset && end <= bytes.len() => at = end,
                _ => {
                    if offset > start && field.is_some() {
                        numbers.push(number);
                    }
                    return numbers;
                }
            }
        }
        return numbers;
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}
