use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plumberd_schema::model::{Profile, Schema};
use plumberd_schema::print::proto::PrintError;
use plumberd_schema::print::{File, descriptor_set, json_schema, proto};

use super::output;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to write.
    #[arg(value_enum)]
    form: Form,
    #[command(flatten)]
    source: Source,
    /// The folder to write to; of a descriptor set, the file.
    #[arg(long, short, value_name = "PATH")]
    out: PathBuf,
    /// The dialect of JSON that the JSON Schemas are of: `micro-plumberd` or `proto3`. By default that
    /// of each event.
    #[arg(long, value_parser = profile)]
    profile: Option<Profile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// `.proto` files.
    Proto,
    /// A `FileDescriptorSet`, for buf, protoc and others.
    DescriptorSet,
    /// JSON Schema 2020-12, a document for each event.
    JsonSchema,
}

fn profile(name: &str) -> Result<Profile, String> {
    Profile::parse(name).ok_or_else(|| "the profiles are `micro-plumberd` and `proto3`".to_owned())
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let schema = match arguments.source.load()? {
        Ok(loaded) => loaded.schema,
        Err(errors) => return Ok(report::print(Format::Text, errors.diagnostics())),
    };
    let refused = |error: PrintError| Ok(report::print(Format::Text, &[error.into()]));
    match arguments.form {
        Form::Proto => {
            let options = proto::Options { options_file: true, ..proto::Options::default() };
            match proto::files(&schema, &options) {
                Ok(files) => output::write(&arguments.out, &files)?,
                Err(error) => return refused(error),
            }
        }
        Form::DescriptorSet => {
            let options = descriptor_set::Options { comments: true, imports: true };
            match descriptor_set::encode(&schema, &options) {
                Ok(bytes) => {
                    output::write_file(&arguments.out, &bytes)?;
                    println!("wrote {}", arguments.out.display());
                }
                Err(error) => return refused(error),
            }
        }
        Form::JsonSchema => {
            output::write(&arguments.out, &json_schemas(&schema, arguments.profile))?;
        }
    }
    Ok(Outcome::Success)
}

fn json_schemas(schema: &Schema, profile: Option<Profile>) -> Vec<File> {
    schema
        .events()
        .map(|(ty, event)| File {
            path: format!("{}/{}.json", ty.package.replace('.', "/"), ty.path),
            text: format!(
                "{:#}\n",
                json_schema::document(schema, ty, profile.unwrap_or(event.profile))
            ),
        })
        .collect()
}
