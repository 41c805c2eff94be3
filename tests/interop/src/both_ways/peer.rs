//! prost-reflect: its bytes and its JSON.
use std::cmp::Ordering;

use plumberd_schema::model::{Kind, Schema};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage, Value};
use serde_json::Value as Json;
use serde_value::Value as Token;

use crate::report::Outcome;

pub fn decode(descriptor: &MessageDescriptor, bytes: &[u8]) -> Outcome<DynamicMessage> {
    DynamicMessage::decode(descriptor.clone(), bytes).map_err(|error| error.to_string())
}

/// The canonical JSON.
pub fn to_json(message: &DynamicMessage) -> Outcome<Json> {
    serde_json::to_value(message).map_err(|error| error.to_string())
}

pub fn from_json(descriptor: &MessageDescriptor, text: &str) -> Outcome<DynamicMessage> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    DynamicMessage::deserialize(
        descriptor.clone(),
        serde_value::ValueDeserializer::<serde_value::DeserializerError>::new(token(json)?),
    )
    .map_err(|error| format!("{error}\n  {text}"))
}

/// JSON with numbers as other readers find them: with `arbitrary_precision`, serde_json calls them texts.
fn token(json: Json) -> Outcome<Token> {
    Ok(match json {
        Json::Null => Token::Unit,
        Json::Bool(value) => Token::Bool(value),
        Json::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(value), ..) => Token::U64(value),
            (_, Some(value), _) => Token::I64(value),
            (_, _, Some(value)) => Token::F64(value),
            _ => return Err(format!("no number: {number}")),
        },
        Json::String(text) => Token::String(text),
        Json::Array(items) => Token::Seq(items.into_iter().map(token).collect::<Outcome<_>>()?),
        Json::Object(entries) => Token::Map(
            entries
                .into_iter()
                .map(|(key, value)| Ok((Token::String(key), token(value)?)))
                .collect::<Outcome<_>>()?,
        ),
    })
}

/// The message as it is compared: its sets in one order, for nobody promises one, and a default value that is
/// no different from none gone: a constant is written although it is one, and a plain `Duration` of zero or a
/// plain `Value` that is `null` is not, for both are what an absent field is read as.
pub fn sorted(schema: &Schema, mut message: DynamicMessage) -> DynamicMessage {
    let fields =
        schema.types.get(message.descriptor().full_name()).map_or(&[][..], |ty| ty.fields());
    for descriptor in message.descriptor().fields() {
        let kind = fields
            .iter()
            .find(|field| field.number == Some(descriptor.number()) && field.oneof.is_none())
            .map(|field| &field.kind);
        let is_zero = match (kind, &*message.get_field(&descriptor)) {
            (Some(Kind::Duration), Value::Message(value)) => value.encoded_len() == 0,
            (Some(Kind::Json), Value::Message(value)) => value.has_field_by_name("null_value"),
            _ => false,
        };
        if is_zero || !message.has_field(&descriptor) {
            message.clear_field(&descriptor);
        }
    }
    for (descriptor, value) in message.fields_mut() {
        let field = fields.iter().find(|field| field.number == Some(descriptor.number()));
        sort(schema, field.is_some_and(|field| matches!(field.kind, Kind::Set(_))), value);
    }
    message
}

fn sort(schema: &Schema, is_set: bool, value: &mut Value) {
    match value {
        Value::Message(message) => *message = sorted(schema, message.clone()),
        Value::Map(entries) => entries.values_mut().for_each(|value| sort(schema, false, value)),
        Value::List(items) => {
            items.iter_mut().for_each(|item| sort(schema, false, item));
            if is_set {
                items.sort_by_cached_key(text);
            }
        }
        _ => {}
    }
}

/// A value as text. `Debug` of a message includes its type, and that of one that holds itself has no end.
fn text(value: &Value) -> String {
    match value {
        Value::Message(message) => show(message),
        value => format!("{value:?}"),
    }
}

pub fn show(message: &DynamicMessage) -> String {
    to_json(message).map_or_else(|error| error, |json| json.to_string())
}

/// Whether our JSON is theirs.
pub fn same(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        // `2` and `2.0`.
        (Json::Number(ours), Json::Number(theirs)) => {
            ours == theirs
                || ours
                    .as_f64()
                    .zip(theirs.as_f64())
                    .is_some_and(|(a, b)| a.total_cmp(&b) == Ordering::Equal)
        }
        (Json::Array(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Json::Object(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, a)| theirs.get(key).is_some_and(|b| same(a, b)))
        }
        _ => ours == theirs,
    }
}
