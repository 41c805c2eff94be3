//! Messages of prost-reflect with values that a schema allows.
use std::collections::{BTreeMap, HashMap};

use plumberd_schema::model::{Enum, Field, Fixed, Kind, Message, Schema, Shape};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind as Wire, MapKey, MessageDescriptor, Value,
};

/// Makes up messages, the same for the same seed.
pub struct Maker<'a> {
    schema: &'a Schema,
    pool: &'a DescriptorPool,
    state: u64,
    depth: usize,
}

/// What may be absent is absent below.
const DEPTH: usize = 4;

/// What has to be there ends nowhere if it is not below.
const MAX_DEPTH: usize = 12;

const TEXTS: [&str; 7] = ["", "a", "Zoë 🦀", "q\"uo\\te\n", "\u{2028}\0\u{7f}", "  ", "0"];

/// The enum with one value, `null` in JSON.
const NULL: Option<&str> = Some("google.protobuf.NullValue");

/// Numbers that differ, so that a set has all of them.
const DECIMALS: [&str; 6] = [
    "1.10",
    "-0.001",
    "7",
    "79228162514264337593543950335",
    "-120",
    "0.0000000000000000000000000001",
];

impl<'a> Maker<'a> {
    pub fn new(schema: &'a Schema, pool: &'a DescriptorPool, seed: u64) -> Self {
        Self { schema, pool, state: seed, depth: 0 }
    }

    /// A message of the type with this name. Nothing if there is none that is finite, or none at all.
    pub fn message(&mut self, name: &str) -> Option<DynamicMessage> {
        let descriptor = self.pool.get_message_by_name(name)?;
        let ty = self.schema.types.get(name)?;
        let Shape::Message(message) = &ty.shape else { return None };
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let made = self.fields(message, descriptor);
        self.depth -= 1;
        made
    }

    fn fields(
        &mut self,
        message: &Message,
        descriptor: MessageDescriptor,
    ) -> Option<DynamicMessage> {
        let mut made = DynamicMessage::new(descriptor.clone());
        let free = message.fields.iter().filter(|field| field.oneof.is_none());
        for field in free {
            let place = descriptor.get_field(field.number?)?;
            if let Some(value) = self.field(field, &place)? {
                made.set_field(&place, value);
            }
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            if !oneof.required && (self.depth > DEPTH || self.below(4) == 0) {
                continue;
            }
            // An alternative whose JSON is `null` is read as none, as an absent value is.
            let fields: Vec<&Field> =
                message.alternatives(index).filter(|field| field.kind.named() != NULL).collect();
            let first = self.below(fields.len());
            let chosen = (0..fields.len()).find_map(|step| {
                let field = fields.get((first + step) % fields.len())?;
                let place = descriptor.get_field(field.number?)?;
                let value = self.single(&field.kind, &place.kind())?;
                Some((place, value))
            });
            match chosen {
                Some((place, value)) => made.set_field(&place, value),
                None if oneof.required => return None,
                None => {}
            }
        }
        Some(made)
    }

    /// The value of a field, or none where it is absent; nothing at all if it must not be.
    fn field(&mut self, field: &Field, place: &FieldDescriptor) -> Option<Option<Value>> {
        if let Some(fixed) = &field.fixed {
            return Some(Some(constant(fixed, &place.kind())?));
        }
        Some(Some(match &field.kind {
            Kind::Optional(_) if self.depth > DEPTH || self.below(3) == 0 => return Some(None),
            // `null` is read as an absent value, so nobody could tell the two apart.
            Kind::Optional(inner) if inner.named() == NULL => {
                return Some(None);
            }
            Kind::Optional(inner) if **inner == Kind::Json => {
                let value = self.single(inner, &place.kind());
                return Some(value.filter(|value| !is_null(value)));
            }
            Kind::Optional(inner) => return Some(self.single(inner, &place.kind())),
            Kind::List(inner) => Value::List(self.items(inner, place)),
            Kind::Set(inner) => {
                let mut distinct: Vec<Value> = Vec::new();
                for item in self.items(inner, place) {
                    // No two messages are made equal by what is not on the wire.
                    if !distinct.contains(&item) {
                        distinct.push(item);
                    }
                }
                Value::List(distinct)
            }
            Kind::Array(inner, length) => {
                let items = (0..*length).map(|_| self.single(inner, &place.kind()));
                Value::List(items.collect::<Option<_>>()?)
            }
            Kind::Map(key, value) => Value::Map(self.entries(key, value, place)?),
            kind => self.single(kind, &place.kind())?,
        }))
    }

    fn items(&mut self, kind: &Kind, place: &FieldDescriptor) -> Vec<Value> {
        if self.depth > DEPTH {
            return Vec::new();
        }
        (0..self.below(4)).filter_map(|_| self.single(kind, &place.kind())).collect()
    }

    fn entries(
        &mut self,
        key: &Kind,
        value: &Kind,
        place: &FieldDescriptor,
    ) -> Option<HashMap<MapKey, Value>> {
        let Wire::Message(entry) = place.kind() else { return None };
        let (keys, values) =
            (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
        let count = if self.depth > DEPTH { 0 } else { self.below(4) };
        Some(
            (0..count)
                .filter_map(|_| {
                    let key = self.single(key, &keys)?.into_map_key()?;
                    Some((key, self.single(value, &values)?))
                })
                .collect(),
        )
    }

    /// A value that is neither absent nor many.
    fn single(&mut self, kind: &Kind, wire: &Wire) -> Option<Value> {
        Some(match kind {
            Kind::Bool => Value::Bool(self.below(2) == 1),
            Kind::Int(bits, _) => {
                let value = self.integer(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
                if *bits == 64 {
                    Value::I64(value.try_into().ok()?)
                } else {
                    Value::I32(value.try_into().ok()?)
                }
            }
            Kind::UInt(bits, _) => {
                let value = self.integer(0, (1 << bits) - 1);
                if *bits == 64 {
                    Value::U64(value.try_into().ok()?)
                } else {
                    Value::U32(value.try_into().ok()?)
                }
            }
            // The largest one, `3.4028235e38`, is too large for prost-reflect, which reads it as a double.
            Kind::F32 => Value::F32(self.one_of(&[
                0.0,
                -0.0,
                1.5,
                3e38,
                1e-45,
                0.1,
                f32::NEG_INFINITY,
                16_777_216.0,
            ])),
            Kind::F64 => Value::F64(self.one_of(&[
                0.0,
                -0.0,
                1.5,
                f64::MAX,
                5e-324,
                0.1,
                f64::INFINITY,
                9_007_199_254_740_993.0,
            ])),
            Kind::String => Value::String(self.one_of(&TEXTS).to_owned()),
            Kind::Bytes => {
                let length = self.one_of(&[0, 1, 2, 3, 40]);
                Value::Bytes((0..length).map(|_| self.next().to_be_bytes()[0]).collect())
            }
            Kind::Uuid => Value::String(self.uuid()),
            Kind::Decimal => Value::String(self.one_of(&DECIMALS).to_owned()),
            Kind::Timestamp => {
                self.time(&[-62_135_596_800, -1, 0, 1_721_000_000, 253_402_300_799], wire)?
            }
            Kind::Duration => {
                self.time(&[-315_576_000_000, -1, 0, 93_784, 315_576_000_000], wire)?
            }
            Kind::Json => self.foreign("google.protobuf.Value", wire)?,
            Kind::Empty => self.foreign("google.protobuf.Empty", wire)?,
            Kind::Named(name) => match self.schema.types.get(name).map(|ty| &ty.shape) {
                Some(Shape::Message(_)) => Value::Message(self.message(name)?),
                Some(Shape::Enum(values)) => Value::EnumNumber(self.number(values)),
                None => self.foreign(name, wire)?,
            },
            _ => return None,
        })
    }

    fn integer(&mut self, low: i128, high: i128) -> i128 {
        let random = low + i128::from(self.next()).rem_euclid(high - low + 1);
        self.one_of(&[0, 1, low, high, random])
    }

    /// A value of the enum, or a number that it keeps without knowing it.
    fn number(&mut self, values: &Enum) -> i32 {
        if values.open && self.below(5) == 0 {
            return self.one_of(&[i32::MAX, i32::MIN, 7_777]);
        }
        values.values.get(self.below(values.values.len())).map_or(0, |value| value.number)
    }

    fn uuid(&mut self) -> String {
        uuid::Uuid::from_u64_pair(self.next(), self.next()).to_string()
    }

    /// Seconds and nanoseconds, with one sign.
    fn time(&mut self, seconds: &[i64], wire: &Wire) -> Option<Value> {
        let Wire::Message(descriptor) = wire else { return None };
        let seconds = self.one_of(seconds);
        let mut nanos = self.one_of(&[0, 500_000_000, 123_000, 1]);
        if descriptor.name() == "Duration" {
            if seconds.abs() == 315_576_000_000 {
                nanos = 0;
            }
            nanos *= if seconds < 0 { -1 } else { 1 };
        }
        let mut made = DynamicMessage::new(descriptor.clone());
        made.set_field_by_name("seconds", Value::I64(seconds));
        made.set_field_by_name("nanos", Value::I32(nanos));
        Some(Value::Message(made))
    }

    /// A value of a type of `google.protobuf`.
    fn foreign(&mut self, name: &str, wire: &Wire) -> Option<Value> {
        let descriptor = match wire {
            Wire::Message(descriptor) => descriptor,
            Wire::Enum(values) => return Some(Value::EnumNumber(values.default_value().number())),
            _ => return None,
        };
        let mut made = DynamicMessage::new(descriptor.clone());
        match name {
            "google.protobuf.Value" => made.transcode_from(&self.json(3)).ok()?,
            "google.protobuf.Struct" => made.transcode_from(&self.object(3)).ok()?,
            "google.protobuf.ListValue" => made.transcode_from(&self.list(3)).ok()?,
            "google.protobuf.FieldMask" => {
                let paths = [vec![], vec!["a.b".to_owned(), "foo_bar".to_owned()]];
                let paths = paths.get(self.below(2)).cloned().unwrap_or_default();
                made.transcode_from(&prost_types::FieldMask { paths }).ok()?;
            }
            // Its JSON is that of a type which nobody names.
            "google.protobuf.Any" => return None,
            // A wrapper, or nothing.
            _ => {
                for field in descriptor.fields() {
                    let Wire::Message(_) = field.kind() else {
                        let kind = Kind::of_scalar(&scalar(&field.kind()))?;
                        let value = self.single(&kind, &field.kind())?;
                        // prost-reflect writes an infinite one as `null`.
                        let is_finite = match value {
                            Value::F32(value) => value.is_finite(),
                            Value::F64(value) => value.is_finite(),
                            _ => true,
                        };
                        if is_finite {
                            made.set_field(&field, value);
                        }
                        continue;
                    };
                    return None;
                }
            }
        }
        Some(Value::Message(made))
    }

    fn json(&mut self, depth: usize) -> prost_types::Value {
        use prost_types::value::Kind as Of;
        let kind = match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => Of::NullValue(0),
            1 => Of::BoolValue(self.below(2) == 1),
            2 => Of::NumberValue(self.one_of(&[0.0, 2.0, 1.5, -1e300, 9_007_199_254_740_991.0])),
            3 => Of::StringValue(self.one_of(&TEXTS).to_owned()),
            4 => Of::ListValue(self.list(depth - 1)),
            _ => Of::StructValue(self.object(depth - 1)),
        };
        prost_types::Value { kind: Some(kind) }
    }

    fn list(&mut self, depth: usize) -> prost_types::ListValue {
        let values = (0..self.below(4)).map(|_| self.json(depth)).collect();
        prost_types::ListValue { values }
    }

    fn object(&mut self, depth: usize) -> prost_types::Struct {
        let fields: BTreeMap<String, prost_types::Value> = (0..self.below(4))
            .map(|_| (self.one_of(&TEXTS).to_owned(), self.json(depth)))
            .collect();
        prost_types::Struct { fields: fields.into_iter().collect() }
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Whether a `google.protobuf.Value` is the one that JSON calls `null`.
fn is_null(value: &Value) -> bool {
    value.as_message().is_some_and(|message| message.has_field_by_name("null_value"))
}

/// `int32` of a wrapper's field.
fn scalar(kind: &Wire) -> String {
    format!("{kind:?}").to_lowercase()
}

/// The one value of a field.
fn constant(fixed: &Fixed, wire: &Wire) -> Option<Value> {
    let number = match fixed {
        Fixed::Text(text) => return Some(Value::String(text.clone())),
        Fixed::Bool(value) => return Some(Value::Bool(*value)),
        Fixed::UInt(value) => i128::from(*value),
        Fixed::Int(value) => i128::from(*value),
    };
    Some(match wire {
        Wire::Int32 | Wire::Sint32 | Wire::Sfixed32 => Value::I32(number.try_into().ok()?),
        Wire::Int64 | Wire::Sint64 | Wire::Sfixed64 => Value::I64(number.try_into().ok()?),
        Wire::Uint32 | Wire::Fixed32 => Value::U32(number.try_into().ok()?),
        Wire::Uint64 | Wire::Fixed64 => Value::U64(number.try_into().ok()?),
        _ => return None,
    })
}
