use plumberd_schema::Kind;
use serde_json::{Map, Number, Value};

use super::last_one_wins;
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::{Reader, WireType, Writer};
use crate::codec::{
    EncodeFault, Failed, Field, FieldRead, Plain, ProtoField, ProtoValue, ProtoValueRead, json,
};

/// Integers beyond this are not exact in a double, which is all that `google.protobuf.Value` has.
const MAX_EXACT: u64 = 1 << 53;

/// Free-form JSON; in Protobuf `google.protobuf.Value`.
impl Field for Value {
    const KIND: Kind = Kind::Json;

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        match self {
            Value::Null => w.null(),
            Value::Bool(value) => w.bool(*value),
            Value::Number(number) => write_number(number, w),
            Value::String(text) => w.str(text),
            Value::Array(items) => w.list(items),
            Value::Object(entries) => {
                let (mark, w) = w.begin_object();
                let w = entries.iter().fold(w, |w, (key, value)| w.entry(|w| w.str(key), value));
                w.end_object(mark)
            }
        }
    }

    fn is_default(&self) -> bool {
        self.is_null()
    }
}

fn write_number<'b, P: Profile>(number: &Number, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
    if let Some(value) = number.as_u64() {
        w.integer(value)
    } else if let Some(value) = number.as_i64() {
        w.integer(value)
    } else if let Some(value) = number.as_f64() {
        w.f64(value)
    } else {
        w.null()
    }
}

/// `serde_json` reads numbers too, but without its feature `float_roundtrip` some are off by the last
/// digit.
fn parse_number(text: &str) -> Option<Number> {
    if !text.contains(['.', 'e', 'E']) && text != "-0" {
        if let Ok(value) = text.parse::<u64>() {
            return Some(value.into());
        }
        if let Ok(value) = text.parse::<i64>() {
            return Some(value.into());
        }
    }
    text.parse().ok().and_then(Number::from_f64)
}

impl<'de> FieldRead<'de> for Value {
    fn null(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(Value::Null)
    }

    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        match r.peek() {
            Some(b'"') => r.text().map(|text| Value::String(text.into_owned())),
            Some(b'{') => {
                let mut entries = Map::new();
                r.entries(|r, key| {
                    entries.insert(key.into_owned(), Value::read_json(r)?);
                    Ok(())
                })?;
                Ok(Value::Object(entries))
            }
            Some(b'[') => r.list().map(Value::Array),
            Some(b't' | b'f') => r.bool().map(Value::Bool),
            Some(b'n') if r.null() => Ok(Value::Null),
            Some(b'-' | b'0'..=b'9') => {
                let text = r.number_text()?;
                match parse_number(text) {
                    Some(number) => Ok(Value::Number(number)),
                    None => Err(r.fail_range(text, "a double")),
                }
            }
            _ => Err(r.fail_type("a value")),
        }
    }

    fn absent(_: ProfileId) -> Option<Self> {
        Some(Value::Null)
    }
}

impl ProtoValue for Value {
    const WIRE: WireType = WireType::Len;

    fn write<'b>(&self, number: u32, w: Writer<'b>) -> Writer<'b> {
        w.nested(number, |w| match self {
            Value::Null => w.varint_field(1, 0),
            Value::Number(value) => match exact_double(value) {
                Some(value) => value.write(2, w),
                None => {
                    let value = value.to_string();
                    w.fail(2, EncodeFault::OutOfRange { value, target: "a double without loss" })
                }
            },
            Value::String(text) => text.write(3, w),
            Value::Bool(value) => value.write(4, w),
            Value::Object(entries) => w.nested(5, |w| write_object(entries, w)),
            Value::Array(items) => w.nested(6, |w| write_array(items, w)),
        })
    }
}

/// The fields of `google.protobuf.Struct`.
pub(super) fn write_object<'b>(entries: &Map<String, Value>, w: Writer<'b>) -> Writer<'b> {
    let entries = entries.iter().rev();
    entries.fold(w, |w, (key, value)| w.nested(1, |w| key.write(1, value.write(2, w))))
}

/// The fields of `google.protobuf.ListValue`.
pub(super) fn write_array<'b>(items: &[Value], w: Writer<'b>) -> Writer<'b> {
    items.iter().rev().fold(w, |w, item| item.write(1, w))
}

fn exact_double(number: &Number) -> Option<f64> {
    let exact = match (number.as_u64(), number.as_i64()) {
        (Some(value), _) => value <= MAX_EXACT,
        (None, Some(value)) => value.unsigned_abs() <= MAX_EXACT,
        (None, None) => true,
    };
    number.as_f64().filter(|_| exact)
}

/// A whole number comes back as an integer, as it was most likely written.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "only when nothing is lost"
)]
fn number_of(value: f64) -> Option<Number> {
    let whole = value as i64;
    if whole as f64 == value
        && whole.unsigned_abs() <= MAX_EXACT
        && !(value == 0.0 && value.is_sign_negative())
    {
        return Some(whole.into());
    }
    Number::from_f64(value)
}

impl<'de> ProtoValueRead<'de> for Value {
    fn read(wire: WireType, r: &mut Reader<'de>) -> Result<Self, Failed> {
        r.expect(wire, WireType::Len)?;
        r.nested(|r| {
            let mut value = Value::Null;
            while let Some(key) = r.next_key()? {
                value = match key.number {
                    1 => {
                        r.enum_number(key.wire)?;
                        Value::Null
                    }
                    2 => {
                        let number = <f64 as ProtoValueRead>::read(key.wire, r)?;
                        match number_of(number) {
                            Some(number) => Value::Number(number),
                            None => return Err(r.fail_range(&number, "a JSON number")),
                        }
                    }
                    3 => Value::String(<String as ProtoValueRead>::read(key.wire, r)?),
                    4 => Value::Bool(<bool as ProtoValueRead>::read(key.wire, r)?),
                    5 => Value::Object(read_object(key.wire, r)?),
                    6 => Value::Array(read_array(key.wire, r)?),
                    _ => {
                        r.skip(key)?;
                        continue;
                    }
                };
            }
            Ok(value)
        })
    }
}

fn read_object(wire: WireType, r: &mut Reader<'_>) -> Result<Map<String, Value>, Failed> {
    r.expect(wire, WireType::Len)?;
    let mut entries = Map::new();
    r.nested(|r| merge_object(&mut entries, r))?;
    Ok(entries)
}

/// Reads the fields of `google.protobuf.Struct`.
pub(super) fn merge_object(
    entries: &mut Map<String, Value>,
    r: &mut Reader<'_>,
) -> Result<(), Failed> {
    while let Some(key) = r.next_key()? {
        if key.number != 1 {
            r.skip(key)?;
            continue;
        }
        r.expect(key.wire, WireType::Len)?;
        r.nested(|r| {
            let (mut name, mut value) = (String::new(), Value::Null);
            while let Some(key) = r.next_key()? {
                match key.number {
                    1 => name = <String as ProtoValueRead>::read(key.wire, r)?,
                    2 => value = <Value as ProtoValueRead>::read(key.wire, r)?,
                    _ => r.skip(key)?,
                }
            }
            entries.insert(name, value);
            Ok(())
        })?;
    }
    Ok(())
}

fn read_array(wire: WireType, r: &mut Reader<'_>) -> Result<Vec<Value>, Failed> {
    r.expect(wire, WireType::Len)?;
    let mut items = Vec::new();
    r.nested(|r| merge_array(&mut items, r))?;
    Ok(items)
}

/// Reads the fields of `google.protobuf.ListValue`.
pub(super) fn merge_array(items: &mut Vec<Value>, r: &mut Reader<'_>) -> Result<(), Failed> {
    while let Some(key) = r.next_key()? {
        match key.number {
            1 => items.push(<Value as ProtoValueRead>::read(key.wire, r)?),
            _ => r.skip(key)?,
        }
    }
    Ok(())
}

impl ProtoField for Value {
    fn write_field<'b>(&self, number: u32, w: Writer<'b>) -> Writer<'b> {
        if self.is_null() { w } else { self.write(number, w) }
    }
}

last_one_wins! { [] Value, Plain; }
