//! The types of a program as schemas and as packages of other languages, without a `.proto` file in
//! sight.
//!
//! `cargo run --example export_schema [folder]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use plumberd::event::Registry;
use plumberd::schema::print::{
    File, csharp, descriptor_set, json_schema, proto, python, typescript,
};
use plumberd::{PlumberdData, PlumberdEvent, PlumberdEvents};
use uuid::Uuid;

/// A camera was put up.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Camera", version = "v1")]
struct CameraInstalled {
    #[event(tag = 1)]
    id: Uuid,
    /// Printed on its back.
    #[event(tag = 2)]
    serial_number: String,
    #[event(tag = 3)]
    lens: Option<Lens>,
    #[event(tag = 4)]
    modes: Vec<Mode>,
}

/// What is in front of it.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Lens {
    /// In millimetres.
    #[event(tag = 1)]
    focal_length: f64,
    #[event(tag = 2, wire = "zigzag")]
    offset: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
enum Mode {
    Unspecified = 0,
    Day = 1,
    Night = 2,
}

/// A camera is gone. Without tags it has JSON only, and no place in `.proto` files.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Camera", version = "v1")]
struct CameraRemoved {
    serial_number: String,
    reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum CameraEvent {
    Installed(CameraInstalled),
    Removed(CameraRemoved),
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/export_schema".to_owned());
    match run(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let schema = Registry::new().with::<CameraEvent>()?.schema()?;
    for skipped in proto::skipped(&schema) {
        println!("{skipped}");
    }
    let options = proto::Options { options_file: true, ..proto::Options::default() };
    write(&folder.join("proto"), &proto::files(&schema, &options)?)?;
    write(&folder.join("json-schema"), &json_schema::files(&schema, false))?;
    write(&folder.join("csharp"), &csharp::package(&schema, &csharp::Options::new("cameras"))?)?;
    write(&folder.join("python"), &python::package(&schema, &python::Options::new("cameras"))?)?;
    let typescript = typescript::package(&schema, &typescript::Options::new("cameras"))?;
    write(&folder.join("typescript"), &typescript)?;
    let options = descriptor_set::Options { comments: true, imports: true };
    fs::write(folder.join("cameras.binpb"), descriptor_set::encode(&schema, &options)?)?;
    println!("{}", folder.display());
    Ok(())
}

fn write(folder: &Path, files: &[File]) -> Result<(), Box<dyn Error>> {
    for file in files {
        let path: PathBuf = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, &file.text)?;
    }
    Ok(())
}
