//! Protobuf taken apart into fields, to be put together in other ways that mean the same.

use plumberd::schema::{FieldDescriptor, Kind, Shape, TypeDescriptor, WireFormat};
use proptest::prelude::*;
use proptest::test_runner::TestRng;

/// A field as it stands on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WireField {
    pub(crate) number: u32,
    pub(crate) content: Content,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Varint(u64),
    Fixed64([u8; 8]),
    Fixed32([u8; 4]),
    Len(Vec<u8>),
    Group(Vec<WireField>),
}

pub(crate) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

pub(crate) fn take_varint(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (byte, behind) = rest.split_first().unwrap();
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            break;
        }
    }
    value
}

impl WireField {
    pub(crate) fn new(number: u32, content: Content) -> Self {
        Self { number, content }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let key = |wire: u32| u64::from(self.number << 3 | wire);
        match &self.content {
            Content::Varint(value) => {
                varint(key(0), out);
                varint(*value, out);
            }
            Content::Fixed64(bytes) => {
                varint(key(1), out);
                out.extend_from_slice(bytes);
            }
            Content::Len(bytes) => {
                varint(key(2), out);
                varint(bytes.len() as u64, out);
                out.extend_from_slice(bytes);
            }
            Content::Group(fields) => {
                varint(key(3), out);
                for field in fields {
                    field.write(out);
                }
                varint(key(4), out);
            }
            Content::Fixed32(bytes) => {
                varint(key(5), out);
                out.extend_from_slice(bytes);
            }
        }
    }
}

/// Takes a valid message without groups apart.
pub(crate) fn parse(mut rest: &[u8]) -> Vec<WireField> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let key = take_varint(&mut rest);
        let len = match key & 7 {
            0 => None,
            1 => Some(8),
            2 => Some(usize::try_from(take_varint(&mut rest)).unwrap()),
            5 => Some(4),
            other => panic!("wire type {other}"),
        };
        let content = match len {
            None => Content::Varint(take_varint(&mut rest)),
            Some(len) => {
                let (bytes, behind) = rest.split_at(len);
                rest = behind;
                match key & 7 {
                    1 => Content::Fixed64(bytes.try_into().unwrap()),
                    5 => Content::Fixed32(bytes.try_into().unwrap()),
                    _ => Content::Len(bytes.to_vec()),
                }
            }
        };
        fields.push(WireField::new(u32::try_from(key >> 3).unwrap(), content));
    }
    fields
}

pub(crate) fn to_bytes(fields: &[WireField]) -> Vec<u8> {
    let mut out = Vec::new();
    for field in fields {
        field.write(&mut out);
    }
    out
}

/// The same message, written as another writer may write it: fields in another order, packed lists in
/// pieces, messages in two halves, numbers overwritten, and fields that nobody knows in between.
pub(crate) fn rewrite(bytes: &[u8], descriptor: &TypeDescriptor, rng: &mut TestRng) -> Vec<u8> {
    let mut out: Vec<WireField> = Vec::new();
    for field in parse(bytes) {
        match descriptor.field_by_number(field.number) {
            Some(known) => rewrite_field(field, known, rng, &mut out),
            None => out.push(field),
        }
    }
    shuffle(&mut out, rng);
    for _ in 0..rng.random_range(0..3) {
        let at = rng.random_range(0..=out.len());
        out.insert(at, unknown(rng, 2));
    }
    to_bytes(&out)
}

fn rewrite_field(
    field: WireField,
    known: &FieldDescriptor,
    rng: &mut TestRng,
    out: &mut Vec<WireField>,
) {
    let number = field.number;
    match (field.content, known.kind) {
        (Content::Len(bytes), Kind::List(element) | Kind::Set(element)) => {
            let items = unpack(&bytes, *element, known.wire_format);
            match items {
                Some(items) => out.extend(repack(number, &items, rng)),
                None => {
                    out.push(WireField::new(number, Content::Len(inner(&bytes, *element, rng))));
                }
            }
        }
        (Content::Len(bytes), kind) if message(kind).is_some() => {
            let bytes = inner(&bytes, kind, rng);
            let (first, second) = split(&bytes, kind, rng);
            out.push(WireField::new(number, Content::Len(first)));
            out.extend(second.map(|second| WireField::new(number, Content::Len(second))));
        }
        (content, kind) => {
            let earlier = match (&content, kind) {
                (Content::Varint(_), Kind::Int(32 | 64) | Kind::UInt(32 | 64) | Kind::Bool) => {
                    Some(Content::Varint(1))
                }
                (Content::Len(_), Kind::String) => Some(Content::Len(b"x".to_vec())),
                (Content::Fixed64(_), _) => Some(Content::Fixed64([7; 8])),
                _ => None,
            };
            out.extend(earlier.map(|earlier| WireField::new(number, earlier)));
            out.push(WireField::new(number, content));
        }
    }
}

/// The struct that a kind stands for.
fn message(kind: Kind) -> Option<&'static TypeDescriptor> {
    match kind.required() {
        Kind::Type(descriptor) => {
            Some(descriptor()).filter(|it| !matches!(it.shape, Shape::Enum { .. }))
        }
        _ => None,
    }
}

fn inner(bytes: &[u8], kind: Kind, rng: &mut TestRng) -> Vec<u8> {
    message(kind).map_or_else(|| bytes.to_vec(), |descriptor| rewrite(bytes, descriptor, rng))
}

/// Two messages that are merged into one. What must be there stays in the first.
fn split(bytes: &[u8], kind: Kind, rng: &mut TestRng) -> (Vec<u8>, Option<Vec<u8>>) {
    let fields = parse_with_groups(bytes);
    let descriptor = message(kind).unwrap();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (number, bytes) in fields {
        let moves = descriptor.field_by_number(number).is_some_and(|field| {
            !field.oneof
                && matches!(descriptor.shape, Shape::Message(_))
                && matches!(
                    field.kind,
                    Kind::Bool
                        | Kind::Int(_)
                        | Kind::UInt(_)
                        | Kind::F64
                        | Kind::List(_)
                        | Kind::Map(..)
                        | Kind::Optional(_)
                )
                && descriptor.fields().iter().any(|own| own.number == Some(number))
        });
        // A list keeps its order: once in the second half, always there.
        if moves
            && (number % 2 == u32::from(rng.random::<bool>())
                || second.iter().any(|(n, _)| *n == number))
        {
            second.push((number, bytes));
        } else {
            first.push((number, bytes));
        }
    }
    let join = |half: Vec<(u32, Vec<u8>)>| {
        half.into_iter().flat_map(|(_, bytes)| bytes).collect::<Vec<u8>>()
    };
    let second = if second.is_empty() { None } else { Some(join(second)) };
    (join(first), second)
}

/// The fields of a message with their numbers, each in one piece, also groups.
fn parse_with_groups(bytes: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut fields = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let start = rest;
        let mut depth = 0;
        let number = u32::try_from(take_varint(&mut { rest }) >> 3).unwrap();
        loop {
            let key = take_varint(&mut rest);
            match key & 7 {
                0 => drop(take_varint(&mut rest)),
                1 => rest = &rest[8..],
                2 => {
                    let len = usize::try_from(take_varint(&mut rest)).unwrap();
                    rest = &rest[len..];
                }
                3 => depth += 1,
                4 => depth -= 1,
                _ => rest = &rest[4..],
            }
            if depth == 0 {
                break;
            }
        }
        fields.push((number, start[..start.len() - rest.len()].to_vec()));
    }
    fields
}

/// The elements of a packed list; nothing when the kind is not packed.
fn unpack(bytes: &[u8], element: Kind, format: WireFormat) -> Option<Vec<Content>> {
    let fixed = match (element, format) {
        (Kind::F64, _) | (Kind::Int(64) | Kind::UInt(64), WireFormat::Fixed) => 8,
        (Kind::F32, _) | (Kind::Int(32) | Kind::UInt(32), WireFormat::Fixed) => 4,
        (Kind::Int(_) | Kind::UInt(_) | Kind::Bool, _) => 0,
        (Kind::Type(descriptor), _) if matches!(descriptor().shape, Shape::Enum { .. }) => 0,
        _ => return None,
    };
    let mut items = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        items.push(match fixed {
            0 => Content::Varint(take_varint(&mut rest)),
            len => {
                let (bytes, behind) = rest.split_at(len);
                rest = behind;
                if len == 8 {
                    Content::Fixed64(bytes.try_into().unwrap())
                } else {
                    Content::Fixed32(bytes.try_into().unwrap())
                }
            }
        });
    }
    Some(items)
}

/// Writes elements alone, or in packed runs.
fn repack(number: u32, items: &[Content], rng: &mut TestRng) -> Vec<WireField> {
    let mut out = Vec::new();
    let mut rest = items;
    while !rest.is_empty() {
        let (run, behind) = rest.split_at(rng.random_range(1..=rest.len()));
        rest = behind;
        match run {
            [single] if rng.random() => out.push(WireField::new(number, single.clone())),
            _ => {
                let mut bytes = Vec::new();
                for item in run {
                    match item {
                        Content::Varint(value) => varint(*value, &mut bytes),
                        Content::Fixed64(value) => bytes.extend_from_slice(value),
                        Content::Fixed32(value) => bytes.extend_from_slice(value),
                        Content::Len(_) | Content::Group(_) => {}
                    }
                }
                out.push(WireField::new(number, Content::Len(bytes)));
            }
        }
    }
    out
}

/// Another order, in which fields with one number keep theirs.
fn shuffle(fields: &mut [WireField], rng: &mut TestRng) {
    for round in 1..fields.len() {
        let at = rng.random_range(1..fields.len().max(round + 1).min(fields.len()).max(2));
        if fields[at - 1].number != fields[at].number {
            fields.swap(at - 1, at);
        }
    }
    let at = rng.random_range(0..=fields.len());
    let (head, tail) = fields.split_at(at);
    let together = |number: u32| {
        head.iter().any(|f| f.number == number) && tail.iter().any(|f| f.number == number)
    };
    if !fields.iter().any(|field| together(field.number)) {
        fields.rotate_left(at);
    }
}

/// A field that no type here has.
fn unknown(rng: &mut TestRng, depth: u32) -> WireField {
    let number = [900, 18_999, 536_870_911][rng.random_range(0..3)];
    let content = match rng.random_range(0..if depth == 0 { 4 } else { 5 }) {
        0 => Content::Varint(rng.random()),
        1 => Content::Fixed64(rng.random()),
        2 => Content::Fixed32(rng.random()),
        3 => Content::Len((0..rng.random_range(0..9)).map(|_| rng.random()).collect()),
        _ => Content::Group((0..rng.random_range(0..3)).map(|_| unknown(rng, depth - 1)).collect()),
    };
    WireField::new(number, content)
}
