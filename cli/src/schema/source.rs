use std::path::PathBuf;

use clap::Args;
use plumberd_build::{Config, Errors, Loaded};

use crate::CliError;

/// Where a schema comes from.
#[derive(Debug, Clone, Args)]
pub(crate) struct Source {
    /// A folder of `.proto` files, or a descriptor set (`.binpb`).
    #[arg(long, default_value = "proto", value_name = "PATH")]
    pub(crate) from: PathBuf,
    /// A folder that imports are looked for in; can be given more than once.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) include: Vec<PathBuf>,
    /// A message that is named after its file and this suffix is the file's event.
    #[arg(long, value_name = "SUFFIX")]
    pub(crate) event_suffix: Option<String>,
}

impl Source {
    /// The schema, or what is wrong with it.
    pub(crate) fn load(&self) -> Result<Result<Loaded, Errors>, CliError> {
        Ok(self.config()?.load())
    }

    fn config(&self) -> Result<Config, CliError> {
        let Self { from, include, event_suffix } = self;
        if !from.exists() {
            return Err(CliError::Usage(format!(
                "there is no {}; `plumberd schema new <domain>.v1.<Event>` writes a first event, and `--from` names another place",
                from.display()
            )));
        }
        let mut config = plumberd_build::configure().package(".");
        config = if from.is_dir() { config.proto_root(from) } else { config.descriptor_set(from) };
        for folder in include {
            config = config.include(folder);
        }
        if let Some(suffix) = event_suffix {
            config = config.event_suffix(suffix);
        }
        Ok(config)
    }
}
