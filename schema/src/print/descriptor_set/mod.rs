//! A Protobuf descriptor set, `.binpb`: the schema as compilers hand it to other tools.
//!
//! It holds the same files as [the text](super::proto), with what they import before them.

mod comments;
mod file;
mod wire;

use std::collections::BTreeSet;

use super::proto::{PrintError, lower, options};
use crate::model::Schema;

/// What is in a descriptor set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The comments. Without them, a descriptor set is smaller and changes less often.
    pub comments: bool,
    /// The files of others that the schema imports: `google/protobuf/timestamp.proto`,
    /// `plumberd/v1/options.proto`. Tools that are given a set alone want them, `buf` among them; those
    /// that have them already are better off without.
    pub imports: bool,
}

/// A `FileDescriptorSet`, encoded. The same schema gives the same bytes.
///
/// Types that have JSON only are left out; [`skipped`](super::proto::skipped) lists them.
///
/// # Errors
/// As [`proto::files`](super::proto::files).
///
/// ```
/// use plumberd_schema::model::{Schema, Type};
/// use plumberd_schema::print::descriptor_set::{Options, encode};
///
/// let mut schema = Schema::default();
/// schema.insert(Type::message("recording.v1", "Camera"));
/// let set = encode(&schema, &Options::default())?;
/// // Field 1, the first file; its field 1, the name.
/// assert_eq!((set[0], set[2], &set[4..29]), (10, 10, &b"recording/v1/Camera.proto"[..]));
/// # Ok::<(), plumberd_schema::print::proto::PrintError>(())
/// ```
pub fn encode(schema: &Schema, set: &Options) -> Result<Vec<u8>, PrintError> {
    let sources = lower::sources(schema)?;
    let mut out = wire::Message::default();
    if set.imports {
        let own: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
        let wanted: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| source.imports.iter().map(String::as_str))
            .filter(|import| !own.contains(import))
            .collect();
        for file in well_known(&wanted) {
            out.bytes(1, file);
        }
    }
    for source in &sources {
        let mut file = file::file(source);
        let comments = if set.comments { comments::comments(source) } else { Vec::new() };
        if !comments.is_empty() {
            file.message(9, |out| comments::encode(out, &comments));
        }
        file::syntax(&mut file);
        out.bytes(1, &file.finish());
    }
    Ok(out.finish())
}

/// The descriptors of the files that a schema may import, in the order of their imports. A test of
/// `plumberd-build` compiles the files and compares.
const WELL_KNOWN: &[u8] = include_bytes!("well_known.binpb");

/// The files of these names and those that they import themselves.
fn well_known<'a>(wanted: &BTreeSet<&'a str>) -> Vec<&'static [u8]> {
    let mut wanted: BTreeSet<&'a str> = wanted.clone();
    for (file, import) in [
        (options::FILE, "google/protobuf/descriptor.proto"),
        ("google/protobuf/type.proto", "google/protobuf/any.proto"),
        ("google/protobuf/type.proto", "google/protobuf/source_context.proto"),
    ] {
        if wanted.contains(file) {
            wanted.insert(import);
        }
    }
    wire::split(WELL_KNOWN)
        .into_iter()
        .filter(|file| wire::name(file).is_some_and(|name| wanted.contains(name)))
        .collect()
}
