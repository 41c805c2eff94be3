use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Options, next_major, version_behind};
use crate::print::File;

/// A Python package of the `*_pb2.py` and `*_pb2.pyi` files, by their paths as the generator wrote
/// them. Each module of messages gets their names without a star; the lower bound of `protobuf` is the
/// generator's version.
///
/// ```
/// use plumberd_schema::print::File;
/// use plumberd_schema::print::protobuf::{Options, python};
///
/// let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
/// let files = [
///     file("shop/v1/Placed_pb2.py", "# Protobuf Python Version: 6.31.1\nfrom shop.v1 import Money_pb2 as x\n"),
///     file("shop/v1/Placed_pb2.pyi", "class Placed(_message.Message):\n    pass\n"),
/// ];
/// let options = Options { name: "acme-events".into(), version: "1.0.0".into() };
/// let package = python(&files, &options);
/// let text = |path: &str| &*package.iter().find(|file| file.path == path).unwrap().text;
/// assert!(text("acme_events/shop/v1/Placed_pb2.py").contains("from acme_events.shop.v1 import Money_pb2"));
/// assert_eq!(
///     text("acme_events/shop/v1/__init__.py"),
///     "from .Placed_pb2 import Placed\n\n__all__ = [\"Placed\"]\n"
/// );
/// assert!(text("pyproject.toml").contains("\"protobuf>=6.31.1,<7\""));
/// ```
#[must_use]
pub fn python(files: &[File], options: &Options) -> Vec<File> {
    let module = options.name.replace('-', "_");
    let roots: BTreeSet<&str> =
        files.iter().filter_map(|file| Some(file.path.split_once('/')?.0)).collect();
    // The names of each module, by folder; folders above have no names of their own.
    let mut folders: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    let mut package = Vec::new();
    for file in files {
        let text = file.text.lines().map(|line| moved(line, &roots, &module) + "\n").collect();
        package.push(File { path: format!("{module}/{}", file.path), text });
        let mut above = file.path.as_str();
        while let Some((folder, _)) = above.rsplit_once('/') {
            folders.entry(folder.to_owned()).or_default();
            above = folder;
        }
        if let Some((folder, name)) = file.path.rsplit_once('/')
            && let Some(name) = name.strip_suffix(".pyi")
        {
            folders.entry(folder.to_owned()).or_default().push((name.to_owned(), classes(file)));
        }
    }
    let version = files
        .iter()
        .filter_map(|file| version_behind(&file.text, "# Protobuf Python Version: "))
        .max_by_key(|version| numbers(version));
    let runtime = match version.and_then(|version| Some((version, next_major(version)?))) {
        Some((version, next)) => format!("protobuf>={version},<{next}"),
        None => "protobuf".to_owned(),
    };
    for (folder, modules) in folders {
        package.push(File { path: format!("{module}/{folder}/__init__.py"), text: init(&modules) });
    }
    package.push(File { path: format!("{module}/__init__.py"), text: String::new() });
    package.push(File { path: format!("{module}/py.typed"), text: String::new() });
    let text = format!(
        "[build-system]\nrequires = [\"setuptools>=61\"]\nbuild-backend = \"setuptools.build_meta\"\n\n[project]\nname = {:?}\nversion = {:?}\nrequires-python = \">=3.9\"\ndependencies = [{runtime:?}]\n\n[tool.setuptools.packages.find]\ninclude = [\"{module}*\"]\n\n[tool.setuptools.package-data]\n\"*\" = [\"py.typed\", \"*.pyi\"]\n",
        options.name, options.version
    );
    package.push(File { path: "pyproject.toml".to_owned(), text });
    package.sort_by(|a, b| a.path.cmp(&b.path));
    package
}

/// A line with its import below the package.
fn moved(line: &str, roots: &BTreeSet<&str>, module: &str) -> String {
    let imported = line.strip_prefix("from ").and_then(|rest| rest.split(['.', ' ']).next());
    match imported {
        Some(root) if roots.contains(root) => line.replacen("from ", &format!("from {module}."), 1),
        _ => line.to_owned(),
    }
}

/// The messages and enums of a stub.
fn classes(file: &File) -> Vec<String> {
    let names = file.text.lines().filter_map(|line| line.strip_prefix("class "));
    names.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())).collect()
}

fn init(modules: &[(String, Vec<String>)]) -> String {
    let mut text = String::new();
    let mut all = Vec::new();
    for (module, names) in modules.iter().filter(|(_, names)| !names.is_empty()) {
        let _ = writeln!(text, "from .{module} import {}", names.join(", "));
        all.extend(names.iter().map(|name| format!("{name:?}")));
    }
    if !all.is_empty() {
        let _ = write!(text, "\n__all__ = [{}]\n", all.join(", "));
    }
    text
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
