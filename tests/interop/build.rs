//! Generates the peers' code. No protoc needed.
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

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
    fs::write(&set, compiler.encode_file_descriptor_set())?;
    buffa_build::Config::new()
        .descriptor_set(&set)
        .files(&FILES)
        .out_dir(&buffa)
        .map_type(buffa_build::MapRepr::BTreeMap)
        .include_file("mod.rs")
        .compile()
}
