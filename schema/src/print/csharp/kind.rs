use std::cell::RefCell;
use std::collections::BTreeSet;

use super::Layout;
use super::literal::escape;
use crate::model::{Kind, Shape};
use crate::print::package::WellKnown;

/// Types as a file writes them, and the namespaces that it needs for that.
pub(super) struct Scope<'a> {
    layout: &'a Layout<'a>,
    package: &'a str,
    taken: BTreeSet<String>,
    used: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, package: &'a str, taken: BTreeSet<String>) -> Self {
        Self { layout, package, taken, used: RefCell::default() }
    }

    /// The namespaces that were used since the last time.
    pub(super) fn used(&self) -> BTreeSet<&'static str> {
        self.used.take()
    }

    /// A type of a library: by its short name, unless the schema has that name.
    pub(super) fn library(&self, namespace: &'static str, name: &str) -> String {
        if self.taken.contains(name) || self.taken.contains(&format!("{name}Attribute")) {
            return format!("global::{namespace}.{name}");
        }
        self.used.borrow_mut().insert(namespace);
        name.to_owned()
    }

    pub(super) fn of(&self, kind: &Kind) -> String {
        let generic = |name| self.library("System.Collections.Generic", name);
        match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Int(8, _) => "sbyte".to_owned(),
            Kind::Int(16, _) => "short".to_owned(),
            Kind::Int(64, _) => "long".to_owned(),
            Kind::Int(..) => "int".to_owned(),
            Kind::UInt(8, _) => "byte".to_owned(),
            Kind::UInt(16, _) => "ushort".to_owned(),
            Kind::UInt(64, _) => "ulong".to_owned(),
            Kind::UInt(..) => "uint".to_owned(),
            Kind::F32 => "float".to_owned(),
            Kind::F64 => "double".to_owned(),
            Kind::String => "string".to_owned(),
            Kind::Bytes => "byte[]".to_owned(),
            Kind::Uuid => self.library("System", "Guid"),
            Kind::Timestamp => self.library("System", "DateTimeOffset"),
            Kind::Duration => self.library("System", "TimeSpan"),
            Kind::Decimal => "decimal".to_owned(),
            Kind::Json => self.library("System.Text.Json", "JsonElement"),
            Kind::Named(name) => self.named(name),
            Kind::Optional(inner) => {
                let inner = self.of(inner);
                if inner.ends_with('?') { inner } else { format!("{inner}?") }
            }
            // An array of bytes would be base64.
            Kind::List(inner) | Kind::Array(inner, _) => {
                format!("{}<{}>", generic("List"), self.of(inner))
            }
            Kind::Set(inner) => format!("{}<{}>", generic("HashSet"), self.of(inner)),
            // .NET writes `True`, and reads nothing else.
            Kind::Map(key, value) if **key == Kind::Bool => {
                format!("{}<string, {}>", generic("Dictionary"), self.of(value))
            }
            Kind::Map(key, value) => {
                format!("{}<{}, {}>", generic("Dictionary"), self.of(key), self.of(value))
            }
            Kind::Empty => self.of(&Kind::Map(Box::new(Kind::String), Box::new(Kind::Json))),
        }
    }

    fn named(&self, name: &str) -> String {
        if let Some(ty) = self.layout.schema.types.get(name) {
            let class = escape(self.layout.classes.of(name));
            return if ty.package == self.package {
                class
            } else {
                format!("global::{}.{class}", self.layout.namespace(&ty.package))
            };
        }
        match WellKnown::of(name) {
            Some(WellKnown::Wrapper(kind)) => format!("{}?", self.of(&kind)),
            Some(WellKnown::Struct | WellKnown::Empty) => self.of(&Kind::Empty),
            Some(WellKnown::ListValue) => self.of(&Kind::List(Box::new(Kind::Json))),
            Some(WellKnown::FieldMask) => "string".to_owned(),
            Some(WellKnown::Any) | None => self.of(&Kind::Json),
        }
    }

    /// Whether a kind is a value type, which is never null.
    pub(super) fn is_value(&self, kind: &Kind) -> bool {
        match kind {
            Kind::String | Kind::Bytes | Kind::Empty => false,
            Kind::Named(name) => self
                .layout
                .schema
                .types
                .get(name)
                .is_some_and(|ty| matches!(ty.shape, Shape::Enum(_))),
            kind => !kind.is_repeated(),
        }
    }

    /// What a member begins as that nobody has to set.
    pub(super) fn initial(&self, kind: &Kind) -> Option<&'static str> {
        match kind {
            kind if self.is_value(kind) => None,
            Kind::String => Some("\"\""),
            Kind::Named(_) => Some("null!"),
            Kind::Bytes => Some("new byte[0]"),
            _ => Some("new()"),
        }
    }
}
