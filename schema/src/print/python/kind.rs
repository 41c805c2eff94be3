use super::Layout;
use crate::model::{Kind, Shape};
use crate::print::package::WellKnown;

/// Annotations as a module of a package writes them.
pub(super) struct Annotations<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) package: &'a str,
}

impl Annotations<'_> {
    pub(super) fn of(&self, kind: &Kind) -> String {
        let wire = |name: &str| format!("_wire.{name}");
        match kind {
            Kind::Empty => wire("Empty"),
            Kind::Bool => "bool".to_owned(),
            Kind::Int(bits, _) => wire(&format!("Int{bits}")),
            Kind::UInt(bits, _) => wire(&format!("UInt{bits}")),
            Kind::F32 => wire("Single"),
            Kind::F64 => wire("Double"),
            Kind::String => "str".to_owned(),
            Kind::Bytes => wire("Bytes"),
            Kind::Uuid => wire("Guid"),
            Kind::Timestamp => wire("Timestamp"),
            Kind::Duration => wire("TimeSpan"),
            Kind::Decimal => wire("Number"),
            Kind::Json => wire("Json"),
            Kind::Named(name) => self.named(name),
            Kind::Optional(inner) => {
                let inner = self.of(inner);
                if inner.ends_with("| None") { inner } else { format!("{inner} | None") }
            }
            Kind::Array(inner, length) => format!(
                "typing.Annotated[list[{}], pydantic.Field(min_length={length}, max_length={length})]",
                self.of(inner)
            ),
            // Only what has a hash and an order can be in a set.
            Kind::Set(inner) if self.is_scalar(inner) => format!("_wire.SetOf[{}]", self.of(inner)),
            Kind::List(inner) | Kind::Set(inner) => format!("list[{}]", self.of(inner)),
            Kind::Map(key, value) => format!("dict[{}, {}]", self.of(key), self.of(value)),
        }
    }

    fn named(&self, name: &str) -> String {
        if let Some(ty) = self.layout.schema.types.get(name) {
            let class = self.layout.classes.of(name);
            return if ty.package == self.package {
                class.to_owned()
            } else {
                format!("{}.{class}", self.layout.alias(&ty.package))
            };
        }
        match WellKnown::of(name) {
            Some(WellKnown::Wrapper(kind)) => format!("{} | None", self.of(&kind)),
            Some(WellKnown::Struct) => "dict[str, _wire.Json]".to_owned(),
            Some(WellKnown::ListValue) => "list[_wire.Json]".to_owned(),
            Some(WellKnown::FieldMask) => "str".to_owned(),
            Some(WellKnown::Empty) => "_wire.Empty".to_owned(),
            Some(WellKnown::Any) | None => "_wire.Json".to_owned(),
        }
    }

    fn is_scalar(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Named(name) => self
                .layout
                .schema
                .types
                .get(name)
                .is_some_and(|ty| matches!(ty.shape, Shape::Enum(_))),
            Kind::Bool
            | Kind::Int(..)
            | Kind::UInt(..)
            | Kind::F32
            | Kind::F64
            | Kind::String
            | Kind::Bytes
            | Kind::Uuid
            | Kind::Timestamp
            | Kind::Duration
            | Kind::Decimal => true,
            _ => false,
        }
    }
}
