use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use plumberd_build::{Config, Errors, Loaded};
use plumberd_schema::model::Profile;
use plumberd_schema::print::rust;

use crate::CliError;

/// Where a schema comes from: what a build script says to `plumberd-build`.
#[derive(Debug, Clone, Args)]
pub(crate) struct Source {
    /// A folder of `.proto` files, or a descriptor set (`.binpb`).
    #[arg(long, default_value = "proto", value_name = "PATH")]
    from: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How a schema is read.
#[derive(Debug, Clone, Args)]
pub(crate) struct Reading {
    /// A folder that imports are looked for in; can be given more than once.
    #[arg(long, value_name = "FOLDER")]
    include: Vec<PathBuf>,
    /// A message that is named after its file and this suffix is the file's event; can be given more
    /// than once.
    #[arg(long, value_name = "SUFFIX")]
    event_suffix: Vec<String>,
    /// The dialect of JSON of events that do not say theirs.
    #[arg(long, default_value = "micro-plumberd", value_parser = profile())]
    pub(crate) profile: Profile,
    /// A Protobuf package or type that Rust has already, `google.type=::google_types`; can be given more
    /// than once.
    #[arg(long, value_name = "PROTO=RUST", value_parser = extern_path)]
    extern_path: Vec<(String, String)>,
}

fn profile() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new([Profile::MicroPlumberd.as_str(), Profile::Proto3.as_str()])
        .map(|name| Profile::parse(&name).unwrap_or_default())
}

fn extern_path(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((proto, rust)) if !proto.is_empty() && !rust.is_empty() => {
            Ok((proto.to_owned(), rust.to_owned()))
        }
        _ => Err("write <package or type>=<path in Rust>".to_owned()),
    }
}

impl Source {
    /// The schema, or what is wrong with it.
    pub(crate) fn load(&self) -> Result<Result<Loaded, Errors>, CliError> {
        self.reading.load(&self.from)
    }

    /// Another schema, read in the same way.
    pub(crate) fn at(&self, from: &Path) -> Self {
        Self { from: from.to_owned(), ..self.clone() }
    }

    /// How its Rust is printed.
    pub(crate) fn rust_options(&self) -> rust::Options {
        self.reading
            .extern_path
            .iter()
            .fold(rust::Options::new(), |options, (proto, rust)| options.extern_path(proto, rust))
    }
}

impl Reading {
    /// The schema in a folder or a descriptor set, or what is wrong with it.
    pub(crate) fn load(&self, from: &Path) -> Result<Result<Loaded, Errors>, CliError> {
        Ok(self.config(from)?.load())
    }

    fn config(&self, from: &Path) -> Result<Config, CliError> {
        let mut config = plumberd_build::configure().package(".").json(self.profile);
        config = match fs::metadata(from) {
            Ok(there) if there.is_dir() => config.proto_root(from),
            Ok(_) if from.extension().is_some_and(|it| it == "proto") => {
                return Err(CliError::Usage(format!(
                    "{} is one file; name the folder that its package begins in",
                    from.display()
                )));
            }
            Ok(_) => config.descriptor_set(from),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(CliError::Usage(format!(
                    "there is no {}; `plumberd schema new <domain>.v1.<Event>` writes a first event, and `--from` names another place",
                    from.display()
                )));
            }
            Err(source) => return Err(CliError::Read { path: from.to_owned(), source }),
        };
        for folder in &self.include {
            if !folder.is_dir() {
                return Err(CliError::Usage(format!(
                    "there is no folder {}, which `--include` names",
                    folder.display()
                )));
            }
            config = config.include(folder);
        }
        for suffix in &self.event_suffix {
            config = config.event_suffix(suffix);
        }
        for (proto, rust) in &self.extern_path {
            config = config.extern_path(proto, rust);
        }
        Ok(config)
    }
}
