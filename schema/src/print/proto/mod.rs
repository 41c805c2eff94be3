//! `.proto` text.
//!
//! An event has a file of its own, `recording/v1/RecordingFinished.proto`, with the types that only it
//! uses below it; a type that several use has its own. Options of `plumberd/v1/options.proto` stand
//! only where something differs from what a `.proto` file says without them. The text is what
//! `buf format` leaves as it is. Names that linters would have otherwise, but that are settled by the
//! Rust types, carry a comment `buf:lint:ignore`.

mod check;
mod comment;
mod error;
mod form;
mod group;
mod layout;
pub(super) mod lower;
mod names;
pub(super) mod options;
pub(super) mod source;
mod text;

pub use error::{PrintError, Skipped};

use super::File;
use crate::OPTIONS_PROTO;
use crate::model::Schema;

/// How `.proto` files are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What stands at the top of each file, as a comment.
    pub header: Option<String>,
    /// Also writes `plumberd/v1/options.proto`, if a file imports it.
    pub options_file: bool,
}

/// The `.proto` files of a schema, by path.
///
/// Types that have JSON only are left out; [`skipped`] lists them.
///
/// # Errors
/// When a type that has a Protobuf form cannot be written: it names a type that is not in the schema or
/// has no such form, or a name or number that Protobuf does not allow.
///
/// ```
/// use plumberd_schema::model::{Field, Kind, Schema, Shape, Type};
/// use plumberd_schema::print::proto;
///
/// let mut camera = Type::message("recording.v1", "Camera");
/// camera.doc = "What records.".to_owned();
/// if let Shape::Message(message) = &mut camera.shape {
///     message.fields.push(Field::new("serial_no", Some(1), Kind::String));
/// }
/// let mut schema = Schema::default();
/// schema.insert(camera);
///
/// let files = proto::files(&schema, &proto::Options::default())?;
/// assert_eq!(files[0].path, "recording/v1/Camera.proto");
/// assert_eq!(
///     files[0].text,
///     r#"syntax = "proto3";
///
/// package recording.v1;
///
/// import "plumberd/v1/options.proto";
///
/// // What records.
/// message Camera {
///   option (plumberd.v1.data) = {};
///
///   string serial_no = 1;
/// }
/// "#
/// );
/// # Ok::<(), proto::PrintError>(())
/// ```
pub fn files(schema: &Schema, options: &Options) -> Result<Vec<File>, PrintError> {
    let sources = lower::sources(schema)?;
    let names = text::names(&sources);
    let header = options.header.as_deref().map(comment::text_lines).unwrap_or_default();
    let mut files: Vec<File> = sources
        .iter()
        .map(|source| File {
            path: source.path.clone(),
            text: text::Text::print(source, &names, &header),
        })
        .collect();
    let has_options = sources.iter().any(|source| source.imports.contains(options::FILE));
    if options.options_file && has_options {
        files.push(File { path: options::FILE.to_owned(), text: OPTIONS_PROTO.to_owned() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The types of a schema that have no Protobuf form, with the reason: they have JSON only.
#[must_use]
pub fn skipped(schema: &Schema) -> Vec<Skipped> {
    layout::skipped(schema).into_values().collect()
}
