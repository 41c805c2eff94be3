//! The verdicts about kinds, against what Protobuf and JSON do with values.

use plumberd_schema::WireFormat;
use plumberd_schema::compat::{Direction, Verdict, Wire, compare};
use plumberd_schema::model::{Field, Kind, Schema};

use super::base::{event, message};

const KINDS: [&str; 17] = [
    "bool", "int8", "int16", "int32", "int64", "sint32", "sint64", "sfixed32", "sfixed64", "uint8",
    "uint16", "uint32", "uint64", "fixed32", "fixed64", "float", "double",
];

const VALUES: [i128; 15] = [
    0,
    1,
    2,
    -1,
    -128,
    127,
    255,
    -32_768,
    65_535,
    i32::MIN as i128,
    i32::MAX as i128,
    u32::MAX as i128,
    i64::MIN as i128,
    i64::MAX as i128,
    u64::MAX as i128,
];

/// What stands on the wire.
#[derive(PartialEq)]
enum Encoded {
    Varint(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
}

fn bits(kind: &Kind) -> u8 {
    match kind {
        Kind::Int(bits, _) | Kind::UInt(bits, _) => *bits,
        _ => 1,
    }
}

fn holds(kind: &Kind, value: i128) -> bool {
    match kind {
        Kind::Bool => (0..=1).contains(&value),
        Kind::Int(bits, _) => (-(1 << (bits - 1))..1 << (bits - 1)).contains(&value),
        Kind::UInt(bits, _) => (0..1 << bits).contains(&value),
        // Whole numbers that a float has exactly.
        Kind::F32 => (-(1 << 24)..=1 << 24).contains(&value),
        _ => (-(1 << 53)..=1 << 53).contains(&value),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "this is what encoding an integer means"
)]
fn encode(kind: &Kind, value: i128) -> Encoded {
    match kind {
        Kind::F32 => Encoded::Four((value as f32).to_le_bytes()),
        Kind::F64 => Encoded::Eight((value as f64).to_le_bytes()),
        Kind::Int(64, WireFormat::Fixed) | Kind::UInt(64, WireFormat::Fixed) => {
            Encoded::Eight((value as u64).to_le_bytes())
        }
        Kind::Int(_, WireFormat::Fixed) | Kind::UInt(_, WireFormat::Fixed) => {
            Encoded::Four((value as u32).to_le_bytes())
        }
        Kind::Int(_, WireFormat::ZigZag) => {
            let value = value as i64;
            Encoded::Varint(((value << 1) ^ (value >> 63)) as u64)
        }
        _ => Encoded::Varint(value as i64 as u64),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "this is what decoding an integer means"
)]
fn decode(kind: &Kind, encoded: &Encoded) -> Option<i128> {
    let narrow =
        |value: i64| i128::from(if bits(kind) == 64 { value } else { i64::from(value as i32) });
    let value = match (kind, encoded) {
        (Kind::F32, Encoded::Four(bytes)) => whole(f64::from(f32::from_le_bytes(*bytes)))?,
        (Kind::F64, Encoded::Eight(bytes)) => whole(f64::from_le_bytes(*bytes))?,
        (Kind::Bool, Encoded::Varint(value)) => i128::from(*value != 0),
        (Kind::Int(64, WireFormat::Fixed), Encoded::Eight(bytes)) => {
            i128::from(i64::from_le_bytes(*bytes))
        }
        (Kind::UInt(64, WireFormat::Fixed), Encoded::Eight(bytes)) => {
            i128::from(u64::from_le_bytes(*bytes))
        }
        (Kind::Int(bits, WireFormat::Fixed), Encoded::Four(bytes)) if *bits < 64 => {
            i128::from(i32::from_le_bytes(*bytes))
        }
        (Kind::UInt(bits, WireFormat::Fixed), Encoded::Four(bytes)) if *bits < 64 => {
            i128::from(u32::from_le_bytes(*bytes))
        }
        (Kind::Int(_, WireFormat::ZigZag), Encoded::Varint(value)) => {
            narrow(((value >> 1) as i64) ^ -((value & 1) as i64))
        }
        (Kind::Int(_, WireFormat::Plain), Encoded::Varint(value)) => narrow(*value as i64),
        (Kind::UInt(64, WireFormat::Plain), Encoded::Varint(value)) => i128::from(*value),
        (Kind::UInt(_, WireFormat::Plain), Encoded::Varint(value)) => i128::from(*value as u32),
        _ => return None,
    };
    holds(kind, value).then_some(value)
}

#[allow(clippy::cast_possible_truncation, reason = "it is whole")]
fn whole(value: f64) -> Option<i128> {
    (value.fract() == 0.0).then_some(value as i128)
}

fn schema(kind: &Kind) -> Schema {
    let ty = message("a.v1", "A", vec![Field::new("x", Some(1), kind.clone())]);
    let mut schema = Schema::default();
    schema.insert(plumberd_schema::model::Type { event: Some(event("A", 1)), ..ty });
    schema
}

/// The verdict for a reader of `to` and what `from` wrote.
fn verdict(from: &Kind, to: &Kind, wire: Wire) -> Verdict {
    let changes = compare(&schema(from), &schema(to));
    assert_eq!(changes.len(), 1, "{from} to {to}: {changes:?}");
    changes[0].verdicts.verdict(Direction::NewReader, wire)
}

#[test]
fn protobuf_reads_the_same_value_exactly_where_the_verdict_is_safe() {
    let mut pairs = 0;
    for from in KINDS {
        for to in KINDS.into_iter().filter(|to| *to != from) {
            let (from, to): (Kind, Kind) = (from.parse().unwrap(), to.parse().unwrap());
            let same = VALUES
                .into_iter()
                .filter(|value| holds(&from, *value))
                .all(|value| decode(&to, &encode(&from, value)) == Some(value));
            let verdict = verdict(&from, &to, Wire::Protobuf);
            assert_eq!(verdict == Verdict::Safe, same, "{from} to {to}: {verdict}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, 17 * 16);
}

#[test]
fn json_reads_the_same_value_exactly_where_the_verdict_is_safe() {
    for from in &KINDS[1..] {
        for to in KINDS[1..].iter().filter(|to| *to != from) {
            let (from, to): (Kind, Kind) = (from.parse().unwrap(), to.parse().unwrap());
            let is_float = |kind: &Kind| matches!(kind, Kind::F32 | Kind::F64);
            // A number that the one can have and the other cannot; a float has fractions too.
            let fits = VALUES
                .into_iter()
                .chain([(1 << 24) + 1, (1 << 53) + 1])
                .filter(|value| holds(&from, *value))
                .all(|value| holds(&to, value));
            let same = fits && (!is_float(&from) || (is_float(&to) && from == Kind::F32));
            let verdict = verdict(&from, &to, Wire::Json);
            assert_eq!(verdict == Verdict::Safe, same, "{from} to {to}: {verdict}");
        }
    }
}
