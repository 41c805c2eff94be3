//! Where each type goes, and what it is called there.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::ident::{camel, raw, snake, unique};
use crate::model::{Shape, Type};

/// A module, as the names from the root of the source down to it.
pub(super) type Module = Vec<String>;

/// Where a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) module: Module,
    pub(super) ident: String,
}

/// The names of all modules and types.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    types: BTreeMap<String, Place>,
    oneofs: BTreeMap<(String, usize), Place>,
    /// The modules of packages and messages, by their Protobuf names.
    modules: BTreeMap<(Module, &'a str), String>,
    taken: BTreeMap<Module, BTreeSet<String>>,
}

impl Place {
    /// The path from a module to the type.
    pub(super) fn path(&self, from: &[String]) -> String {
        let common = from.iter().zip(&self.module).take_while(|(a, b)| a == b).count();
        let up = std::iter::repeat_n("super".to_owned(), from.len() - common);
        let down = self.module.iter().skip(common).map(|module| raw(module));
        let parts: Vec<String> = up.chain(down).chain([raw(&self.ident)]).collect();
        parts.join("::")
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(types: &[&'a Type]) -> Self {
        let mut names = Self::default();
        // Modules of packages first, so that no message takes their names.
        for ty in types {
            names.package(ty);
        }
        for ty in types {
            let mut module = names.package(ty);
            let mut parts = ty.path.split('.').peekable();
            while let Some(part) = parts.next() {
                if parts.peek().is_some() {
                    module = names.module(module, part);
                } else {
                    let place = names.take(module.clone(), camel(part));
                    names.types.insert(ty.full_name(), place);
                }
            }
        }
        for ty in types {
            names.oneofs_of(ty);
        }
        names
    }

    fn package(&mut self, ty: &'a Type) -> Module {
        let segments = ty.package.split('.').filter(|segment| !segment.is_empty());
        segments.fold(Module::new(), |module, segment| self.module(module, segment))
    }

    /// The module inside of another that has this Protobuf name.
    fn module(&mut self, outer: Module, name: &'a str) -> Module {
        let key = (outer, name);
        if let Some(known) = self.modules.get(&key) {
            let mut module = key.0;
            module.push(known.clone());
            return module;
        }
        let Place { mut module, ident } = self.take(key.0.clone(), snake(name));
        self.modules.insert(key, ident.clone());
        module.push(ident);
        module
    }

    /// Takes the name that was wanted, or one like it.
    fn take(&mut self, module: Module, wanted: String) -> Place {
        let taken = self.taken.entry(module.clone()).or_default();
        let ident = unique(wanted, |name| taken.contains(name));
        taken.insert(ident.clone());
        Place { module, ident }
    }

    fn oneofs_of(&mut self, ty: &'a Type) {
        let Shape::Message(message) = &ty.shape else { return };
        if is_union(ty) {
            return;
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            let Some(outer) = self.types.get(&ty.full_name()).cloned() else { return };
            let last = ty.path.rsplit('.').next().unwrap_or(&ty.path);
            let module = self.module(outer.module, last);
            let place = self.take(module, camel(&oneof.type_name));
            self.oneofs.insert((ty.full_name(), index), place);
        }
    }

    /// Where a type is, if it is generated.
    pub(super) fn place(&self, name: &str) -> Option<&Place> {
        self.types.get(name)
    }

    /// Where the enum of a oneof is.
    pub(super) fn oneof(&self, name: &str, index: usize) -> Option<&Place> {
        self.oneofs.get(&(name.to_owned(), index))
    }

    /// Whether a module has something of this name.
    pub(super) fn declares(&self, module: &[String], name: &str) -> bool {
        self.taken.get(module).is_some_and(|taken| taken.contains(name))
    }

    /// A name of the standard prelude, in full where a module has something else of this name.
    pub(super) fn prelude(&self, module: &[String], name: &str, full: &str) -> String {
        if self.declares(module, name) { format!("::{full}") } else { name.to_owned() }
    }

    /// A path that begins with the name of a crate.
    pub(super) fn krate(&self, module: &[String], path: &str) -> String {
        let krate = path.split("::").next().unwrap_or(path);
        if self.declares(module, krate) { format!("::{path}") } else { path.to_owned() }
    }
}

/// Whether a message is an enum in Rust. An event is a struct in any case.
pub(super) fn is_union(ty: &Type) -> bool {
    match &ty.shape {
        Shape::Message(message) => {
            message.union
                && ty.event.is_none()
                && message.oneofs.len() == 1
                && message.fields.iter().all(|field| field.oneof == Some(0))
        }
        Shape::Enum(_) => false,
    }
}

/// The path of a type that is not generated, because the options say where it is.
pub(super) fn extern_path(options: &Options, name: &str) -> Option<String> {
    let (prefix, path) = options
        .extern_paths
        .iter()
        .filter(|(prefix, _)| {
            name.strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || prefix.is_empty())
        })
        .max_by_key(|(prefix, _)| prefix.len())?;
    let rest = name.get(prefix.len()..)?.trim_start_matches('.');
    if rest.is_empty() {
        return Some(path.clone());
    }
    let mut path = path.clone();
    let mut parts = rest.split('.').peekable();
    while let Some(part) = parts.next() {
        let name = if parts.peek().is_some() { snake(part) } else { camel(part) };
        path.push_str("::");
        path.push_str(&raw(&name));
    }
    Some(path)
}
