//! All files together: imports, names and types.

use std::collections::{BTreeMap, BTreeSet};

use plumberd_schema::diagnostic::Diagnostic;
use prost_reflect::DescriptorPool;
use prost_types::{FieldDescriptorProto, FileDescriptorProto, field_descriptor_proto::Type};

use crate::parse::{Parsed, definition_errors, parse};
use crate::rules::{self, error};
use crate::sources::{OPTIONS_FILE, Sources};

/// The path of an import in the descriptor of a file.
const DEPENDENCY: i32 = 3;

/// What the compiler knows when all files were looked at.
#[derive(Debug)]
pub(crate) struct Compilation {
    pub(crate) pool: DescriptorPool,
    /// The files that could be parsed, by name.
    pub(crate) parsed: BTreeMap<String, Parsed>,
    /// Those of them that are in the pool, those that are imported before those that import them.
    pub(crate) compiled: Vec<String>,
    pub(crate) findings: Vec<Diagnostic>,
}

impl Compilation {
    /// Compiles all files of the project and what they import.
    pub(crate) fn of(sources: &mut Sources) -> Self {
        let mut pool = Self {
            pool: DescriptorPool::new(),
            parsed: BTreeMap::new(),
            compiled: Vec::new(),
            findings: Vec::new(),
        };
        let mut todo: Vec<String> = sources.files.keys().cloned().collect();
        todo.reverse();
        while let Some(name) = todo.pop() {
            if pool.parsed.contains_key(&name) {
                continue;
            }
            let Some(source) = sources.files.get(&name) else { continue };
            match parse(&name, &source.text, source.project) {
                Ok(parsed) => {
                    let imports = &parsed.descriptor.dependency;
                    for (index, import) in imports.iter().enumerate() {
                        if imports.iter().take(index).any(|before| before == import) {
                            pool.findings.push(
                                error(&rules::IMPORT, format!("`{import}` is imported twice"))
                                    .at(parsed.places.at(&[DEPENDENCY, number(index)]))
                                    .help("delete one of the two"),
                            );
                            continue;
                        }
                        if sources.is_known(import) || is_bundled(import) {
                            continue;
                        }
                        if sources.import(import) {
                            todo.push(import.clone());
                        } else {
                            let place = parsed.places.at(&[DEPENDENCY, number(index)]);
                            pool.findings.push(missing(import, sources).at(place));
                        }
                    }
                    pool.parsed.insert(name, parsed);
                }
                Err(findings) => pool.findings.extend(findings),
            }
        }
        pool.check_option_numbers();
        if pool.findings.iter().all(|found| found.code != rules::OPTION_NUMBER.code) {
            pool.link();
        }
        pool
    }

    /// Adds files that were compiled elsewhere.
    pub(crate) fn add_parsed(&mut self, files: impl IntoIterator<Item = (String, Parsed)>) {
        for (name, file) in files {
            self.parsed.entry(name).or_insert(file);
        }
    }

    /// Puts the files into the pool, in the order of their imports.
    fn link(&mut self) {
        let mut visits: BTreeMap<&str, Visit> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        let mut cycles: BTreeSet<Vec<&str>> = BTreeSet::new();
        // Not recursive, so that a chain of imports has no limit.
        for start in self.parsed.keys() {
            let mut stack: Vec<(&str, usize)> = vec![(start, 0)];
            while let Some((name, next)) = stack.pop() {
                if next == 0 {
                    match visits.get(name) {
                        Some(Visit::Done) => continue,
                        Some(Visit::Open) => {
                            let from = stack.iter().position(|(above, _)| *above == name);
                            let cycle: Vec<&str> = stack
                                .iter()
                                .skip(from.unwrap_or(0))
                                .map(|(name, _)| *name)
                                .collect();
                            cycles.insert(cycle);
                            continue;
                        }
                        None => visits.insert(name, Visit::Open),
                    };
                }
                let dependency =
                    self.parsed.get(name).and_then(|it| it.descriptor.dependency.get(next));
                if let Some(import) = dependency {
                    stack.push((name, next + 1));
                    if self.parsed.contains_key(import) {
                        stack.push((import, 0));
                    }
                } else {
                    visits.insert(name, Visit::Done);
                    order.push(name);
                }
            }
        }
        let mut findings = Vec::new();
        let mut in_cycle: BTreeSet<&str> = BTreeSet::new();
        for cycle in &cycles {
            in_cycle.extend(cycle);
            findings.extend(self.cycle(cycle));
        }
        let bundled = DescriptorPool::global();
        let mut compiled = Vec::new();
        for name in order {
            let Some(parsed) = self.parsed.get(name) else { continue };
            let imports = &parsed.descriptor.dependency;
            for import in imports.iter().filter(|import| !self.parsed.contains_key(*import)) {
                add_bundled(&mut self.pool, &bundled, import);
            }
            // What is wrong elsewhere is said there.
            if in_cycle.contains(name)
                || imports.iter().any(|import| self.pool.get_file_by_name(import).is_none())
            {
                continue;
            }
            match self.pool.add_file_descriptor_proto(parsed.descriptor.clone()) {
                Ok(()) => compiled.push(name.to_owned()),
                Err(cause) => findings.extend(definition_errors(&cause, parsed, &mut self.pool)),
            }
        }
        self.compiled = compiled;
        self.findings.extend(findings);
    }

    fn cycle(&self, cycle: &[&str]) -> Option<Diagnostic> {
        let (first, last) = (cycle.first()?, cycle.last()?);
        let parsed = self.parsed.get(*last)?;
        let index = parsed.descriptor.dependency.iter().position(|import| import == first)?;
        let message = if cycle.len() == 1 {
            "the file imports itself".to_owned()
        } else {
            format!("the imports are a circle: `{}` to `{first}`", cycle.join("` to `"))
        };
        Some(
            error(&rules::IMPORT_CYCLE, message)
                .at(parsed.places.at(&[DEPENDENCY, number(index)]))
                .help("move the types that both need to a file of their own"),
        )
    }

    /// Two options with one number but different types could not be told apart in the descriptors.
    pub(crate) fn check_option_numbers(&mut self) {
        let mut seen: BTreeMap<(String, i32), (&FieldDescriptorProto, String)> = BTreeMap::new();
        let mut findings = Vec::new();
        // Plumberd's own first, so that a clash is the other one's.
        let own = self.parsed.get_key_value(OPTIONS_FILE);
        for (file, parsed) in own.into_iter().chain(&self.parsed) {
            for (path, option) in extensions(&parsed.descriptor) {
                let extendee = option.extendee().trim_start_matches('.').to_owned();
                let place = parsed.places.at(&path);
                let key = (extendee, option.number());
                match seen.get(&key) {
                    Some((other, _)) if std::ptr::eq(*other, option) => {}
                    Some((other, first)) if !is_same_scalar(other, option) => {
                        let (extendee, number) = key;
                        findings.push(
                            error(
                                &rules::OPTION_NUMBER,
                                format!(
                                    "the option `{}` has the number {number} of `{}` in {first}, another option of `{extendee}`",
                                    option.name(),
                                    other.name(),
                                ),
                            )
                            .at(place)
                            .help("give it another number, from 50000 to 99999"),
                        );
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(key, (option, file.clone()));
                    }
                }
            }
        }
        self.findings.extend(findings);
    }
}

#[derive(Clone, Copy)]
enum Visit {
    Open,
    Done,
}

fn missing(import: &str, sources: &Sources) -> Diagnostic {
    let found = error(&rules::IMPORT, format!("there is no file `{import}`"));
    let stem = import.rsplit('/').next().unwrap_or(import);
    let near = sources
        .files
        .keys()
        .find(|name| name.rsplit('/').next().is_some_and(|it| it.eq_ignore_ascii_case(stem)));
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("imports are relative to a folder of `proto_root` or `include`"),
    }
}

/// Whether the library has the file in it.
pub(crate) fn is_bundled(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "any",
        "api",
        "descriptor",
        "duration",
        "empty",
        "field_mask",
        "source_context",
        "struct",
        "timestamp",
        "type",
        "wrappers",
        "compiler/plugin",
    ];
    name.strip_prefix("google/protobuf/")
        .and_then(|name| name.strip_suffix(".proto"))
        .is_some_and(|name| NAMES.contains(&name))
}

/// Adds one of Google's files, and what it imports.
pub(crate) fn add_bundled(pool: &mut DescriptorPool, bundled: &DescriptorPool, name: &str) {
    if !is_bundled(name) || pool.get_file_by_name(name).is_some() {
        return;
    }
    if let Some(file) = bundled.get_file_by_name(name) {
        let descriptor = file.file_descriptor_proto().clone();
        for import in &descriptor.dependency {
            add_bundled(pool, bundled, import);
        }
        // These files are right.
        let _ = pool.add_file_descriptor_proto(descriptor);
    }
}

/// All extensions of a file with their paths.
pub(crate) fn extensions(
    descriptor: &FileDescriptorProto,
) -> Vec<(Vec<i32>, &FieldDescriptorProto)> {
    const EXTENSION: i32 = 7;
    const MESSAGE: i32 = 4;
    const NESTED: i32 = 3;
    const IN_MESSAGE: i32 = 6;
    let top = descriptor.extension.iter().enumerate();
    let mut found: Vec<_> = top.map(|(index, it)| (vec![EXTENSION, number(index)], it)).collect();
    let messages = descriptor.message_type.iter().enumerate();
    let mut todo: Vec<_> = messages.map(|(index, it)| (vec![MESSAGE, number(index)], it)).collect();
    while let Some((path, message)) = todo.pop() {
        let below = |tag, index| [path.as_slice(), &[tag, number(index)]].concat();
        let own = message.extension.iter().enumerate();
        found.extend(own.map(|(index, it)| (below(IN_MESSAGE, index), it)));
        let nested = message.nested_type.iter().enumerate();
        todo.extend(nested.map(|(index, it)| (below(NESTED, index), it)));
    }
    found
}

fn is_same_scalar(a: &FieldDescriptorProto, b: &FieldDescriptorProto) -> bool {
    let is_scalar = |it: &FieldDescriptorProto| {
        it.type_name.is_none() && !matches!(it.r#type(), Type::Message | Type::Group | Type::Enum)
    };
    is_scalar(a) && is_scalar(b) && a.r#type == b.r#type && a.label == b.label
}

pub(crate) fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
