//! How long compiling takes: `cargo run --release -p plumberd-build --example compile_many -- 500`.
//! The program starts itself again as the build script of a package.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod generate;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some("script") {
        let start = Instant::now();
        plumberd_build::configure().proto_root("proto").compile()?;
        eprintln!("{:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
        return Ok(());
    }
    let most: usize = argument.map_or(Ok(500), |count| count.parse())?;
    for count in [most / 4, most / 2, most] {
        let folder = std::env::temp_dir().join(format!("plumberd-compile-{count}"));
        generate::generate(&folder.join("proto"), count)?;
        println!("{count} files: {}", script(&folder)?);
        println!("{count} files, nothing changed: {}", script(&folder)?);
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

/// Runs the build script, and gives its time.
fn script(package: &Path) -> Result<String, Box<dyn Error>> {
    let out_dir = package.join("out");
    fs::create_dir_all(&out_dir)?;
    let output = Command::new(std::env::current_exe()?)
        .arg("script")
        .env("CARGO_MANIFEST_DIR", package)
        .env("OUT_DIR", &out_dir)
        .envs([("HOST", "x"), ("TARGET", "x")])
        .stderr(Stdio::piped())
        .output()?;
    Ok(String::from_utf8(output.stderr)?.trim().to_owned())
}
