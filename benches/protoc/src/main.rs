//! As much of protoc as `prost-build` asks for: `protoc -o <descriptors> -I <folder> … <file> …`.
use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

const USAGE: &str = "usage: protoc --include_imports [--include_source_info] -o <file> -I <folder> ... <file.proto> ...";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut output, mut folders, mut files) = (None, Vec::new(), Vec::new());
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--include_imports" | "--include_source_info" => {}
            "-o" => output = arguments.next(),
            "-I" => folders.push(arguments.next().ok_or(USAGE)?),
            unknown if unknown.starts_with('-') => {
                return Err(format!("{unknown} is no option\n{USAGE}").into());
            }
            file => files.push(file.to_owned()),
        }
    }
    let output = output.ok_or(USAGE)?;
    let mut compiler = protox::Compiler::new(folders)?;
    compiler.include_imports(true).include_source_info(true).open_files(files)?;
    fs::write(&output, compiler.encode_file_descriptor_set())
        .map_err(|error| format!("cannot write {output}: {error}").into())
}
