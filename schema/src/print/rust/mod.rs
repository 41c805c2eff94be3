//! Rust source: plain structs and enums with plumberd's derives, in one module for each domain and
//! version.
//!
//! The source is formatted as rustfmt does it, does not depend on the order of anything, and needs
//! nothing but the crate `plumberd`. Rust names follow Rust's style; where that changes a name on the
//! wire, the wire's name stands in an attribute.
//!
//! Every type is `Debug`, `Clone` and `PartialEq`. It is `Eq` and `Hash` unless there is a float or
//! free-form JSON in it, and `Default` if every field has a default. Enums of values are `Copy`. What
//! is in a set is `Ord`.

mod attributes;
mod check;
mod constructor;
mod cycles;
mod doc;
mod envelope;
mod ident;
mod keys;
mod kind;
mod message;
mod names;
mod oneof;
mod source;
mod traits;
mod tree;
mod value_enum;
mod well_known;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use self::check::RULES;
use self::cycles::Cycles;
use self::names::Names;
use self::traits::Traits;
use super::File;
use crate::diagnostic::Diagnostic;
use crate::model::{Schema, Type};

/// What the source looks like.
///
/// ```
/// use plumberd_schema::print::rust::Options;
///
/// let options = Options::new()
///     .extern_path("billing.v1", "::billing_events::billing::v1")
///     .extern_path("google.protobuf.Timestamp", "::jiff::Timestamp")
///     .supersede(false);
/// # let _ = options;
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    extern_paths: BTreeMap<String, String>,
    supersede: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { extern_paths: BTreeMap::new(), supersede: true }
    }
}

impl Options {
    /// Everything is generated, and newer versions of an event supersede older ones.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Types whose full Protobuf name is `proto`, or begins with it, are at `rust` and not generated:
    /// a package is a module, a type a type. The longest name counts. A type of another crate has to
    /// be a field type of plumberd, and `Debug`, `Clone` and `PartialEq`.
    #[must_use]
    pub fn extern_path(mut self, proto: impl Into<String>, rust: impl Into<String>) -> Self {
        let proto: String = proto.into();
        self.extern_paths.insert(proto.trim_start_matches('.').to_owned(), rust.into());
        self
    }

    /// Whether `v2` of an event names `v1` as what it supersedes, so that a missing `Upcast` is a
    /// compile error. Without it, a newer version reads nothing older.
    #[must_use]
    pub fn supersede(mut self, supersede: bool) -> Self {
        self.supersede = supersede;
        self
    }
}

/// The source as files, one for each package: `recording/v1.rs`, below `mod.rs`. For code that is
/// checked in.
///
/// ```
/// use plumberd_schema::model::{Schema, Type};
/// use plumberd_schema::print::rust::{Options, files};
///
/// let mut schema = Schema::default();
/// schema.insert(Type::message("recording.v1", "Tag"));
/// let files = files(&schema, &Options::new());
/// let paths: Vec<&str> = files.iter().map(|file| &*file.path).collect();
/// assert_eq!(paths, ["mod.rs", "recording/mod.rs", "recording/v1.rs"]);
/// assert!(files[0].text.contains("pub mod recording;"));
/// assert!(files[2].text.contains("pub struct Tag {}"));
/// ```
#[must_use]
pub fn files(schema: &Schema, options: &Options) -> Vec<File> {
    tree::files(&Context::new(schema, options))
}

/// The source as one text, for `include!`.
#[must_use]
pub fn text(schema: &Schema, options: &Options) -> String {
    tree::text(&Context::new(schema, options))
}

/// What the schema has and Rust source has not: types that are nowhere, wire formats in maps, fixed
/// values of other types than text, integers and `bool`. The source of such a schema does not compile,
/// or leaves something out.
#[must_use]
pub fn check(schema: &Schema, options: &Options) -> Vec<Diagnostic> {
    check::check(&Context::new(schema, options))
}

/// What is known before the first line is written.
struct Context<'a> {
    schema: &'a Schema,
    options: &'a Options,
    names: Names<'a>,
    cycles: Cycles<'a>,
    traits: Traits<'a>,
}

impl<'a> Context<'a> {
    fn new(schema: &'a Schema, options: &'a Options) -> Self {
        let is_local = |name: &str| {
            schema.types.contains_key(name) && names::extern_path(options, name).is_none()
        };
        let types: Vec<&Type> =
            schema.types.values().filter(|ty| is_local(&ty.full_name())).collect();
        Self {
            schema,
            options,
            names: Names::new(&types),
            cycles: Cycles::new(&types),
            traits: Traits::new(&types),
        }
    }

    /// A type that is generated.
    fn local(&self, name: &str) -> Option<&'a Type> {
        self.names.place(name).and_then(|_| self.schema.types.get(name))
    }
}
