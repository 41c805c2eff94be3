use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::print::{csharp, python, rust, typescript};

use super::output;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The language.
    #[arg(value_enum)]
    language: Language,
    #[command(flatten)]
    source: Source,
    /// The folder to write to.
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// The name of the package.
    #[arg(long, default_value = "events")]
    name: String,
    /// The version of the package.
    #[arg(long, default_value = "0.1.0")]
    version: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Records for micro-plumberd, which protobuf-net knows too.
    Csharp,
    /// Event classes for py-micro-plumberd.
    Python,
    /// The types of the JSON.
    Typescript,
    /// What `plumberd-build` includes.
    Rust,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let schema = match arguments.source.load()? {
        Ok(loaded) => loaded.schema,
        Err(errors) => return Ok(report::print(Format::Text, errors.diagnostics())),
    };
    let (name, version) = (arguments.name.clone(), arguments.version.clone());
    let files = match arguments.language {
        Language::Rust => Ok(rust::files(&schema, &rust::Options::new())),
        Language::Csharp => {
            csharp::package(&schema, &csharp::Options { version, ..csharp::Options::new(name) })
        }
        Language::Python => {
            python::package(&schema, &python::Options { version, ..python::Options::new(name) })
        }
        Language::Typescript => typescript::package(
            &schema,
            &typescript::Options { version, ..typescript::Options::new(name) },
        ),
    };
    match files {
        Ok(files) => {
            output::write(&arguments.out, &files)?;
            Ok(Outcome::Success)
        }
        Err(error) => {
            let finding = Diagnostic::new(Severity::Error, "no-package", error.to_string());
            Ok(report::print(Format::Text, &[finding]))
        }
    }
}
