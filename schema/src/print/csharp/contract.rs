use std::collections::BTreeSet;

use super::kind::Scope;
use crate::WireFormat;
use crate::model::{Field, Kind, Schema, Shape, Type};

/// The types that protobuf-net can write as plumberd does.
pub(super) struct Contracts {
    types: BTreeSet<String>,
}

impl Contracts {
    pub(super) fn new(schema: &Schema, wanted: bool) -> Self {
        let mut types: BTreeSet<String> = schema
            .types
            .iter()
            .filter(|(_, ty)| wanted && ty.has_protobuf())
            .map(|(name, _)| name.clone())
            .collect();
        // A type falls out with one that it holds, until none does.
        loop {
            let fits = |name: &String| schema.types.get(name).is_some_and(|ty| fits(ty, &types));
            let left: BTreeSet<String> = types.iter().filter(|it| fits(it)).cloned().collect();
            if left.len() == types.len() {
                return Self { types };
            }
            types = left;
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// The attribute of a member that is what Protobuf has.
    pub(super) fn member(scope: &Scope<'_>, field: &Field) -> Option<String> {
        let number = field.number?;
        let attribute = scope.library("ProtoBuf", "ProtoMember");
        let format = |kind: &Kind| {
            Some(match kind {
                Kind::Int(_, WireFormat::ZigZag) => "ZigZag",
                Kind::Int(_, WireFormat::Fixed) | Kind::UInt(_, WireFormat::Fixed) => "FixedSize",
                _ => return None,
            })
        };
        let name = || scope.library("ProtoBuf", "DataFormat");
        if let Kind::Map(key, value) = field.kind.required() {
            let formats: Vec<String> = [("KeyFormat", format(key)), ("ValueFormat", format(value))]
                .into_iter()
                .filter_map(|(part, format)| Some(format!("{part} = {}.{}", name(), format?)))
                .collect();
            let map = if formats.is_empty() {
                String::new()
            } else {
                format!(", {}({})", scope.library("ProtoBuf", "ProtoMap"), formats.join(", "))
            };
            return Some(format!("{attribute}({number}){map}"));
        }
        let mut arguments = number.to_string();
        if let Some(format) = format(field.kind.element()) {
            arguments = format!("{arguments}, DataFormat = {}.{format}", name());
        }
        if field.kind.is_repeated() && is_packed(scope, field.kind.element()) {
            arguments.push_str(", IsPacked = true");
        }
        Some(format!("{attribute}({arguments})"))
    }
}

fn is_packed(scope: &Scope<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Bool | Kind::Int(..) | Kind::UInt(..) | Kind::F32 | Kind::F64 => true,
        Kind::Named(_) => scope.is_value(kind),
        _ => false,
    }
}

fn fits(ty: &Type, types: &BTreeSet<String>) -> bool {
    match &ty.shape {
        Shape::Enum(_) => true,
        Shape::Message(message) => message.fields.iter().all(|field| match &field.kind {
            // A moment is no type of protobuf-net's, and goes through a member of its own.
            kind if *kind.required() == Kind::Timestamp => true,
            Kind::List(inner) | Kind::Array(inner, _) | Kind::Set(inner) => element(inner, types),
            Kind::Map(key, value) => {
                matches!(**key, Kind::String | Kind::Int(..) | Kind::UInt(..))
                    && element(value, types)
            }
            kind => element(kind.required(), types),
        }),
    }
}

fn element(kind: &Kind, types: &BTreeSet<String>) -> bool {
    match kind {
        Kind::Named(name) => types.contains(name),
        Kind::Timestamp | Kind::Json | Kind::Empty | Kind::Optional(_) => false,
        kind => !kind.is_repeated(),
    }
}
