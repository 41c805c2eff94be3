//! Generates the peers' code from the .proto that the interop suites use too. No protoc needed.
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const ROOT: &str = "../tests/interop/proto";
const FILE: &str = "bench/v1/bench.proto";

const EVENTS: [&str; 3] = ["RecordingFinished", "RecordingStopped", "InventoryCounted"];
/// What the file of an event begins with.
const HEAD: &str = r#"syntax = "proto3";
package bench.v1;
import "bench/v1/Shared.proto";
import "google/protobuf/timestamp.proto";
"#;

/// What pb-rs needs of google/protobuf/timestamp.proto, which it does not bring along.
const TIMESTAMP: &str = r#"syntax = "proto3";
package google.protobuf;
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
"#;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={ROOT}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);

    let mut compiler = protox::Compiler::new([ROOT])?;
    compiler.include_imports(true).open_file(FILE)?;
    let descriptors = compiler.file_descriptor_set();

    let prost = out.join("prost");
    fs::create_dir_all(&prost)?;
    prost_build::Config::new().out_dir(&prost).compile_fds(descriptors)?;

    let buffa = out.join("buffa");
    fs::create_dir_all(&buffa)?;
    let set = out.join("bench.binpb");
    fs::write(&set, compiler.encode_file_descriptor_set())?;
    buffa_build::Config::new()
        .descriptor_set(&set)
        .files(&[FILE])
        .out_dir(&buffa)
        .include_file("mod.rs")
        .compile()?;

    quick_protobuf(&out.join("quick"))?;
    ours()
}

/// Our own code, `plumberd.rs`. An event has a file of its own, so the file is cut up.
fn ours() -> Result<(), Box<dyn Error>> {
    let mut shared = fs::read_to_string(Path::new(ROOT).join(FILE))?;
    let mut config = plumberd_build::configure();
    for name in EVENTS {
        let start = shared.find(&format!("message {name} {{")).ok_or("there is no such message")?;
        let end = start + shared[start..].find("\n}").ok_or("the message has no end")? + 2;
        let message: String = shared.drain(start..end).collect();
        let text = format!("{HEAD}\n{message}\n");
        config = config.file(format!("bench/v1/{name}.proto"), text);
    }
    Ok(config.file("bench/v1/Shared.proto", shared).compile()?)
}

/// pb-rs's output cannot be included as it is: a file that is included has no inner attributes.
fn quick_protobuf(out: &Path) -> Result<(), Box<dyn Error>> {
    let imports = out.join("proto");
    fs::create_dir_all(imports.join("google/protobuf"))?;
    let timestamp = imports.join("google/protobuf/timestamp.proto");
    fs::write(&timestamp, TIMESTAMP)?;

    let generated = out.join("rs");
    fs::create_dir_all(&generated)?;
    let config = pb_rs::ConfigBuilder::new(
        &[PathBuf::from(ROOT).join(FILE), timestamp],
        None,
        Some(&generated),
        &[PathBuf::from(ROOT), imports],
    )?;
    pb_rs::types::FileDescriptor::run(&config.headers(false).build())?;
    for file in ["bench/v1.rs", "google/protobuf.rs"] {
        let path = generated.join(file);
        let text = fs::read_to_string(&path)?;
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("#![")).collect();
        fs::write(&path, kept.join("\n"))?;
    }
    Ok(())
}
