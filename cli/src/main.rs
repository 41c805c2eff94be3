//! The command `plumberd`. `plumberd help` lists what it can do.
//!
//! Exit codes: 0 for success, 1 when a check found something that is refused, 2 when the command could
//! not be run: wrong arguments, a file that cannot be read or written, a tool that is missing.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod error;
mod report;
mod schema;

use error::CliError;

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
    let result = match &arguments.command {
        Command::Schema(command) => schema::run(command),
    };
    match result {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
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
