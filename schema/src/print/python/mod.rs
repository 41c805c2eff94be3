//! Python: event classes for py-micro-plumberd.
//!
//! One installable package: a module for each package of the schema (`acme_events/recording/v1.py`),
//! with pydantic models that py-micro-plumberd's client appends as they are. Plain models of one's own
//! write `snake_case` where they are nested, and fail on dates, decimals, ids and bytes; these classes write the
//! JSON of the profile `micro-plumberd`, in which .NET and this crate's readers find every value. Two limits
//! are Python's: a `datetime` has microseconds, and `json.dumps` has no decimals, so that a decimal that
//! no double has exactly is refused on writing.
//!
//! Events whose profile is `proto3` are not printed; Protobuf's own generator is for them.

mod attribute;
mod choice;
mod class;
mod kind;
mod literal;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::File;
use super::package::{
    Classes, PackageError, Text, check, check_version, header, identifier, is_micro_plumberd,
};
use crate::model::{Schema, Shape, Type};
use class::Module;
use literal::{is_keyword, string};

/// The runtime half of a package.
const WIRE: &str = include_str!("wire.py");

/// How the package is called.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name to install it by, such as `acme-events`; with `_` for `-` it is the name to import.
    pub name: String,
    /// Its version, three numbers.
    pub version: String,
}

impl Options {
    /// A package of this name, version 0.1.0.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), version: "0.1.0".to_owned() }
    }
}

/// The files of the package.
///
/// ```
/// use plumberd_schema::model::Schema;
/// use plumberd_schema::print::python;
///
/// let files = python::package(&Schema::default(), &python::Options::new("acme-events"))?;
/// assert!(files.iter().any(|file| file.path == "acme_events/py.typed"));
/// # Ok::<(), plumberd_schema::print::PackageError>(())
/// ```
///
/// # Errors
/// When the name or the version is not one that Python takes, and when the schema has types that it
/// does not hold, two events of one name in one package, or a JSON key twice.
pub fn package(schema: &Schema, options: &Options) -> Result<Vec<File>, PackageError> {
    let root = root(options)?;
    check_version(&options.version)?;
    check(schema)?;
    // `Event` and the modules' own imports are private names, so nothing is reserved but keywords.
    let classes = Classes::new(schema, &["None", "True", "False"])?;
    let layout = Layout { schema, classes, root };

    let mut files = BTreeMap::new();
    let mut packages = BTreeSet::from([layout.root.clone()]);
    files
        .insert(format!("{}/_wire.py", layout.root), format!("# {}\n{WIRE}", header("its schema")));
    files.insert(format!("{}/py.typed", layout.root), format!("# {}\n", header("its schema")));
    for package in layout.schema.packages().keys() {
        let types = layout.types(package);
        if types.is_empty() {
            continue;
        }
        let module = layout.module(package);
        let parts: Vec<&str> = module.split('.').collect();
        for end in 2..parts.len() {
            packages.insert(parts[..end].join("."));
        }
        let path = if layout.has_children(&module) {
            packages.insert(module.clone());
            format!("{}/__init__.py", parts.join("/"))
        } else {
            format!("{}.py", parts.join("/"))
        };
        files.insert(path, Module::new(&layout, package).print(&types));
    }
    for package in &packages {
        let path = format!("{}/__init__.py", package.replace('.', "/"));
        files.entry(path).or_insert_with(|| {
            if *package == layout.root {
                registry(&layout)
            } else {
                format!("# {}\n", header("its schema"))
            }
        });
    }
    files.insert("pyproject.toml".to_owned(), pyproject(options, &layout, &packages));
    files.insert("README.md".to_owned(), readme(options, &layout));
    Ok(files.into_iter().map(|(path, text)| File { path, text }).collect())
}

/// Where everything is.
struct Layout<'a> {
    schema: &'a Schema,
    classes: Classes<'a>,
    root: String,
}

impl<'a> Layout<'a> {
    /// The types of a package that are printed.
    fn types(&self, package: &str) -> Vec<&'a Type> {
        self.schema
            .types
            .values()
            .filter(|ty| ty.package == package && is_micro_plumberd(ty))
            .collect()
    }

    /// The events that are printed.
    fn events(&self) -> impl Iterator<Item = (&'a Type, &'a crate::model::Event)> {
        self.schema.events().filter(|(ty, _)| is_micro_plumberd(ty))
    }

    /// `acme_events.recording.v1`.
    fn module(&self, package: &str) -> String {
        if package.is_empty() {
            return format!("{}.unversioned", self.root);
        }
        let segments = package.split('.').map(|segment| {
            let name = identifier(segment);
            if is_keyword(&name) { name + "_" } else { name }
        });
        format!("{}.{}", self.root, segments.collect::<Vec<_>>().join("."))
    }

    /// `_recording_v1`: what a module is called in another one.
    fn alias(&self, package: &str) -> String {
        let module = self.module(package);
        let below = module.strip_prefix(&format!("{}.", self.root)).unwrap_or(&module);
        format!("_{}", below.replace('.', "_"))
    }

    fn has_children(&self, module: &str) -> bool {
        let below = format!("{module}.");
        self.schema.packages().keys().any(|other| self.module(other).starts_with(&below))
    }
}

/// The name to import.
fn root(options: &Options) -> Result<String, PackageError> {
    let name = &options.name;
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let root = name.replace('-', "_");
    let taken = ["pydantic", "py_micro_plumberd", "typing", "typing_extensions"];
    if name.split('-').all(is_part)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !is_keyword(&root)
        && !taken.contains(&&*root)
    {
        return Ok(root);
    }
    Err(PackageError::Option {
        option: "name",
        value: name.clone(),
        expected: "small letters, digits and single dashes, as in acme-events",
    })
}

/// `__init__.py` of the package: all events by name and version.
fn registry(layout: &Layout<'_>) -> String {
    let mut text = Text::new(4);
    text.line(format!("# {}", header("its schema")));
    text.line("\"\"\"Events, ready for py-micro-plumberd.\"\"\"");
    text.gap();
    text.line("from collections.abc import Mapping");
    text.line("from typing import Final");
    text.gap();
    text.line(format!("from {} import _wire", layout.root));
    let used: BTreeSet<&str> = layout.events().map(|(ty, _)| &*ty.package).collect();
    for package in used {
        let (module, alias) = (layout.module(package), layout.alias(package));
        text.line(format!("import {module} as {alias}"));
    }
    text.gap();
    text.line("__all__ = [\"EVENTS\"]");
    text.gap();
    text.line("EVENTS: Final[Mapping[tuple[str, int], type[_wire.RecordedEvent]]] = {");
    text.inside(|text| {
        for (ty, event) in layout.events() {
            let (alias, class) = (layout.alias(&ty.package), layout.classes.of(&ty.full_name()));
            let names = [&event.type_name].into_iter().chain(&event.aliases);
            for name in names {
                text.line(format!("({}, {}): {alias}.{class},", string(name), event.version));
            }
        }
    });
    text.line("}");
    text.line(
        "\"\"\"The events by type name, or another name that is read as it, and version.\"\"\"",
    );
    text.finish()
}

fn pyproject(options: &Options, layout: &Layout<'_>, packages: &BTreeSet<String>) -> String {
    let packages: Vec<String> = packages.iter().map(|package| string(package)).collect();
    let Options { name, version } = options;
    let root = &layout.root;
    format!(
        r#"# {header}
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = "Events for py-micro-plumberd"
readme = "README.md"
requires-python = ">=3.10"
dependencies = [
    "py-micro-plumberd>=0.1.9", # the first that writes annotated fields in PascalCase
    "pydantic>=2.7",            # Field(deprecated=...)
    "typing-extensions>=4.6.1", # deprecated()
]

[tool.setuptools]
packages = [{packages}]

[tool.setuptools.package-data]
{root} = ["py.typed"]
"#,
        header = header("its schema"),
        packages = packages.join(", "),
    )
}

fn readme(options: &Options, layout: &Layout<'_>) -> String {
    let Options { name, .. } = options;
    let root = &layout.root;
    let mut text = format!(
        "<!-- {} -->\n# {name}\n\nEvents for py-micro-plumberd, as typed pydantic models.\n\n```sh\npip install {name}\n```\n\n",
        header("its schema")
    );
    text.push_str(
        "A timestamp keeps microseconds. A decimal is written as a JSON number; one that a double does not\nhold exactly is refused.\n\n## Reading\n\n```python\n",
    );
    let _ = write!(
        text,
        "from {root} import EVENTS\n\nfor (event_type, version), event in EVENTS.items():\n    print(event_type, version, event.CATEGORY)\n```\n"
    );
    if let Some((module, class, call)) =
        layout.events().find_map(|(ty, _)| sample::sample(layout, ty))
    {
        let _ = write!(
            text,
            "\n## Writing\n\n```python\nfrom {module} import {class}\n\nevent = {call}\nstream = {class}.stream(event.id)\n\n# client = py_micro_plumberd.EventStoreClient(\"esdb://localhost:2113?tls=false\")\n# client.append_to_stream(stream, event)\nprint(stream, event.model_dump_json(by_alias=True))\n```\n"
        );
    }
    text
}

/// Whether a type is an enum.
fn is_enum(ty: &Type) -> bool {
    matches!(ty.shape, Shape::Enum(_))
}
