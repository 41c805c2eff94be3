//! The command `plumberd`. `plumberd help` lists what it can do.
//!
//! Exit codes: 0 for success; 1 when something is refused that was checked, or not found that was looked
//! for; 2 when the command could not be run: wrong arguments, a file that cannot be read or written, a store
//! that cannot be opened, a tool that is missing; 130 when it was interrupted.
#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod config;
mod doctor;
mod error;
mod events;
mod inspect;
mod interrupt;
mod line;
mod maintain;
#[cfg(test)]
mod manual;
mod progress;
mod report;
mod schema;
mod serve;
mod shell;
mod stdout;
mod store;
mod style;
mod table;
mod transfer;
mod verify;

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
    /// Append events: from arguments, standard input or JSON lines.
    Append(events::append::Arguments),
    /// Print the events of a stream, a category, a type or the whole log.
    Read(events::read::Arguments),
    /// Print the last events, and follow what is appended.
    Tail(events::tail::Arguments),
    /// Show one event, whole.
    Show(events::show::Arguments),
    /// List the streams.
    Streams(inspect::streams::Arguments),
    /// List the event types, and count their events.
    Types(inspect::types::Arguments),
    /// Draw what caused what in a correlation.
    Trace(inspect::trace::Arguments),
    /// Count what a store holds.
    Stats(inspect::stats::Arguments),
    /// Write events to a file of JSON lines.
    Export(transfer::export::Arguments),
    /// Append the events of such a file.
    Import(transfer::import::Arguments),
    /// Copy the events of a store to another one.
    Copy(transfer::copy::Arguments),
    /// Decode every event with the types of a schema: the check before a deploy.
    Verify(verify::Arguments),
    /// Work on the file of a store: check, backup, scavenge, rebuild.
    #[command(subcommand)]
    Store(maintain::Command),
    /// Define events, check them, and print them for other languages.
    #[command(subcommand)]
    Schema(schema::Command),
    /// Serve a store to the clients of KurrentDB and EventStoreDB.
    Serve(serve::Serve),
    /// Tell whether a store can be worked with from here, and what to do where it cannot.
    Doctor(doctor::Arguments),
    /// Print the completions of a shell.
    Completions(shell::completions::Arguments),
    /// Print or write manual pages.
    Manual(shell::manual::Arguments),
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
    let result = run(&arguments.command, &mut out);
    let printed = out.finish().map_err(CliError::Stdout);
    match result.and_then(|outcome| printed.map(|()| outcome)) {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(error) => {
            // Where nobody reads errors, there is the exit code.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(command: &Command, out: &mut Stdout) -> Result<Outcome, CliError> {
    match command {
        Command::Append(arguments) => events::append::run(arguments, out),
        Command::Read(arguments) => events::read::run(arguments, out),
        Command::Tail(arguments) => events::tail::run(arguments, out),
        Command::Show(arguments) => events::show::run(arguments, out),
        Command::Streams(arguments) => inspect::streams::run(arguments, out),
        Command::Types(arguments) => inspect::types::run(arguments, out),
        Command::Trace(arguments) => inspect::trace::run(arguments, out),
        Command::Stats(arguments) => inspect::stats::run(arguments, out),
        Command::Export(arguments) => transfer::export::run(arguments, out),
        Command::Import(arguments) => transfer::import::run(arguments, out),
        Command::Copy(arguments) => transfer::copy::run(arguments, out),
        Command::Verify(arguments) => verify::run(arguments, out),
        Command::Store(command) => maintain::run(command, out),
        Command::Schema(command) => schema::run(command, out),
        Command::Serve(serve) => serve::run(serve, out),
        Command::Doctor(arguments) => doctor::run(arguments, out),
        Command::Completions(arguments) => shell::completions::run(arguments, out),
        Command::Manual(arguments) => shell::manual::run(arguments, out),
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
