use std::path::PathBuf;

use clap::Args;
use plumberd_schema::lock::{self, Report};
use plumberd_schema::model::Schema;

use super::output;
use crate::CliError;

/// The lock file.
#[derive(Debug, Clone, Args)]
pub(crate) struct LockFile {
    /// The lock file.
    #[arg(long = "lock", default_value = "plumberd.lock.json", value_name = "FILE")]
    pub(crate) path: PathBuf,
}

impl LockFile {
    /// How a schema stands to the lock file, if there is one.
    pub(crate) fn compare(&self, schema: &Schema) -> Result<Report, CliError> {
        let text = output::read_if_there(&self.path)?;
        lock::check(schema, text.as_deref()).map_err(|error| CliError::Content {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }
}
