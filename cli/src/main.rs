//! The command `plumberd`. `plumberd help` lists what it can do.
//!
//! Exit codes: 0 for success, 1 when something is refused that was checked, 2 when the command could not
//! be run: wrong arguments, a file that cannot be read or written, a tool that is missing.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod error;
#[cfg(test)]
mod manual;
mod report;
mod schema;
mod serve;
mod stdout;

use error::CliError;
use stdout::Stdout;

/// Typed events for a log that Rust shares with .NET, Python and TypeScript.
#[derive(Debug, Parser)]
#[command(name = "plumberd", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Define events, check them, and print them for other languages.
    #[command(subcommand)]
    Schema(schema::Command),
    Serve(serve::Serve),
}

/// How a command ended that could be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Success,
    /// Something is refused.
    Refused,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = Stdout::lock();
    let result = match &arguments.command {
        Command::Schema(command) => schema::run(command, &mut out),
        Command::Serve(serve) => serve::run(serve, &mut out),
    };
    let printed = out.finish().map_err(CliError::Stdout);
    match result.and_then(|outcome| printed.map(|()| outcome)) {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(error) => {
            // Where nobody reads errors, there is the exit code.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }
}
