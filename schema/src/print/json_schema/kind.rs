//! The JSON of a field's type.

use serde_json::Value;

use super::Document;
use super::node::{Node, Object};
use crate::model::{Fixed, Kind, Profile};

/// Padded, as it is written.
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

impl Document<'_> {
    pub(super) fn kind(&mut self, kind: &Kind) -> Object {
        let of_type = |name: &str| Object::default().with("type", name);
        let proto3 = self.profile == Profile::Proto3;
        match kind {
            Kind::Empty => of_type("object"),
            Kind::Bool => of_type("boolean"),
            Kind::Int(64, _) if proto3 => {
                of_type("string").with("format", "int64").with("pattern", "^-?[0-9]+$")
            }
            Kind::UInt(64, _) if proto3 => {
                of_type("string").with("format", "uint64").with("pattern", "^[0-9]+$")
            }
            Kind::Int(bits, _) => {
                let shift = 64 - u32::from((*bits).clamp(8, 64));
                of_type("integer")
                    .with("format", format!("int{bits}"))
                    .with("minimum", i64::MIN >> shift)
                    .with("maximum", i64::MAX >> shift)
            }
            Kind::UInt(bits, _) => {
                let shift = 64 - u32::from((*bits).clamp(8, 64));
                of_type("integer")
                    .with("format", format!("uint{bits}"))
                    .with("minimum", 0)
                    .with("maximum", u64::MAX >> shift)
            }
            Kind::F32 => self.float("float"),
            Kind::F64 => self.float("double"),
            Kind::String => of_type("string"),
            Kind::Bytes => {
                of_type("string").with("contentEncoding", "base64").with("pattern", BASE64)
            }
            Kind::Uuid => of_type("string").with("format", "uuid"),
            Kind::Timestamp => of_type("string").with("format", "date-time"),
            Kind::Duration if proto3 => {
                of_type("string").with("pattern", r"^-?[0-9]+(\.[0-9]{1,9})?s$")
            }
            Kind::Duration => of_type("string")
                .with("pattern", r"^-?([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?$"),
            Kind::Decimal if proto3 => of_type("string").with("pattern", r"^-?[0-9]+(\.[0-9]+)?$"),
            Kind::Decimal => of_type("number"),
            Kind::Json => Object::default(),
            Kind::Named(name) => self.named(name),
            Kind::Optional(inner) => {
                let inner = self.kind(inner);
                self.or_null(inner)
            }
            Kind::List(inner) => of_type("array").with("items", self.kind(inner)),
            Kind::Set(inner) => {
                of_type("array").with("items", self.kind(inner)).with("uniqueItems", true)
            }
            Kind::Array(inner, length) => of_type("array")
                .with("items", self.kind(inner))
                .with("minItems", *length as u64)
                .with("maxItems", *length as u64),
            Kind::Map(key, value) => {
                let mut map = of_type("object");
                if let Some(names) = key_names(key) {
                    map.set("propertyNames", names);
                }
                map.with("additionalProperties", self.kind(value))
            }
        }
    }

    fn float(&self, format: &str) -> Object {
        let number = Object::default().with("type", "number").with("format", format);
        if self.profile != Profile::Proto3 {
            return number;
        }
        let words = Node::list(["NaN", "Infinity", "-Infinity"]);
        Object::default().with("anyOf", Node::list([number, Object::default().with("enum", words)]))
    }

    /// Readers take `null` for what is not there; who writes leaves it out, but for Python.
    pub(super) fn or_null(&self, schema: Object) -> Object {
        if self.strict && self.profile != Profile::Py019 {
            return schema;
        }
        let null = Object::default().with("type", "null");
        Object::default().with("anyOf", Node::list([schema, null]))
    }

    /// A value that is the only one.
    pub(super) fn fixed(&self, fixed: &Fixed, kind: &Kind) -> Value {
        let is_text =
            matches!(kind, Kind::Int(64, _) | Kind::UInt(64, _)) && self.profile == Profile::Proto3;
        match fixed {
            Fixed::Text(text) => text.as_str().into(),
            Fixed::Bool(value) => (*value).into(),
            other if is_text => other.to_string().into(),
            Fixed::UInt(value) => (*value).into(),
            Fixed::Int(value) => (*value).into(),
        }
    }
}

/// Keys are always text in JSON.
fn key_names(key: &Kind) -> Option<Object> {
    let pattern = |pattern: &str| Some(Object::default().with("pattern", pattern));
    match key {
        Kind::Int(..) => pattern("^-?[0-9]+$"),
        Kind::UInt(..) => pattern("^[0-9]+$"),
        Kind::Bool => Some(Object::default().with("enum", Node::list(["true", "false"]))),
        Kind::Uuid => Some(Object::default().with("format", "uuid")),
        _ => None,
    }
}

/// The JSON of types that come with Protobuf, in Protobuf's own mapping.
pub(super) fn well_known(name: &str) -> Option<Kind> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Timestamp" => Kind::Timestamp,
        "Duration" => Kind::Duration,
        "Value" => Kind::Json,
        "ListValue" => Kind::List(Box::new(Kind::Json)),
        "Struct" => Kind::Map(Box::new(Kind::String), Box::new(Kind::Json)),
        "Empty" => Kind::Empty,
        "BoolValue" => Kind::Bool,
        "BytesValue" => Kind::Bytes,
        "DoubleValue" => Kind::F64,
        "FloatValue" => Kind::F32,
        "Int32Value" => Kind::INT32,
        "Int64Value" => Kind::INT64,
        "StringValue" | "FieldMask" => Kind::String,
        "UInt32Value" => Kind::UINT32,
        "UInt64Value" => Kind::UINT64,
        _ => return None,
    })
}
