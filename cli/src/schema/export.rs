use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plumberd_schema::print::proto::PrintError;
use plumberd_schema::print::{descriptor_set, json_schema, proto};

use super::output;
use super::source::Source;
use crate::report::{self, Format};
use crate::{CliError, Outcome, Stdout};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to write.
    #[arg(value_enum)]
    form: Form,
    #[command(flatten)]
    source: Source,
    /// The folder to write to; of a descriptor set, the file. Files that are there and no longer
    /// exported stay.
    #[arg(long, short, value_name = "PATH")]
    out: PathBuf,
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

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let loaded = match arguments.source.load()? {
        Ok(loaded) => loaded,
        Err(errors) => return Ok(report::errors(out, Format::Text, &errors)),
    };
    let schema = &loaded.schema;
    let path = &arguments.out;
    let printed = match arguments.form {
        Form::JsonSchema => Ok(json_schema::files(schema, false)),
        Form::Proto => proto::files(
            schema,
            &proto::Options { options_file: true, ..proto::Options::default() },
        ),
        Form::DescriptorSet => {
            let options = descriptor_set::Options { comments: true, imports: true };
            match descriptor_set::encode(schema, &options) {
                Ok(bytes) => {
                    output::write_file(path, &bytes)?;
                    out.line(format_args!("wrote {}", path.display()));
                    return Ok(Outcome::Success);
                }
                Err(error) => Err(error),
            }
        }
    };
    match printed {
        Ok(files) => {
            output::write_files(out, path, &files)?;
            Ok(Outcome::Success)
        }
        Err(error) => Ok(refused(out, error, |found| loaded.render(found))),
    }
}

fn refused(
    out: &mut Stdout,
    error: PrintError,
    render: impl Fn(&plumberd_build::Diagnostic) -> String,
) -> Outcome {
    report::print(out, Format::Text, &[error.into()], render)
}
