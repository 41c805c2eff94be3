use std::path::{Path, PathBuf};

use clap::Args;
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::lock::{self, FILE_NAME, LockError, Mode, Report};
use plumberd_schema::model::{Place, Schema};

use super::output;
use crate::CliError;

/// The lock file.
#[derive(Debug, Clone, Args)]
pub(crate) struct LockFile {
    /// The lock file.
    #[arg(long = "lock", default_value = FILE_NAME, value_name = "FILE")]
    pub(crate) path: PathBuf,
}

impl LockFile {
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// How a schema stands to the lock file, if there is one; what is wrong with the file otherwise.
    pub(crate) fn compare(&self, schema: &Schema) -> Result<Result<Report, Diagnostic>, CliError> {
        let text = output::read_lock(&self.path)?;
        Ok(lock::check(schema, text.as_deref()).map_err(|error| self.finding(&error)))
    }

    /// What differs, as strict as the mode.
    pub(crate) fn diagnostics(&self, report: &Report, mode: Mode) -> Vec<Diagnostic> {
        let named = |found: Diagnostic| Diagnostic {
            message: self.named(&found.message),
            help: found.help.map(|help| self.named(&help)),
            ..found
        };
        report.diagnostics(mode).into_iter().map(named).collect()
    }

    fn finding(&self, error: &LockError) -> Diagnostic {
        let (line, column) = match error {
            LockError::MergeConflict { line } => (*line, 0),
            LockError::Truncated { line, column }
            | LockError::Syntax { line, column, .. }
            | LockError::Structure { line, column, .. } => (*line, *column),
            _ => (1, 0),
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let file = self.path.display().to_string();
        let place = Place { file, line: number(line), column: number(column) };
        let text = error.to_string();
        // The place stands before the message already.
        let message = match text.split_once(": ") {
            Some((place, message)) if place.starts_with(&format!("{FILE_NAME}:")) => message,
            _ => text.strip_prefix(&format!("{FILE_NAME}: ")).unwrap_or(&text),
        };
        Diagnostic::new(Severity::Error, "lock-file", self.named(message)).at(place)
    }

    /// A text of the library, which knows the file by its usual name, with the name that it has.
    fn named(&self, text: &str) -> String {
        let path = self.path.display().to_string();
        if path == FILE_NAME {
            return text.to_owned();
        }
        let accept = "plumberd schema accept";
        text.replace(FILE_NAME, &path).replace(accept, &format!("{accept} --lock {path}"))
    }
}
