use std::fs;
use std::path::Path;

use plumberd_schema::print::File;

use crate::CliError;

/// Writes files below a folder. A file that has the content already is left alone, so that tools which
/// look at times find nothing changed.
pub(crate) fn write(folder: &Path, files: &[File]) -> Result<(), CliError> {
    for file in files {
        write_file(&folder.join(&file.path), file.text.as_bytes())?;
    }
    println!("{} files in {}", files.len(), folder.display());
    Ok(())
}

pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<(), CliError> {
    if fs::read(path).is_ok_and(|there| there == content) {
        return Ok(());
    }
    let fault = |source| CliError::Write { path: path.to_owned(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(fault)?;
    }
    fs::write(path, content).map_err(fault)
}

/// The text of a file; nothing when there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, CliError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CliError::Read { path: path.to_owned(), source }),
    }
}
