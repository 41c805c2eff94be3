use plumberd::store::{ContentType, NewEvent};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd_wire::types::value::Kind;
use plumberd_wire::types::{ListValue, Struct, Value};
use plumberd_wire::v2::streams::{AppendRecord, SchemaFormat};
use prost::Message;
use serde_json::{Map, Number, Value as Json};
use tonic::Status;
use uuid::Uuid;

use super::fault;

/// How deep properties may be nested.
const DEPTH: usize = 64;

/// An event, and its size as `KurrentDB` counts it.
pub(super) fn event(
    stream: &StreamName,
    record: AppendRecord,
    limit: usize,
) -> Result<(NewEvent, usize), Status> {
    let refused = |text: String| Status::invalid_argument(text);
    let AppendRecord { record_id, properties, schema, data, .. } = record;
    let id = match record_id {
        None => Uuid::now_v7(),
        Some(text) => match Uuid::try_parse(&text) {
            Ok(id) if !id.is_nil() => id,
            _ => return Err(refused(format!("The record_id `{text}` is no UUID, or is nil"))),
        },
    };
    let Some(schema) = schema.filter(|schema| !schema.name.is_empty()) else {
        return Err(refused(format!("Record {id} has no schema with a name")));
    };
    let (format, content_type) = match schema.format() {
        SchemaFormat::Json => ("Json", ContentType::Json),
        SchemaFormat::Protobuf => ("Protobuf", ContentType::Binary),
        SchemaFormat::Avro => ("Avro", ContentType::Binary),
        SchemaFormat::Bytes => ("Bytes", ContentType::Binary),
        SchemaFormat::Unspecified => {
            return Err(refused(format!("The schema of record {id} has no format that is known")));
        }
    };
    let properties = Struct { fields: properties };
    let size = data.len() + properties.encoded_len() + schema.name.len();
    if size > limit {
        return Err(fault::record_too_large(stream, id, size, limit));
    }
    let mut metadata = Map::new();
    for (key, value) in properties.fields {
        let value = json(value, DEPTH)
            .ok_or_else(|| refused(format!("Property `{key}` of record {id} is no JSON")))?;
        metadata.insert(key, value);
    }
    metadata.insert("$schema.name".to_owned(), Json::from(schema.name.as_str()));
    metadata.insert("$schema.format".to_owned(), Json::from(format));
    if let Some(id) = schema.id {
        metadata.insert("$schema.id".to_owned(), Json::from(id));
    }
    let event = NewEvent {
        id,
        event_type: schema.name.into(),
        content_type,
        data,
        metadata: Json::Object(metadata).to_string().into(),
    };
    Ok((event, size))
}

/// A value as JSON; nothing when it is nested too deep, or is a number that JSON does not have.
fn json(value: Value, depth: usize) -> Option<Json> {
    let depth = depth.checked_sub(1)?;
    Some(match value.kind? {
        Kind::NullValue(_) => Json::Null,
        Kind::BoolValue(it) => Json::Bool(it),
        Kind::StringValue(text) => Json::String(text),
        Kind::NumberValue(number) => Json::Number(numeric(number)?),
        Kind::ListValue(ListValue { values }) => {
            Json::Array(values.into_iter().map(|value| json(value, depth)).collect::<Option<_>>()?)
        }
        Kind::StructValue(Struct { fields }) => Json::Object(
            fields
                .into_iter()
                .map(|(key, value)| Some((key, json(value, depth)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// Whole numbers are written without a fraction.
fn numeric(number: f64) -> Option<Number> {
    /// Up to here, each whole number is a double of its own.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
        return Some(Number::from(number as i64));
    }
    Number::from_f64(number)
}

/// An expectation as v2 numbers it.
pub(super) fn expected(number: i64) -> Result<ExpectedRevision, Status> {
    match number {
        -1 => Ok(ExpectedRevision::NoStream),
        -2 => Ok(ExpectedRevision::Any),
        -4 => Ok(ExpectedRevision::Exists),
        _ => u64::try_from(number).map(ExpectedRevision::Exact).map_err(|_| {
            Status::invalid_argument(format!(
                "{number} is no expected revision; use one from 0, -1 (no stream), -2 (any) or -4 (exists)"
            ))
        }),
    }
}

pub(super) fn stream_name(name: &str) -> Result<StreamName, Status> {
    StreamName::parse(name).map_err(|error| Status::invalid_argument(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: Kind) -> Value {
        Value { kind: Some(kind) }
    }

    #[test]
    fn values_are_json() {
        let number =
            |number| json(value(Kind::NumberValue(number)), 9).map(|json| json.to_string());
        assert_eq!(number(42.0).as_deref(), Some("42"));
        assert_eq!(number(-0.5).as_deref(), Some("-0.5"));
        assert_eq!(number(1e300).as_deref(), Some("1e+300"));
        assert_eq!(number(f64::NAN), None);
        assert_eq!(json(Value { kind: None }, 9), None);
        assert_eq!(json(value(Kind::NullValue(0)), 9), Some(Json::Null));
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| {
            (1..depth).fold(value(Kind::BoolValue(true)), |inner, _| {
                value(Kind::ListValue(ListValue { values: vec![inner] }))
            })
        };
        assert!(json(nested(DEPTH), DEPTH).is_some());
        assert!(json(nested(DEPTH + 1), DEPTH).is_none());
    }
}
