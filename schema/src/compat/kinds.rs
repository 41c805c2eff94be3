//! How a value of one kind is read as another.

use super::verdict::{Reading, Wire};
use crate::WireFormat;
use crate::model::{Enum, Kind, Schema, Shape};

use Reading::{Misread, Refused, Same};

/// The types of both schemas; of one that both have, the newer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) old: &'a Schema,
    pub(super) new: &'a Schema,
}

impl<'a> Types<'a> {
    fn enumeration(self, kind: &Kind) -> Option<&'a Enum> {
        let Kind::Named(name) = kind else { return None };
        match &self.new.types.get(name).or_else(|| self.old.types.get(name))?.shape {
            Shape::Enum(values) => Some(values),
            Shape::Message(_) => None,
        }
    }

    /// Whether a value has presence of its own in Protobuf.
    pub(super) fn is_message(self, kind: &Kind) -> bool {
        match kind {
            Kind::Timestamp | Kind::Duration | Kind::Json | Kind::Empty => true,
            Kind::Named(_) => self.enumeration(kind).is_none(),
            _ => false,
        }
    }
}

/// How a value that was written as `from` is read as `to`. Presence is looked at elsewhere.
pub(super) fn read(from: &Kind, to: &Kind, wire: Wire, types: Types<'_>) -> Reading {
    if from == to {
        return Same;
    }
    match (from, to) {
        // Free-form JSON takes any.
        (_, Kind::Json) if wire != Wire::Protobuf => Same,
        (Kind::Optional(from), Kind::Optional(to)) => read(from, to, wire, types),
        (from, Kind::Optional(to)) if wire != Wire::Protobuf => read(from, to, wire, types),
        (Kind::Map(from_key, from_value), Kind::Map(to_key, to_value)) => {
            let key = match **to_key {
                // Keys of JSON objects are text.
                Kind::String if wire != Wire::Protobuf => Same,
                _ => read(from_key, to_key, wire, types),
            };
            key.max(read(from_value, to_value, wire, types))
        }
        (Kind::Map(..), _) | (_, Kind::Map(..)) => match wire {
            Wire::Protobuf => Misread,
            _ => Refused,
        },
        _ => match (sequence(from), sequence(to)) {
            (Some(from_element), Some(to_element)) => {
                let container = match (from, to) {
                    (Kind::List(_) | Kind::Array(..) | Kind::Set(_), Kind::List(_))
                    | (Kind::Set(_), Kind::Set(_)) => Same,
                    (Kind::Array(_, a), Kind::Array(_, b)) if a == b => Same,
                    // A set drops what comes twice, an array has its length.
                    _ => Refused,
                };
                container.max(read(from_element, to_element, wire, types))
            }
            // Of text, bytes and messages, Protobuf takes the last one.
            (Some(element), None)
                if wire == Wire::Protobuf && class(element, types) == Class::Len =>
            {
                Misread
            }
            (Some(_), None) | (None, Some(_)) => Refused,
            (None, None) => match wire {
                Wire::Protobuf => protobuf(from, to, types),
                Wire::Json | Wire::ProtoJson => json(from, to, wire, types),
            },
        },
    }
}

fn sequence(kind: &Kind) -> Option<&Kind> {
    match kind {
        Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => Some(inner),
        _ => None,
    }
}

fn json(from: &Kind, to: &Kind, wire: Wire, types: Types<'_>) -> Reading {
    if let Some(values) = types.enumeration(from) {
        return match range(to) {
            Some(to) if wire == Wire::Json && !values.by_name => within(ENUM, to),
            _ => Refused,
        };
    }
    if let Some(values) = types.enumeration(to) {
        return match range(from) {
            Some(from) if values.open => within(from, ENUM),
            _ => Refused,
        };
    }
    match (range(from), range(to)) {
        (Some(from), Some(to)) => return within(from, to),
        (Some(from), None) => {
            return match (to, wire) {
                (Kind::F64, _) => within(from, (-(1 << 53), 1 << 53)),
                (Kind::F32, _) => within(from, (-(1 << 24), 1 << 24)),
                (Kind::Decimal, Wire::Json) => Same,
                _ => Refused,
            };
        }
        _ => {}
    }
    match (from, to) {
        (Kind::F32, Kind::F64) | (Kind::Uuid | Kind::Timestamp | Kind::Duration, Kind::String) => {
            Same
        }
        (Kind::Decimal, Kind::String) if wire == Wire::ProtoJson => Same,
        (Kind::F64, Kind::F32) | (Kind::Bytes, Kind::String) | (Kind::String, Kind::Bytes) => {
            Misread
        }
        _ => Refused,
    }
}

fn protobuf(from: &Kind, to: &Kind, types: Types<'_>) -> Reading {
    let (from_class, to_class) = (class(from, types), class(to, types));
    if from_class.wire_type() != to_class.wire_type() {
        return Refused;
    }
    if let Some(values) = types.enumeration(to) {
        return match (range(from), from_class) {
            (Some(range), Class::Varint) if values.open => within(range, ENUM),
            _ => Misread,
        };
    }
    let from_range = if types.enumeration(from).is_some() { Some(ENUM) } else { bits(from) };
    match (from_range, bits(to)) {
        (Some(from), Some(to)) if from_class == to_class => {
            return if within(from, to) == Same { Same } else { Misread };
        }
        (Some(_), _) | (_, Some(_)) => return Misread,
        (None, None) => {}
    }
    match (from, to) {
        (Kind::Uuid | Kind::Decimal, Kind::String)
        | (Kind::String | Kind::Uuid | Kind::Decimal, Kind::Bytes) => Same,
        (
            Kind::String | Kind::Bytes | Kind::Uuid | Kind::Decimal,
            Kind::String | Kind::Uuid | Kind::Decimal,
        ) => Refused,
        _ => Misread,
    }
}

/// How the bits of a value are made. Only values of one class can be read as each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Varint,
    ZigZag,
    Fixed32,
    Fixed64,
    Float,
    Double,
    Len,
}

impl Class {
    const fn wire_type(self) -> u8 {
        match self {
            Self::Varint | Self::ZigZag => 0,
            Self::Fixed64 | Self::Double => 1,
            Self::Len => 2,
            Self::Fixed32 | Self::Float => 5,
        }
    }
}

fn class(kind: &Kind, types: Types<'_>) -> Class {
    match kind {
        Kind::Int(64, WireFormat::Fixed) | Kind::UInt(64, WireFormat::Fixed) => Class::Fixed64,
        Kind::Int(_, WireFormat::Fixed) | Kind::UInt(_, WireFormat::Fixed) => Class::Fixed32,
        Kind::Int(_, WireFormat::ZigZag) => Class::ZigZag,
        Kind::Bool | Kind::Int(..) | Kind::UInt(..) => Class::Varint,
        Kind::F32 => Class::Float,
        Kind::F64 => Class::Double,
        _ if types.enumeration(kind).is_some() => Class::Varint,
        _ => Class::Len,
    }
}

/// The lowest and the highest value.
type Range = (i128, i128);

const ENUM: Range = (i32::MIN as i128, i32::MAX as i128);

fn range(kind: &Kind) -> Option<Range> {
    match kind {
        Kind::Int(bits, _) => {
            let half = 1_i128 << (bits.clamp(&1, &64) - 1);
            Some((-half, half - 1))
        }
        Kind::UInt(bits, _) => Some((0, (1_i128 << bits.clamp(&1, &64)) - 1)),
        _ => None,
    }
}

/// The same in Protobuf, where a truth value is 0 or 1.
fn bits(kind: &Kind) -> Option<Range> {
    if *kind == Kind::Bool { Some((0, 1)) } else { range(kind) }
}

fn within(inner: Range, outer: Range) -> Reading {
    if outer.0 <= inner.0 && inner.1 <= outer.1 { Same } else { Refused }
}
