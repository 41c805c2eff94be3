//! Generates the peers' code, and ours of schemas that we did not write. No protoc needed.
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use plumberd_build::{Config, configure};
use plumberd_schema::case::to_snake;
use plumberd_schema::model::{Schema, Shape, Type};
use plumberd_schema::print::rust;

#[path = "build/both_ways.rs"]
mod both_ways;

const FILES: [&str; 2] = ["bench/v1/bench.proto", "interop/v1/everything.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);

    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).open_files(FILES)?;

    // Ordered maps, so that equal values have equal bytes.
    let prost = out.join("prost");
    fs::create_dir_all(&prost)?;
    prost_build::Config::new()
        .out_dir(&prost)
        .btree_map(["."])
        .include_file("mod.rs")
        .compile_fds(compiler.file_descriptor_set())?;

    let buffa = out.join("buffa");
    fs::create_dir_all(&buffa)?;
    let set = out.join("interop.binpb");
    // Cargo looks at this file too, and would find one that is always newer than the last build.
    let bytes = compiler.encode_file_descriptor_set();
    if fs::read(&set).ok().as_ref() != Some(&bytes) {
        fs::write(&set, bytes)?;
    }
    buffa_build::Config::new()
        .descriptor_set(&set)
        .files(&FILES)
        .out_dir(&buffa)
        .map_type(buffa_build::MapRepr::BTreeMap)
        .include_file("mod.rs")
        .compile()?;

    list(&out.join("root_types.rs"), &configure().proto_root("../../proto").load()?.schema)?;
    let corpus = Path::new("../../codegen/tests/good/proto");
    generate(&out, "corpus", configure().proto_root(corpus))?;
    fs::write(out.join("corpus.binpb"), set_of(corpus, &files(corpus, "")?)?)?;
    togather(&out)?;
    both_ways::generate(&out)
}

/// The newest schemas of togather, if `cargo xtask interop togather` has brought them.
fn togather(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rustc-check-cfg=cfg(togather)");
    let sources = Path::new("../../target/interop/togather/sources");
    // A file that comes into being later has no other sign.
    println!("cargo::rerun-if-changed={}", sources.join("unpacked.txt").display());
    let proto = sources.join("togather_event_sdk-1.0.61/proto");
    if !proto.exists() {
        return Ok(());
    }
    println!("cargo::rustc-cfg=togather");
    let config = configure().proto_root(proto).event_suffix("Payload").event_suffix("Event");
    generate(out, "togather", config)
}

/// Our Rust of a schema, and the list of its messages.
fn generate(out: &Path, name: &str, config: Config) -> Result<(), Box<dyn Error>> {
    let loaded = config.load()?;
    for file in &loaded.files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let (mut schema, options) = (loaded.schema, rust::Options::new());
    // What is refused with a reason cannot be compared.
    for refused in rust::check(&schema, &options) {
        println!("cargo::warning={refused}");
        let file = refused.place.map(|place| place.file);
        schema.types.retain(|_, ty| ty.place.as_ref().map(|place| &place.file) != file.as_ref());
    }
    fs::write(out.join(name).with_extension("rs"), rust::text(&schema, &options))?;
    list(&out.join(format!("{name}_types.rs")), &schema)
}

/// An expression with all messages of a schema: `vec![Generated::of::<schemas::…>(), …]`.
fn list(file: &Path, schema: &Schema) -> Result<(), Box<dyn Error>> {
    let mut text = "vec![".to_owned();
    for ty in schema.types.values() {
        if matches!(ty.shape, Shape::Message(_)) {
            write!(text, "Generated::of::<{}>(),", path(ty))?;
        }
    }
    Ok(fs::write(file, text + "]")?)
}

/// Where a type is: `schemas::recording::v1::Camera`.
fn path(ty: &Type) -> String {
    let mut names: Vec<&str> = ty.path.split('.').collect();
    let name = names.pop().unwrap_or_default();
    let package = ty.package.split('.').map(str::to_owned);
    let modules: Vec<String> = package.chain(names.iter().map(|name| to_snake(name))).collect();
    format!("schemas::{}::{name}", modules.join("::"))
}

/// What protox makes of the files in a folder, with everything that they import.
fn set_of(folder: &Path, files: &[String]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut compiler = protox::Compiler::new([folder, Path::new("../../schema/proto")])?;
    compiler.include_imports(true).open_files(files)?;
    Ok(compiler.encode_file_descriptor_set())
}

/// The files below a folder, as imports spell them.
fn files(folder: &Path, prefix: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let (entry, mut name) = (entry?.path(), prefix.to_owned());
        name += entry.file_name().and_then(|name| name.to_str()).ok_or("a name that is no text")?;
        if entry.is_dir() {
            found.extend(files(&entry, &format!("{name}/"))?);
        } else {
            found.push(name);
        }
    }
    Ok(found)
}
