//! `plumberd schema`: each command is a call of `plumberd-build` or `plumberd-schema`, which programs
//! can make themselves.

use clap::Subcommand;

pub(crate) use output::read_lock;
pub(crate) use source::Reading;

use crate::{CliError, Outcome, Stdout};

mod accept;
mod buf;
mod check;
mod diff;
mod explain;
mod export;
mod generate;
mod locked;
mod name;
mod new;
mod output;
mod rules;
mod source;
mod template;

/// The commands about schemas.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the `.proto` file of a new event, or of the next version of one.
    New(new::Arguments),
    /// Check the rules of schemas, and the changes since the lock file.
    Check(check::Arguments),
    /// Write the lock file: what the schema is from now on compared with.
    Accept(accept::Arguments),
    /// Show what changed, and what it means for readers and writers.
    Diff(diff::Arguments),
    /// Write the schema as `.proto` files, a descriptor set or JSON Schema.
    Export(export::Arguments),
    /// Write types for another language, as a package of it.
    Generate(generate::Arguments),
    /// Explain a rule, or list them all.
    Explain(explain::Arguments),
}

pub(crate) fn run(command: &Command, out: &mut Stdout) -> Result<Outcome, CliError> {
    match command {
        Command::New(arguments) => new::run(arguments, out),
        Command::Check(arguments) => check::run(arguments, out),
        Command::Accept(arguments) => accept::run(arguments, out),
        Command::Diff(arguments) => diff::run(arguments, out),
        Command::Export(arguments) => export::run(arguments, out),
        Command::Generate(arguments) => generate::run(arguments, out),
        Command::Explain(arguments) => explain::run(arguments, out),
    }
}
