//! From descriptors to the model.

mod enumeration;
mod event;
mod field;
mod fixed;
mod message;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::Schema;
use prost_reflect::{DescriptorPool, FileDescriptor};

use crate::config::Config;
use crate::options::{Options, Set};
use crate::parse::{Parsed, Places};
use crate::pool::{extensions, is_bundled};
use crate::rules::{self, error, note};
use crate::sources::is_own;

pub(crate) use event::assign_events;

/// The types of all files, and what the rules about events need to know of them.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) schema: Schema,
    pub(crate) origins: BTreeMap<String, Origin>,
    /// The names of all enums that fields have, those of other libraries among them.
    pub(crate) enums: BTreeSet<String>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Where a message comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The name of the file, as imports spell it.
    pub(crate) file: String,
    /// Whether the file is the project's.
    pub(crate) project: bool,
    /// Whether it stands in no other message.
    pub(crate) top: bool,
    pub(crate) event: Option<Set>,
    pub(crate) data: Option<Set>,
}

/// The state of the translation.
struct Lower<'a> {
    options: &'a Options,
    out: Lowered,
}

/// The file that is translated.
struct Context<'a> {
    name: &'a str,
    places: &'a Places,
    package: &'a str,
    project: bool,
}

/// Translates all files that were compiled.
pub(crate) fn lower(
    config: &Config,
    pool: &DescriptorPool,
    parsed: &BTreeMap<String, Parsed>,
    compiled: &[String],
) -> Lowered {
    let options = Options::new(pool);
    let mut lower = Lower {
        options: &options,
        out: Lowered {
            schema: Schema::default(),
            origins: BTreeMap::new(),
            enums: BTreeSet::new(),
            findings: Vec::new(),
        },
    };
    for name in compiled {
        if is_own(name) || is_bundled(name) {
            continue;
        }
        if let (Some(file), Some(parsed)) = (pool.get_file_by_name(name), parsed.get(name)) {
            lower.file(config, &file, parsed);
        }
    }
    lower.out
}

impl Lower<'_> {
    fn file(&mut self, config: &Config, file: &FileDescriptor, parsed: &Parsed) {
        let context = Context {
            name: file.name(),
            places: &parsed.places,
            package: file.package_name(),
            project: parsed.project,
        };
        for (index, service) in file.services().enumerate() {
            let place = parsed.places.at(&[6, crate::pool::number(index)]);
            self.out.findings.push(
                note(&rules::SERVICE, format!("the service `{}` is left out", service.name()))
                    .at(place),
            );
        }
        for (path, extension) in extensions(&parsed.descriptor) {
            let extendee = extension.extendee().trim_start_matches('.');
            if !(extendee.starts_with("google.protobuf.") && extendee.ends_with("Options")) {
                let message = format!(
                    "`{}` extends the message `{extendee}`, and only options can be extended",
                    extension.name()
                );
                self.out.findings.push(
                    error(&rules::EXTENSION, message)
                        .at(parsed.places.at(&path))
                        .help("make it a field of the message"),
                );
            }
        }
        for message in file.messages().filter(|it| !config.is_extern(it.full_name())) {
            self.message(&context, &message);
        }
        for enumeration in file.enums().filter(|it| !config.is_extern(it.full_name())) {
            self.enumeration(&context, &enumeration);
        }
    }

    fn push(&mut self, finding: Diagnostic) {
        self.out.findings.push(finding);
    }
}

impl Context<'_> {
    /// `Outer.Inner` out of `recording.v1.Outer.Inner`.
    fn path(&self, full_name: &str) -> String {
        let path = full_name.strip_prefix(self.package).unwrap_or(full_name);
        path.trim_start_matches('.').to_owned()
    }

    /// The version of the package: 1 for `recording.v1`.
    fn version(&self) -> Option<u32> {
        self.package.rsplit('.').next().and_then(crate::layout::parse_version)
    }
}
