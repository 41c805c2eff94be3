//! A schema as text for other tools and languages.

pub mod csharp;
pub mod descriptor_set;
pub mod json_schema;
mod package;
pub mod proto;
pub mod protobuf;
pub mod python;
pub mod rust;
pub mod typescript;

pub use package::PackageError;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path below the output folder, with `/`.
    pub path: String,
    /// The content.
    pub text: String,
}
