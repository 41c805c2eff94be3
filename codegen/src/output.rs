//! Files that are written only if they change.

use std::fs;
use std::path::{Path, PathBuf};

use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::Place;

use crate::config::display_path;
use crate::rules::{self, error};

/// A folder that code is written to.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    /// What paths in findings are relative to.
    pub(crate) package: &'a Path,
    pub(crate) folder: PathBuf,
    /// Whether to compare only.
    pub(crate) check: bool,
}

impl Output<'_> {
    /// Writes a file, unless it has the text already. In a check that is an error, and nothing is
    /// written.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Diagnostic> {
        let path = self.folder.join(name);
        let old = fs::read(&path);
        if old.as_ref().is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        if self.check {
            let state = if old.is_ok() { "stale" } else { "not there" };
            return Err(self
                .fault(&path, format!("the generated file is {state}"))
                .help("build without `PLUMBERD_CHECK`, and commit what changes"));
        }
        self.replace(&path, text)
            .map_err(|cause| self.fault(&path, format!("the file cannot be written: {cause}")))
    }

    /// Readers see the old file or the new one, never half of it.
    fn replace(&self, path: &Path, text: &str) -> std::io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        let new = path.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(&new, path)
    }

    fn fault(&self, path: &Path, message: String) -> Diagnostic {
        let place = Place { file: display_path(self.package, path), line: 1, column: 0 };
        error(&rules::OUTPUT, message).at(place)
    }
}
