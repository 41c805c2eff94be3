//! The names on the way to a place in a message; found afterwards, with the descriptor.

use plumberd_schema::{FieldDescriptor, Kind, TypeDescriptor};

/// What a length encloses.
#[derive(Clone, Copy)]
enum Level {
    Message(&'static TypeDescriptor),
    /// An entry of a map, whose value has this kind.
    Entry(Kind),
    /// A message of Protobuf's own, text, or numbers: nothing in it has a name.
    Leaf,
}

impl Level {
    /// What is inside of a field.
    fn inside(kind: Kind) -> Self {
        match kind.required() {
            Kind::Map(_, value) => Self::Entry(*value),
            kind => match kind.element() {
                Kind::Type(descriptor) => Self::Message(descriptor()),
                _ => Self::Leaf,
            },
        }
    }

    /// The name of the field with this number, if it has one, and what is inside of it. Nothing when
    /// there is no such field.
    fn field(self, number: u32) -> Option<(Option<&'static str>, Self)> {
        match self {
            Self::Message(descriptor) => {
                let field: &FieldDescriptor = descriptor.field_by_number(number)?;
                Some((Some(field.name), Self::inside(field.kind)))
            }
            Self::Entry(value) if number == 2 => Some((None, Self::inside(value))),
            Self::Entry(_) | Self::Leaf => None,
        }
    }
}

/// The path of a chain of field numbers, as far as they have names.
pub(super) fn path_of_numbers(
    numbers: impl Iterator<Item = u32>,
    descriptor: &'static TypeDescriptor,
) -> String {
    let mut path = String::new();
    let mut level = Level::Message(descriptor);
    for number in numbers {
        let Some((name, inside)) = level.field(number) else { break };
        if let Some(name) = name {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        level = inside;
    }
    path
}

/// The field numbers around an offset, outermost first: those of the messages around it, which
/// are `depth`, and of the field in the innermost.
pub(super) fn numbers_at(
    mut bytes: &[u8],
    mut offset: usize,
    descriptor: &'static TypeDescriptor,
    depth: usize,
) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut level = Level::Message(descriptor);
    'message: loop {
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let Some(key) = varint(bytes, &mut at) else { return numbers };
            let Ok(number) = u32::try_from(key >> 3) else { return numbers };
            let field = level.field(number);
            let end = match key & 7 {
                0 => varint(bytes, &mut at).map(|_| at),
                1 => Some(at + 8),
                3 => group_end(bytes, at),
                5 => Some(at + 4),
                2 => {
                    let len = varint(bytes, &mut at).and_then(|len| usize::try_from(len).ok());
                    let end = len.and_then(|len| at.checked_add(len));
                    if let (Some(end), Some((_, inside))) = (end, field) {
                        let around = offset >= at && offset <= end && offset > start;
                        let enters = !matches!(inside, Level::Leaf) && numbers.len() < depth;
                        if around && enters && end <= bytes.len() {
                            numbers.push(number);
                            bytes = &bytes[at..end];
                            offset -= at;
                            level = inside;
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

/// Where a group ends whose content begins here.
fn group_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 1;
    while open > 0 {
        match varint(bytes, &mut at)? & 7 {
            0 => drop(varint(bytes, &mut at)?),
            1 => at += 8,
            2 => {
                let len = varint(bytes, &mut at)?;
                at = at.checked_add(usize::try_from(len).ok()?)?;
            }
            3 => open += 1,
            4 => open -= 1,
            5 => at += 4,
            _ => return None,
        }
    }
    Some(at)
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
