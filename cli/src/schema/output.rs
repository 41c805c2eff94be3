use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use plumberd_schema::{lock, print};

use crate::report::plural;
use crate::{CliError, Stdout};

/// Writes files below a folder. A file that has the content already is left alone.
pub(crate) fn write_files(
    out: &mut Stdout,
    folder: &Path,
    files: &[print::File],
) -> Result<(), CliError> {
    if fs::metadata(folder).is_ok_and(|there| !there.is_dir()) {
        return Err(CliError::Usage(format!(
            "{} is not a folder; `--out` names the folder to write to",
            folder.display()
        )));
    }
    for file in files {
        write_file(&folder.join(&file.path), file.text.as_bytes())?;
    }
    out.line(format_args!("{} in {}", plural(files.len(), "file"), folder.display()));
    Ok(())
}

pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<(), CliError> {
    plumberd_build::write_if_changed(path, content)
        .map(drop)
        .map_err(|source| CliError::Write { path: path.to_owned(), source })
}

/// The text of a lock file; nothing when there is none. What is not UTF-8 in it does not match its
/// digests, and what is too long is refused as such.
pub(crate) fn read_lock(path: &Path) -> Result<Option<String>, CliError> {
    let fault = |source| CliError::Read { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(fault(source)),
    };
    let mut bytes = Vec::new();
    file.take(lock::MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
