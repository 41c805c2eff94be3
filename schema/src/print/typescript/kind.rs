use super::{Layout, alias};
use crate::model::Kind;
use crate::print::package::WellKnown;

/// Types and checks as a module of a package writes them.
pub(super) struct Kinds<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) package: &'a str,
}

impl Kinds<'_> {
    /// The type of a value; of an optional one, that of its value.
    pub(super) fn of(&self, kind: &Kind) -> String {
        let proto3 = self.layout.proto3;
        match kind {
            Kind::Empty => "{ readonly [key: string]: never }".to_owned(),
            Kind::Bool => "boolean".to_owned(),
            Kind::Int(64, _) | Kind::UInt(64, _) | Kind::Decimal if proto3 => "string".to_owned(),
            Kind::F32 | Kind::F64 if proto3 => {
                "number | \"NaN\" | \"Infinity\" | \"-Infinity\"".to_owned()
            }
            Kind::Int(..) | Kind::UInt(..) | Kind::F32 | Kind::F64 | Kind::Decimal => {
                "number".to_owned()
            }
            Kind::String | Kind::Bytes | Kind::Uuid | Kind::Timestamp | Kind::Duration => {
                "string".to_owned()
            }
            Kind::Json => "$.Json".to_owned(),
            Kind::Named(name) => self.named(name, ""),
            Kind::Optional(inner) => format!("{} | null", self.of(inner)),
            Kind::List(inner) | Kind::Array(inner, _) | Kind::Set(inner) => {
                let inner = self.of(inner);
                if inner.contains(' ') {
                    format!("readonly ({inner})[]")
                } else {
                    format!("readonly {inner}[]")
                }
            }
            Kind::Map(_, inner) => format!("{{ readonly [key: string]: {} }}", self.of(inner)),
        }
    }

    /// An expression that is the check of a value.
    pub(super) fn check(&self, kind: &Kind) -> String {
        let proto3 = self.layout.proto3;
        match kind {
            Kind::Empty => "$.isObject".to_owned(),
            Kind::Bool => "$.isBoolean".to_owned(),
            Kind::Int(64, _) if proto3 => "$.isInteger64Text(true)".to_owned(),
            Kind::UInt(64, _) if proto3 => "$.isInteger64Text(false)".to_owned(),
            Kind::Int(bits, _) => format!("$.isInteger({bits}, true)"),
            Kind::UInt(bits, _) => format!("$.isInteger({bits}, false)"),
            Kind::F32 | Kind::F64 if proto3 => "$.isFloat".to_owned(),
            Kind::Decimal if proto3 => "$.isDecimalText".to_owned(),
            Kind::F32 | Kind::F64 | Kind::Decimal => "$.isNumber".to_owned(),
            Kind::String => "$.isString".to_owned(),
            Kind::Bytes => "$.isBase64".to_owned(),
            Kind::Uuid => "$.isGuid".to_owned(),
            Kind::Timestamp => "$.isTimestamp".to_owned(),
            Kind::Duration if proto3 => "$.isSeconds".to_owned(),
            Kind::Duration => "$.isTimeSpan".to_owned(),
            Kind::Json => "$.isJson".to_owned(),
            Kind::Named(name) => self.named(name, "is"),
            Kind::Optional(inner) => format!("$.isOptional({})", self.check(inner)),
            Kind::List(inner) | Kind::Set(inner) => format!("$.isList({})", self.check(inner)),
            Kind::Array(inner, length) => format!("$.isArray({}, {length})", self.check(inner)),
            Kind::Map(_, inner) => format!("$.isMap({})", self.check(inner)),
        }
    }

    /// The type with this name, or its guard.
    fn named(&self, name: &str, prefix: &str) -> String {
        let is_guard = !prefix.is_empty();
        if let Some(ty) = self.layout.schema.types.get(name) {
            let class = self.layout.classes.of(name);
            let own = if is_guard { Layout::guard(class) } else { class.to_owned() };
            return if ty.package == self.package {
                own
            } else {
                format!("{}.{own}", alias(&ty.package))
            };
        }
        let text = |ty: &str, check: &str| if is_guard { check } else { ty }.to_owned();
        match WellKnown::of(name) {
            Some(WellKnown::Wrapper(kind)) if is_guard => {
                format!("$.isOptional({})", self.check(&kind))
            }
            Some(WellKnown::Wrapper(kind)) => format!("{} | null", self.of(&kind)),
            Some(WellKnown::Struct) => text("{ readonly [key: string]: $.Json }", "$.isObject"),
            Some(WellKnown::ListValue) => text("readonly $.Json[]", "$.isList($.isJson)"),
            Some(WellKnown::FieldMask) => text("string", "$.isString"),
            Some(WellKnown::Empty) => text("{ readonly [key: string]: never }", "$.isObject"),
            Some(WellKnown::Any) | None => text("$.Json", "$.isJson"),
        }
    }

    /// Whether a kind is a message of the schema.
    pub(super) fn is_message(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Named(name) => self
                .layout
                .schema
                .types
                .get(name)
                .is_some_and(|ty| matches!(ty.shape, crate::model::Shape::Message(_))),
            _ => false,
        }
    }
}
