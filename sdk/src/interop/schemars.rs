//! `schemars::JsonSchema`, from our descriptors: the JSON of the `micro-plumberd` profile.

use ::schemars::{Schema, SchemaGenerator};
use plumberd_schema::{FieldDescriptor, FixedValue, Kind, Shape, TypeDescriptor};
use serde_json::{Map, Value, json};

pub use ::schemars;

/// The JSON Schema (2020-12) of a described type.
pub fn json_schema(descriptor: &'static TypeDescriptor, generator: &mut SchemaGenerator) -> Schema {
    type_schema(descriptor, generator).try_into().unwrap_or_default()
}

fn type_schema(descriptor: &'static TypeDescriptor, generator: &mut SchemaGenerator) -> Value {
    let mut schema = match descriptor.shape {
        Shape::Message(fields) => message(fields, generator),
        Shape::Oneof(alternatives) => oneof(alternatives, generator),
        // What is written; both numbers and names are read.
        Shape::Enum { values, open, by_name: false } => {
            let numbers: Vec<i32> = values.iter().map(|value| value.number).collect();
            if open {
                json!({"type": "integer", "examples": numbers})
            } else {
                json!({"enum": numbers})
            }
        }
        Shape::Enum { values, open, by_name: true } => {
            let names: Vec<&str> = values.iter().map(|value| value.name).collect();
            if open {
                json!({"anyOf": [{"enum": names}, {"type": "integer"}]})
            } else {
                json!({"enum": names})
            }
        }
        _ => json!({}),
    };
    describe(&mut schema, descriptor.doc, descriptor.deprecated.is_some());
    schema
}

fn message(fields: &'static [FieldDescriptor], generator: &mut SchemaGenerator) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = match field.fixed {
            Some(value) => constant(value),
            None => kind_schema(field.kind, generator),
        };
        describe(&mut schema, field.doc, field.deprecated.is_some());
        properties.insert(field.json_name().into(), schema);
        if !field.default && !matches!(field.kind, Kind::Optional(_) | Kind::Json) {
            required.push(field.json_name());
        }
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn constant(value: FixedValue) -> Value {
    match value {
        FixedValue::Text(text) => json!({ "const": text }),
        FixedValue::Int(number) => json!({ "const": number }),
        FixedValue::UInt(number) => json!({ "const": number }),
        FixedValue::Bool(value) => json!({ "const": value }),
    }
}

fn oneof(alternatives: &'static [FieldDescriptor], generator: &mut SchemaGenerator) -> Value {
    let schemas: Vec<Value> = alternatives
        .iter()
        .map(|field| {
            let name = field.json_name();
            let mut properties = Map::new();
            properties.insert("Kind".into(), json!({"const": name}));
            let mut required = vec!["Kind"];
            if !matches!(field.kind, Kind::Empty) {
                properties.insert(name.into(), kind_schema(field.kind, generator));
                required.push(name);
            }
            json!({"type": "object", "properties": properties, "required": required})
        })
        .collect();
    json!({ "oneOf": schemas })
}

fn kind_schema(kind: Kind, generator: &mut SchemaGenerator) -> Value {
    match kind {
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Int(bits) => json!({"type": "integer", "format": format!("int{bits}")}),
        Kind::UInt(bits) => {
            json!({"type": "integer", "format": format!("uint{bits}"), "minimum": 0})
        }
        Kind::F32 => json!({"type": "number", "format": "float"}),
        Kind::F64 => json!({"type": "number", "format": "double"}),
        Kind::String => json!({"type": "string"}),
        Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
        Kind::Uuid => json!({"type": "string", "format": "uuid"}),
        Kind::Timestamp => json!({"type": "string", "format": "date-time"}),
        Kind::Duration => {
            json!({"type": "string", "pattern": r"^-?([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?$"})
        }
        Kind::Decimal => json!({"type": "number"}),
        Kind::Optional(inner) => {
            let inner = kind_schema(*inner, generator);
            json!({"anyOf": [inner, {"type": "null"}]})
        }
        Kind::List(inner) => json!({"type": "array", "items": kind_schema(*inner, generator)}),
        Kind::Array(inner, len) => {
            json!({"type": "array", "items": kind_schema(*inner, generator), "minItems": len, "maxItems": len})
        }
        Kind::Set(inner) => {
            json!({"type": "array", "items": kind_schema(*inner, generator), "uniqueItems": true})
        }
        Kind::Map(_, inner) => {
            json!({"type": "object", "additionalProperties": kind_schema(*inner, generator)})
        }
        Kind::Type(descriptor) => reference(descriptor(), generator),
        Kind::Foreign(name) => foreign(name),
        _ => json!({}),
    }
}

/// A reference to a definition of its own, so that a recursive type ends.
fn reference(descriptor: &'static TypeDescriptor, generator: &mut SchemaGenerator) -> Value {
    let name = descriptor.name;
    if !generator.definitions().contains_key(name) {
        generator.definitions_mut().insert(name.into(), Value::Bool(true));
        let schema = type_schema(descriptor, generator);
        generator.definitions_mut().insert(name.into(), schema);
    }
    json!({"$ref": format!("#/$defs/{name}")})
}

fn describe(schema: &mut Value, doc: &str, deprecated: bool) {
    if let Value::Object(entries) = schema {
        if !doc.is_empty() {
            entries.insert("description".into(), doc.into());
        }
        if deprecated {
            entries.insert("deprecated".into(), true.into());
        }
    }
}

#[doc(hidden)]
#[macro_export]
macro_rules! __interop_schemars {
    (($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::interop::schemars::schemars::JsonSchema for $type
        where
            $type: $crate::__private::Data,
            $($bounds)*
        {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(<$type as $crate::__private::Data>::NAME)
            }

            fn json_schema(
                generator: &mut $crate::interop::schemars::schemars::SchemaGenerator,
            ) -> $crate::interop::schemars::schemars::Schema {
                $crate::interop::schemars::json_schema(<$type as $crate::__private::Data>::DESCRIPTOR, generator)
            }
        }
    };
}

/// The types of `google.protobuf` that a message can have in JSON.
fn foreign(name: &str) -> Value {
    match name.strip_prefix("google.protobuf.").unwrap_or(name) {
        "BoolValue" => json!({"type": "boolean"}),
        "BytesValue" => json!({"type": "string", "contentEncoding": "base64"}),
        "DoubleValue" | "FloatValue" => json!({"type": "number"}),
        "Int32Value" | "Int64Value" | "UInt32Value" | "UInt64Value" => json!({"type": "integer"}),
        "StringValue" | "FieldMask" => json!({"type": "string"}),
        "Empty" | "Struct" => json!({"type": "object"}),
        "ListValue" => json!({"type": "array"}),
        "NullValue" => json!({"type": "null"}),
        "Any" => json!({
            "type": "object",
            "properties": {
                "TypeUrl": {"type": "string"},
                "Value": {"type": "string", "contentEncoding": "base64"},
            },
            "required": ["TypeUrl", "Value"],
        }),
        _ => json!({}),
    }
}
