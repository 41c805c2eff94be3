use crate::model::{Kind, Schema, Shape, Type};

use super::error::Skipped;
use super::source::{Element, Label};

/// How a field is declared in Protobuf.
pub(super) struct Form {
    pub(super) label: Label,
    pub(super) key: Option<String>,
    pub(super) element: Element,
    /// What a compiler takes the field for when it is told nothing more, without `Optional`.
    pub(super) plain: Kind,
}

impl Form {
    /// Nothing for what Protobuf does not have.
    pub(super) fn of(kind: &Kind, in_oneof: bool, schema: &Schema) -> Option<Self> {
        let element = |kind: &Kind| {
            let single = !matches!(kind, Kind::Optional(_)) && !kind.is_repeated();
            single.then(|| element(kind, in_oneof, schema)).flatten()
        };
        Some(match kind {
            Kind::Map(key, value) => {
                let (key, plain_key) = element(key)?;
                let (value, plain) = element(value)?;
                let Element::Scalar(key) = key else { return None };
                if matches!(key.as_str(), "float" | "double" | "bytes") {
                    return None;
                }
                Self {
                    label: Label::Repeated,
                    key: Some(key),
                    element: value,
                    plain: Kind::Map(Box::new(plain_key), Box::new(plain)),
                }
            }
            Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => {
                let (element, plain) = element(inner)?;
                let plain = Kind::List(Box::new(plain));
                Self { label: Label::Repeated, key: None, element, plain }
            }
            Kind::Optional(inner) => {
                let (element, plain) = element(inner)?;
                // A message has presence anyway.
                let label = match element {
                    Element::Message(_) => Label::None,
                    _ => Label::Optional,
                };
                Self { label, key: None, element, plain }
            }
            kind => {
                let (element, plain) = element(kind)?;
                Self { label: Label::None, key: None, element, plain }
            }
        })
    }
}

fn element(kind: &Kind, in_oneof: bool, schema: &Schema) -> Option<(Element, Kind)> {
    let name = kind.proto_type()?.into_owned();
    if let (false, Some(plain)) = (matches!(kind, Kind::Named(_)), Kind::of_scalar(&name)) {
        return Some((Element::Scalar(name), plain));
    }
    let plain = match name.as_str() {
        "google.protobuf.Timestamp" => Kind::Timestamp,
        "google.protobuf.Duration" => Kind::Duration,
        "google.protobuf.Value" => Kind::Json,
        "google.protobuf.Empty" if in_oneof => Kind::Empty,
        name => Kind::Named(name.to_owned()),
    };
    let is_enum = match schema.types.get(&name) {
        Some(ty) => matches!(ty.shape, Shape::Enum(_)),
        None => matches!(name.as_str(), "google.protobuf.NullValue" | "google.protobuf.Syntax"),
    };
    let element = if is_enum { Element::Enum(name) } else { Element::Message(name) };
    Some((element, plain))
}

/// The file of a type that comes with every Protobuf compiler.
pub(in crate::print) fn well_known(name: &str) -> Option<&'static str> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Any" => "google/protobuf/any.proto",
        "Duration" => "google/protobuf/duration.proto",
        "Empty" => "google/protobuf/empty.proto",
        "FieldMask" => "google/protobuf/field_mask.proto",
        "SourceContext" => "google/protobuf/source_context.proto",
        "Struct" | "Value" | "ListValue" | "NullValue" => "google/protobuf/struct.proto",
        "Timestamp" => "google/protobuf/timestamp.proto",
        "Type" | "Field" | "Enum" | "EnumValue" | "Option" | "Syntax" => {
            "google/protobuf/type.proto"
        }
        "BoolValue" | "BytesValue" | "DoubleValue" | "FloatValue" | "Int32Value" | "Int64Value"
        | "StringValue" | "UInt32Value" | "UInt64Value" => "google/protobuf/wrappers.proto",
        _ => return None,
    })
}

/// Why a type has no Protobuf form of its own.
pub(super) fn without_protobuf(ty: &Type, schema: &Schema) -> Option<Skipped> {
    let reason = match &ty.shape {
        Shape::Enum(values) => (!values.values.iter().any(|value| value.number == 0))
            .then(|| "none of its values has the number 0".to_owned()),
        Shape::Message(message) => message.fields.iter().find_map(|field| {
            let name = &field.name;
            if field.number.is_none() {
                return Some(format!("its field `{name}` has no number"));
            }
            let kind = &field.kind;
            if field.oneof.is_some() && (kind.is_repeated() || kind != kind.required()) {
                return Some(format!(
                    "its field `{name}` is an alternative of a oneof and of the kind `{kind}`, while Protobuf has single values there"
                ));
            }
            Form::of(kind, field.oneof.is_some(), schema).is_none().then(|| {
                format!("its field `{name}` is of the kind `{kind}`, which Protobuf does not have")
            })
        }),
    };
    reason.map(|reason| Skipped { type_name: ty.full_name(), place: ty.place.clone(), reason })
}
