use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::model::{Profile, Schema};
use plumberd_schema::print::{File, PackageError, csharp, python, rust, typescript};

use super::output;
use super::rules::NO_PACKAGE;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome, Stdout};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The language.
    #[arg(value_enum)]
    language: Language,
    #[command(flatten)]
    source: Source,
    /// The folder to write to. Files that are there and no longer generated stay.
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// The name of the package, `events` if none is given; Rust has no package.
    #[arg(long)]
    name: Option<String>,
    /// The version of the package, `0.1.0` if none is given; Rust has no package.
    #[arg(long)]
    version: Option<String>,
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

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    if arguments.language == Language::Rust
        && (arguments.name.is_some() || arguments.version.is_some())
    {
        return Err(CliError::Usage(
            "`--name` and `--version` are of a package, and Rust has modules of the crate's own"
                .to_owned(),
        ));
    }
    let loaded = match arguments.source.load()? {
        Ok(loaded) => loaded,
        Err(errors) => return Ok(report::errors(out, Format::Text, &errors)),
    };
    let schema = &loaded.schema;
    let mut findings = arguments.left_out(schema);
    if arguments.language == Language::Rust {
        findings.extend(rust::check(schema, &arguments.source.rust_options()));
    }
    let files = match arguments.files(schema) {
        Ok(files) => files,
        Err(error @ PackageError::Option { .. }) => return Err(CliError::Usage(error.to_string())),
        Err(error) => {
            findings.push(Diagnostic::new(Severity::Error, NO_PACKAGE.code, error.to_string()));
            Vec::new()
        }
    };
    let outcome = report::outcome(&findings);
    if !findings.is_empty() {
        report::print(out, Format::Text, &findings, |found| loaded.render(found));
    }
    if outcome == Outcome::Success {
        output::write_files(out, &arguments.out, &files)?;
    }
    Ok(outcome)
}

impl Arguments {
    fn files(&self, schema: &Schema) -> Result<Vec<File>, PackageError> {
        let name = self.name.as_deref().unwrap_or("events");
        let version = self.version.clone().unwrap_or_else(|| "0.1.0".to_owned());
        match self.language {
            Language::Rust => Ok(rust::files(schema, &self.source.rust_options())),
            Language::Csharp => {
                csharp::package(schema, &csharp::Options { version, ..csharp::Options::new(name) })
            }
            Language::Python => {
                python::package(schema, &python::Options { version, ..python::Options::new(name) })
            }
            Language::Typescript => typescript::package(
                schema,
                &typescript::Options {
                    version,
                    profile: self.source.reading.profile,
                    ..typescript::Options::new(name)
                },
            ),
        }
    }

    /// The events whose JSON is not that of the package.
    fn left_out(&self, schema: &Schema) -> Vec<Diagnostic> {
        let (proto3, help) = match (self.language, self.source.reading.profile) {
            (Language::Rust, _) => return Vec::new(),
            (Language::Csharp | Language::Python, _) => {
                (false, "Protobuf's own generators are for it")
            }
            (Language::Typescript, Profile::Proto3) => {
                (true, "`--profile micro-plumberd` prints it")
            }
            (Language::Typescript, _) => (false, "`--profile proto3` prints it"),
        };
        let is_other = |profile: Profile| (profile == Profile::Proto3) != proto3;
        schema
            .events()
            .filter(|(_, event)| is_other(event.profile))
            .map(|(ty, event)| {
                let message = format!(
                    "`{}` is left out: its JSON is that of the profile `{}`",
                    ty.full_name(),
                    event.profile.as_str()
                );
                let note = Diagnostic::new(Severity::Note, NO_PACKAGE.code, message);
                note.at(ty.place.clone()).help(help)
            })
            .collect()
    }
}
