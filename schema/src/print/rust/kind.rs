//! The Rust type of a field.

use super::names::{Module, extern_path};
use super::{Context, well_known};
use crate::WireFormat;
use crate::model::{Fixed, Kind};

impl Context<'_> {
    /// The type of a value of this kind, in a module. `boxed` puts the type that is named into a box.
    pub(super) fn rust_type(&self, kind: &Kind, boxed: bool, from: &Module) -> String {
        let names = &self.names;
        let std = |path| names.krate(from, path);
        let inner = |kind: &Kind| self.rust_type(kind, boxed, from);
        match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Int(bits, _) => format!("i{bits}"),
            Kind::UInt(bits, _) => format!("u{bits}"),
            Kind::F32 => "f32".to_owned(),
            Kind::F64 => "f64".to_owned(),
            Kind::String => names.prelude(from, "String", "std::string::String"),
            Kind::Bytes => format!("{}<u8>", names.prelude(from, "Vec", "std::vec::Vec")),
            Kind::Uuid => std("plumberd::types::Uuid"),
            Kind::Decimal => std("plumberd::types::Decimal"),
            Kind::Timestamp => self.mapped("Timestamp", "clock::DateTimeOffset", from),
            Kind::Duration => self.mapped("Duration", "types::SignedDuration", from),
            Kind::Json => self.mapped("Value", "types::Json", from),
            Kind::Empty => self.mapped("Empty", "types::Empty", from),
            Kind::Named(name) => {
                let path = self.named(name, from);
                if boxed {
                    format!("{}<{path}>", names.prelude(from, "Box", "std::boxed::Box"))
                } else {
                    path
                }
            }
            Kind::Optional(kind) => {
                format!("{}<{}>", names.prelude(from, "Option", "std::option::Option"), inner(kind))
            }
            Kind::List(kind) => {
                format!("{}<{}>", names.prelude(from, "Vec", "std::vec::Vec"), inner(kind))
            }
            Kind::Array(kind, length) => format!("[{}; {length}]", inner(kind)),
            Kind::Set(kind) => format!("{}<{}>", std("std::collections::BTreeSet"), inner(kind)),
            Kind::Map(key, value) => {
                let map = std("std::collections::BTreeMap");
                format!("{map}<{}, {}>", inner(key), inner(value))
            }
        }
    }

    /// A type of `google.protobuf` that is a kind of its own, unless the options say where it is.
    fn mapped(&self, proto: &str, rust: &str, from: &Module) -> String {
        extern_path(self.options, &format!("google.protobuf.{proto}"))
            .unwrap_or_else(|| self.names.krate(from, &format!("plumberd::{rust}")))
    }

    fn named(&self, name: &str, from: &Module) -> String {
        if let Some(path) = extern_path(self.options, name) {
            return path;
        }
        if let Some(place) = self.names.place(name) {
            return place.path(from);
        }
        // A type that is nowhere: `check` reports it.
        let known = well_known::find(name)
            .map_or_else(|| name.replace('.', "::"), |known| known.name.to_owned());
        self.names.krate(from, &format!("plumberd::types::{known}"))
    }

    /// The type of a field that has one value only, where Rust has one for it.
    pub(super) fn fixed_type(&self, kind: &Kind, fixed: &Fixed, from: &Module) -> Option<String> {
        let value = match (kind.required(), fixed) {
            (Kind::String, Fixed::Text(_)) => "&'static str".to_owned(),
            (Kind::Bool, Fixed::Bool(_)) => "bool".to_owned(),
            (Kind::Int(bits, _), Fixed::UInt(_) | Fixed::Int(_)) => format!("i{bits}"),
            (Kind::UInt(bits, _), Fixed::UInt(_)) => format!("u{bits}"),
            _ => return None,
        };
        Some(format!("{}<{value}>", self.names.krate(from, "plumberd::Fixed")))
    }
}

/// The value of the key `wire`, for integers that are not plain varints.
pub(super) fn wire(kind: &Kind) -> Option<&'static str> {
    let single = match kind.required() {
        Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => inner.required(),
        kind => kind,
    };
    match single {
        Kind::Int(_, WireFormat::ZigZag) => Some("zigzag"),
        Kind::Int(_, WireFormat::Fixed) | Kind::UInt(_, WireFormat::Fixed) => Some("fixed"),
        _ => None,
    }
}
