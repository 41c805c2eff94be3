//! The build scripts that are measured. Each is a whole process, as Cargo starts it.
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::rusage;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub const OURS: &str = "ours";
const PROST: &str = "prost-build";
const BUFFA: &str = "buffa-build";
pub const CONTENDERS: [&str; 3] = [OURS, PROST, BUFFA];

/// Where the options are that the files import. We bring them along; the peers are given the folder.
const OPTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/proto");

/// What one run took.
pub struct Cost {
    /// Of the user and the system, in milliseconds.
    pub cpu: f64,
    pub elapsed: Duration,
}

/// Runs a contender's build script in a package, which has its files in `proto`.
pub fn start(contender: &str, package: &Path) -> Outcome<Cost> {
    let (before, begin) = (rusage::children()?, Instant::now());
    let output = Command::new(env::current_exe()?)
        .args(["script", contender])
        .env("CARGO_MANIFEST_DIR", package)
        .env("OUT_DIR", out_dir(contender, package))
        .envs([("HOST", "x"), ("TARGET", "x")])
        .current_dir(package)
        .stdout(Stdio::piped())
        .output()?;
    let cost = Cost { cpu: (rusage::children()? - before) * 1000.0, elapsed: begin.elapsed() };
    let text = String::from_utf8_lossy(&output.stdout);
    // A build script of ours tells Cargo of errors, and ends well.
    if output.status.success() && !text.contains("cargo::error") {
        Ok(cost)
    } else {
        Err(format!("{contender}: {text}{}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// Takes away all that was written, so that the next run begins from nothing.
pub fn clean(contender: &str, package: &Path) -> io::Result<()> {
    let folder = out_dir(contender, package);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder)
}

/// How many of the events have come out as structs.
pub fn structs(contender: &str, package: &Path) -> Outcome<usize> {
    let files = files(&out_dir(contender, package), "rs")?;
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(file)?;
        let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("pub struct "));
        count +=
            names.filter(|name| name.trim_end_matches([' ', '{']).ends_with("Changed")).count();
    }
    Ok(count)
}

fn out_dir(contender: &str, package: &Path) -> PathBuf {
    package.join("out").join(contender)
}

/// The build script itself.
pub fn script(contender: &str) -> Outcome {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    match contender {
        OURS => Ok(plumberd_build::configure().proto_root("proto").compile()?),
        PROST => {
            let set = parse()?.file_descriptor_set();
            Ok(prost_build::Config::new().out_dir(out).compile_fds(set)?)
        }
        BUFFA => {
            let set = out.join("schema.binpb");
            fs::write(&set, parse()?.encode_file_descriptor_set())?;
            let names = files(Path::new("proto"), "proto")?;
            let names: Vec<&Path> =
                names.iter().filter_map(|file| file.strip_prefix("proto").ok()).collect();
            Ok(buffa_build::Config::new()
                .descriptor_set(&set)
                .files(&names)
                .out_dir(out)
                .include_file("mod.rs")
                .compile()?)
        }
        _ => Err(format!("there is no contender {contender}").into()),
    }
}

/// The peers' code comes from descriptors, which a program without protoc has from protox.
fn parse() -> Outcome<protox::Compiler> {
    let mut compiler = protox::Compiler::new(["proto", OPTIONS])?;
    compiler.include_source_info(true).include_imports(true);
    compiler.open_files(files(Path::new("proto"), "proto")?)?;
    Ok(compiler)
}

fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
