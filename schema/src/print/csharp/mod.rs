//! C#: records for micro-plumberd, with attributes for protobuf-net if asked.
//!
//! One project: a file for each type, in the namespace of its package (`Recording.V1`). The records are
//! what System.Text.Json reads and writes with its default options as the profile `micro-plumberd`; an
//! event has the category in `[OutputStream]`, and `Id`, which micro-plumberd makes the id in the store.
//!
//! With [`Options::protobuf_net`], types also carry `[ProtoContract]` and `[ProtoMember]`, at the
//! compatibility level 300, where ids and decimals are texts and times are Protobuf's own types, as
//! plumberd writes them. A `DateTimeOffset` and the alternatives of a oneof go through private members.
//! What protobuf-net has no form for keeps its type, and all that hold it, without the attributes: free-form
//! JSON, wrappers of `google.protobuf`, alternatives without data, lists and maps of times, maps with
//! keys of `bool` or `Guid`. The records are compiled and run against System.Text.Json in the interop
//! tests; the attributes are compiled there, but nothing could run protobuf-net itself.
//!
//! Events whose profile is `proto3` are not printed; Protobuf's own generator is for them.

mod choice;
mod contract;
mod enumeration;
mod kind;
mod literal;
mod project;
mod property;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::package::{
    Classes, PackageError, Text, check, check_version, header, identifier, is_identifier,
    is_micro_plumberd,
};
use crate::case::to_pascal;
use crate::model::{Schema, Shape, Type};
use contract::Contracts;
use kind::Scope;
use literal::escape;

/// How the package is called, and what it targets.
#[derive(Debug, Clone)]
pub struct Options {
    /// The id of the package and the name of the project: `Acme.Events`.
    pub name: String,
    /// Its version, three numbers.
    pub version: String,
    /// What stands before the namespaces of all packages.
    pub namespace: Option<String>,
    /// The framework; at least `net8.0`.
    pub target_framework: String,
    /// The version of micro-plumberd to refer to.
    pub micro_plumberd: String,
    /// Whether types have attributes of protobuf-net.
    pub protobuf_net: bool,
}

impl Options {
    /// A package of this name, version 0.1.0, for `net10.0`, without protobuf-net.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: "0.1.0".to_owned(),
            namespace: None,
            target_framework: "net10.0".to_owned(),
            micro_plumberd: "1.2.4".to_owned(),
            protobuf_net: false,
        }
    }
}

/// The files of the project.
///
/// ```
/// use plumberd_schema::model::Schema;
/// use plumberd_schema::print::csharp;
///
/// let files = csharp::package(&Schema::default(), &csharp::Options::new("Acme.Events"))?;
/// assert!(files.iter().any(|file| file.path == "Acme.Events.csproj"));
/// # Ok::<(), plumberd_schema::print::PackageError>(())
/// ```
///
/// # Errors
/// When a name or a version is not one that .NET takes, and when the schema has types that it does not
/// hold, two events of one name, or a JSON key twice.
pub fn package(schema: &Schema, options: &Options) -> Result<Vec<File>, PackageError> {
    check_name("name", &options.name)?;
    if let Some(prefix) = &options.namespace {
        check_name("namespace", prefix)?;
    }
    check_version(&options.version)?;
    check_version(&options.micro_plumberd)?;
    check_framework(&options.target_framework)?;
    check(schema)?;
    let layout = Layout {
        schema,
        classes: Classes::new(schema, &[])?,
        contracts: Contracts::new(schema, options.protobuf_net),
        options,
    };

    let mut files = BTreeMap::new();
    for (package, types) in schema.packages() {
        for ty in types.into_iter().filter(|ty| is_micro_plumberd(ty)) {
            let scope = layout.scope(package);
            match &ty.shape {
                Shape::Enum(values) => {
                    let class = layout.classes.of(&ty.full_name()).to_owned();
                    let text = enumeration::print(&layout, &scope, ty, values);
                    files.insert(layout.path(package, &class), layout.file(ty, &scope, &text));
                }
                Shape::Message(message) => {
                    for index in 0..message.oneofs.len() {
                        let class = record::oneof_class(&layout, ty, index);
                        let text = choice::print(&layout, &scope, ty, message, index, &class);
                        files.insert(layout.path(package, &class), layout.file(ty, &scope, &text));
                    }
                    if !message.union {
                        let class = layout.classes.of(&ty.full_name()).to_owned();
                        let text = record::print(&layout, &scope, ty, message, &class);
                        files.insert(layout.path(package, &class), layout.file(ty, &scope, &text));
                    }
                }
            }
        }
    }
    files.insert(format!("{}.csproj", options.name), project::project(options));
    files.insert("README.md".to_owned(), project::readme(&layout));
    Ok(files.into_iter().map(|(path, text)| File { path, text }).collect())
}

/// Where everything is.
struct Layout<'a> {
    schema: &'a Schema,
    classes: Classes<'a>,
    contracts: Contracts,
    options: &'a Options,
}

impl<'a> Layout<'a> {
    /// `Recording.V1`.
    fn namespace(&self, package: &str) -> String {
        self.segments(package).iter().map(|it| escape(it)).collect::<Vec<_>>().join(".")
    }

    fn segments(&self, package: &str) -> Vec<String> {
        let prefix = self.options.namespace.iter().flat_map(|prefix| prefix.split('.'));
        let mut segments: Vec<String> = prefix.map(str::to_owned).collect();
        if package.is_empty() {
            segments.push("Unversioned".to_owned());
        } else {
            segments.extend(package.split('.').map(|segment| identifier(&to_pascal(segment))));
        }
        segments
    }

    fn path(&self, package: &str, class: &str) -> String {
        format!("{}/{class}.cs", self.segments(package).join("/"))
    }

    fn scope(&self, package: &'a str) -> Scope<'_> {
        let mut taken = self.classes.in_package(self.schema, package);
        for package in self.schema.packages().keys() {
            taken.extend(self.segments(package));
        }
        Scope::new(self, package, taken)
    }

    /// A file around a type.
    fn file(&self, ty: &Type, scope: &Scope<'_>, body: &str) -> String {
        let mut text = Text::new(4);
        text.line(format!("// {}", header(&ty.full_name())));
        for used in scope.used() {
            text.line(format!("using {used};"));
        }
        text.gap();
        text.line(format!("namespace {};", self.namespace(&ty.package)));
        format!("{}\n{body}", text.finish())
    }
}

/// Identifiers with dots between.
fn check_name(option: &'static str, name: &str) -> Result<(), PackageError> {
    if name.len() < 200 && name.split('.').all(is_identifier) {
        return Ok(());
    }
    Err(PackageError::Option {
        option,
        value: name.to_owned(),
        expected: "letters, digits and dots, as in Acme.Events",
    })
}

fn check_framework(name: &str) -> Result<(), PackageError> {
    let version = name.strip_prefix("net").and_then(|rest| rest.strip_suffix(".0"));
    if version.and_then(|it| it.parse::<u8>().ok()).is_some_and(|major| major >= 8)
        && !name.contains('+')
    {
        return Ok(());
    }
    Err(PackageError::Option {
        option: "target_framework",
        value: name.to_owned(),
        expected: "net8.0 or later, as in net10.0",
    })
}

/// The names that no property of a record can have.
fn taken_properties(class: &str) -> BTreeSet<String> {
    let mut taken: BTreeSet<String> = [
        "Equals",
        "GetHashCode",
        "ToString",
        "GetType",
        "MemberwiseClone",
        "Finalize",
        "Clone",
        "EqualityContract",
        "PrintMembers",
        "Deconstruct",
        "ReferenceEquals",
    ]
    .map(str::to_owned)
    .into();
    taken.insert(class.to_owned());
    taken
}
