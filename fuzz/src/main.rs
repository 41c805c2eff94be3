//! Runs the fuzz targets: `cargo run --release --manifest-path fuzz/Cargo.toml -- all --seconds 10`.
//!
//! The driver is an ordinary program, for libFuzzer needs a nightly compiler. It changes the inputs of
//! the corpus, keeps those that made a reader behave in a way that it had not before, and changes
//! them further. A seed makes a run repeatable.

mod arguments;
mod driver;
mod mutate;
mod panics;
mod random;
mod resources;
mod signal;
mod targets;

use std::process::ExitCode;

use arguments::Arguments;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    panics::record();
    let mut failed = 0;
    for target in &arguments.targets {
        let report = driver::run(target, &arguments);
        println!("{report}");
        failed += usize::from(report.crash.is_some());
    }
    let passed = arguments.targets.len() - failed;
    println!("fuzz: {passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
