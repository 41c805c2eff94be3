//! Files that are written only if they change.

use std::fs;
use std::io;
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
        if self.check {
            let state = match fs::read(&path) {
                Ok(old) if old == text.as_bytes() => return Ok(()),
                Ok(_) => "stale",
                Err(_) => "not there",
            };
            return Err(self
                .fault(&path, format!("the generated file is {state}"))
                .help("build without `PLUMBERD_CHECK`, and commit what changes"));
        }
        write_if_changed(&path, text.as_bytes())
            .map(drop)
            .map_err(|cause| self.fault(&path, format!("the file cannot be written: {cause}")))
    }

    fn fault(&self, path: &Path, message: String) -> Diagnostic {
        let place = Place { file: display_path(self.package, path), line: 1, column: 0 };
        error(&rules::OUTPUT, message).at(place)
    }
}

/// Writes a file, and the folders above it, unless it has the content already, so that tools that look at
/// times find nothing changed. Tells whether it was written. Readers see the old file or the new one,
/// never half of it.
///
/// ```
/// use plumberd_build::write_if_changed;
///
/// let folder = std::env::temp_dir().join(format!("plumberd-{}", std::process::id()));
/// assert!(write_if_changed(&folder.join("a.txt"), b"text")?);
/// assert!(!write_if_changed(&folder.join("a.txt"), b"text")?);
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When a folder cannot be made or the file cannot be written. The old file is then as it was.
pub fn write_if_changed(path: &Path, content: &[u8]) -> io::Result<bool> {
    // A link stays a link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            // Reading a pipe or a device could last for ever, and neither can be replaced.
            fs::write(path, content)?;
            return Ok(true);
        }
        Ok(_) if fs::read(path).is_ok_and(|old| old == content) => return Ok(false),
        _ => {}
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, content)
        .and_then(|()| fs::rename(&new, path))
        .inspect_err(|_| drop(fs::remove_file(&new)))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(package: &Path, check: bool) -> Output<'_> {
        Output { package, folder: package.join("src/generated"), check }
    }

    fn finding(output: &Output<'_>, text: &str) -> Option<String> {
        output.write("plumberd.rs", text).err().map(|found| found.render(None))
    }

    #[test]
    fn a_file_is_written_only_if_it_changes() {
        let package = tempfile::tempdir().unwrap();
        let output = output(package.path(), false);
        let path = package.path().join("src/generated/plumberd.rs");
        assert_eq!(finding(&output, "a"), None);
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(finding(&output, "a"), None);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
        assert_eq!(finding(&output, "b"), None);
        assert_eq!(fs::read_to_string(&path).unwrap(), "b");
        let files = fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(files, 1);
    }

    #[test]
    fn a_check_writes_nothing() {
        let package = tempfile::tempdir().unwrap();
        let check = output(package.path(), true);
        assert_eq!(
            finding(&check, "a").as_deref(),
            Some(
                "src/generated/plumberd.rs:1: error[output]: the generated file is not there\n  = help: build without `PLUMBERD_CHECK`, and commit what changes\n"
            )
        );
        assert!(!package.path().join("src").exists());
        assert_eq!(finding(&output(package.path(), false), "a"), None);
        assert_eq!(finding(&check, "a"), None);
        assert_eq!(
            finding(&check, "b").as_deref(),
            Some(
                "src/generated/plumberd.rs:1: error[output]: the generated file is stale\n  = help: build without `PLUMBERD_CHECK`, and commit what changes\n"
            )
        );
        assert_eq!(fs::read(package.path().join("src/generated/plumberd.rs")).unwrap(), b"a");
    }

    #[test]
    fn a_folder_that_cannot_be_made() {
        let package = tempfile::tempdir().unwrap();
        fs::write(package.path().join("src"), "").unwrap();
        let found = finding(&output(package.path(), false), "a").unwrap();
        assert!(
            found.starts_with(
                "src/generated/plumberd.rs:1: error[output]: the file cannot be written: "
            ),
            "{found}"
        );
    }
}
