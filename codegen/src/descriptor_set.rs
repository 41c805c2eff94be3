//! Descriptor sets as input.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use plumberd_schema::OPTIONS_PROTO;
use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::Place;
use prost::Message;
use prost_reflect::{DescriptorError, DescriptorPool};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, FileDescriptorSet, OneofDescriptorProto,
};

use crate::config::{Config, display_path};
use crate::parse::{Parsed, Places};
use crate::pool::{Compilation, add_bundled, is_bundled};
use crate::rules::{self, error};
use crate::sources::{OPTIONS_FILE, Sources, is_own};
use crate::text::Text;

/// The largest set in bytes.
const MAX_SET: u64 = 64 << 20;

/// Adds the files of the sets to what was compiled.
pub(crate) fn add(config: &Config, sources: &mut Sources, pool: &mut Compilation) {
    let package = config.package_dir();
    for set in &config.descriptor_sets {
        let path = package.join(set);
        sources.read.push(path.clone());
        let shown = display_path(&package, &path);
        let place = Place { file: shown, line: 1, column: 0 };
        if let Err(found) = add_set(&path, &place, pool) {
            pool.findings.push(found);
        }
    }
}

fn add_set(path: &Path, place: &Place, pool: &mut Compilation) -> Result<(), Diagnostic> {
    let refused = |message: String| error(&rules::DESCRIPTOR_SET, message).at(place.clone());
    let unreadable = |cause: std::io::Error| {
        error(&rules::SOURCE, format!("the descriptor set cannot be read: {cause}"))
            .at(place.clone())
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(error(&rules::SOURCE, "the descriptor set is not a file").at(place.clone()));
    }
    if metadata.len() > MAX_SET {
        return Err(error(
            &rules::FILE_SIZE,
            format!("the descriptor set has {} bytes, more than {MAX_SET}", metadata.len()),
        )
        .at(place.clone()));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let set = FileDescriptorSet::decode(bytes.as_slice()).map_err(|cause| {
        refused(format!("the file is not a descriptor set: {cause}"))
            .help("write one with `buf build --as-file-descriptor-set -o schema.binpb`")
    })?;
    if set.file.iter().any(|file| file.name().is_empty()) {
        return Err(refused("a file in the descriptor set has no name".to_owned())
            .help("write the set anew, with the compiler"));
    }
    check_syntax(&set, place)?;
    if let Some(name) = set.file.iter().find_map(odd_name) {
        return Err(refused(format!("`{}` is not a name", name.escape_debug()))
            .help("write the set anew, with the compiler"));
    }
    check_names(&set, pool, place)?;
    pool.add_parsed(set.file.iter().map(|file| (file.name().to_owned(), described(file))));
    pool.check_option_numbers();
    if pool.findings.iter().any(|found| found.code == rules::OPTION_NUMBER.code) {
        return Ok(());
    }
    add_imports(&set, &mut pool.pool);
    // The library trusts that sets come from a compiler: some that do not make it panic.
    let linked = catch_unwind(AssertUnwindSafe(|| link(&mut pool.pool, &bytes)));
    match linked {
        Ok(Ok(())) => {
            pool.compiled.extend(set.file.iter().map(|file| file.name().to_owned()));
            Ok(())
        }
        Ok(Err(cause)) => Err(of(&cause, place)),
        Err(_) => {
            // Whatever state it was left in.
            pool.pool = DescriptorPool::new();
            pool.compiled.clear();
            Err(refused("the descriptor set contradicts itself".to_owned())
                .help("write the set anew, with the compiler"))
        }
    }
}

fn link(pool: &mut DescriptorPool, bytes: &[u8]) -> Result<(), DescriptorError> {
    pool.decode_file_descriptor_set(bytes)?;
    // Options are decoded when they are asked for; here it is caught if that fails.
    for message in pool.all_messages() {
        let _ = message.options();
        for field in message.fields() {
            let _ = field.options();
        }
        for oneof in message.oneofs() {
            let _ = oneof.options();
        }
        if message.is_map_entry() {
            let _ = (message.map_entry_key_field(), message.map_entry_value_field());
        }
    }
    for enumeration in pool.all_enums() {
        let _ = enumeration.options();
        for value in enumeration.values() {
            let _ = value.options();
        }
    }
    for file in pool.files() {
        let _ = (file.messages().len(), file.enums().len(), file.services().len());
        file.messages().for_each(drop);
        file.enums().for_each(drop);
        file.services().for_each(drop);
    }
    Ok(())
}

/// Editions must not reach the library, which panics.
fn check_syntax(set: &FileDescriptorSet, place: &Place) -> Result<(), Diagnostic> {
    for file in &set.file {
        match file.syntax() {
            "" | "proto2" | "proto3" => {}
            "editions" => {
                return Err(error(
                    &rules::EDITION,
                    format!("`{}` in the descriptor set is written in an edition", file.name()),
                )
                .at(place.clone())
                .help("editions are not supported; write the file in proto3"));
            }
            other => {
                return Err(error(
                    &rules::DESCRIPTOR_SET,
                    format!("`{}` in the descriptor set has the syntax {other:?}", file.name()),
                )
                .at(place.clone())
                .help("only proto3 is supported"));
            }
        }
    }
    Ok(())
}

fn check_names(
    set: &FileDescriptorSet,
    pool: &Compilation,
    place: &Place,
) -> Result<(), Diagnostic> {
    let twice = set
        .file
        .iter()
        .map(FileDescriptorProto::name)
        .find(|name| !is_bundled(name) && !is_own(name) && pool.parsed.contains_key(*name));
    match twice {
        None => Ok(()),
        Some(name) => Err(error(&rules::SHADOWED_FILE, format!("there is another file `{name}`"))
            .at(place.clone())
            .help("give the files or the set, not both")),
    }
}

/// A name that no `.proto` file can have. Compilers write none; the library takes them all.
fn odd_name(file: &FileDescriptorProto) -> Option<&str> {
    let package = file.package.as_deref().filter(|package| !package.is_empty());
    let names = package.into_iter().flat_map(|package| package.split('.'));
    names
        .chain(file.extension.iter().map(FieldDescriptorProto::name))
        .find(|name| !is_name(name))
        .or_else(|| file.message_type.iter().find_map(odd_name_in_message))
        .or_else(|| file.enum_type.iter().find_map(odd_name_in_enum))
}

fn odd_name_in_message(message: &DescriptorProto) -> Option<&str> {
    let fields = message.field.iter().chain(&message.extension).map(FieldDescriptorProto::name);
    let oneofs = message.oneof_decl.iter().map(OneofDescriptorProto::name);
    std::iter::once(message.name())
        .chain(fields)
        .chain(oneofs)
        .find(|name| !is_name(name))
        .or_else(|| message.nested_type.iter().find_map(odd_name_in_message))
        .or_else(|| message.enum_type.iter().find_map(odd_name_in_enum))
}

fn odd_name_in_enum(enumeration: &EnumDescriptorProto) -> Option<&str> {
    let values = enumeration.value.iter().map(EnumValueDescriptorProto::name);
    std::iter::once(enumeration.name()).chain(values).find(|name| !is_name(name))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn described(file: &FileDescriptorProto) -> Parsed {
    let project = !is_bundled(file.name()) && !is_own(file.name());
    let places = Places::new(Text::new(file.name(), ""), file);
    Parsed { descriptor: file.clone(), places, project }
}

/// What sets leave out because every compiler has it.
fn add_imports(set: &FileDescriptorSet, pool: &mut DescriptorPool) {
    let bundled = DescriptorPool::global();
    let has = |name: &str| set.file.iter().any(|file| file.name() == name);
    for import in set.file.iter().flat_map(|file| &file.dependency).filter(|import| !has(import)) {
        if import == OPTIONS_FILE && pool.get_file_by_name(OPTIONS_FILE).is_none() {
            let Ok(options) = protox_parse::parse(OPTIONS_FILE, OPTIONS_PROTO) else { continue };
            // Google's descriptors come with the set, or not at all.
            if options.dependency.iter().any(|import| has(import)) {
                continue;
            }
            for import in &options.dependency {
                add_bundled(pool, &bundled, import);
            }
            let _ = pool.add_file_descriptor_proto(options);
        } else {
            add_bundled(pool, &bundled, import);
        }
    }
}

fn of(cause: &DescriptorError, place: &Place) -> Diagnostic {
    let at = match (cause.file(), cause.line(), cause.column()) {
        (Some(file), Some(line), Some(column)) => Text::new(file, "").at(line, column),
        _ => place.clone(),
    };
    error(&rules::DESCRIPTOR_SET, crate::parse::ticks(&cause.to_string()))
        .at(at)
        .help("write the set anew, with everything that it imports")
}
