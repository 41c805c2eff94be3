use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use indicatif::HumanBytes;

use super::diagnosis::Diagnosis;
use super::disk;
use crate::inspect::beside;

/// With less room than this, appends may soon fail.
const LITTLE: u64 = 1 << 30;
/// With less than this they fail now and then: the log of the file is this long before it is copied.
const NONE: u64 = 64 << 20;
/// A log that is longer was not copied into the file for a long time.
const LONG: u64 = 1 << 30;

/// Looks at the file of a store, and tells whether it can be opened.
pub(super) fn look(diagnosis: &mut Diagnosis<'_>, path: &Path) -> bool {
    let there = file(diagnosis, path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        diagnosis.failed(
            "folder",
            &format!("there is no folder {}", folder.display()),
            "create it, or correct the path",
        );
        return false;
    }
    let writable = folder_is_writable(diagnosis, folder);
    room(diagnosis, folder);
    if there {
        log(diagnosis, path);
    }
    there && writable
}

fn file(diagnosis: &mut Diagnosis<'_>, path: &Path) -> bool {
    let shown = path.display();
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => {
            let length = file.metadata().map_or(0, |it| it.len());
            diagnosis.ok("file", &format!("{shown}, {}", HumanBytes(length)));
            true
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            diagnosis.warning(
                "file",
                &format!("there is no {shown} yet"),
                "the first append makes it; if there should be one, correct the path",
            );
            false
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            diagnosis.failed(
                "file",
                &format!("this user may not read and write {shown}"),
                "change its owner or permissions, or run as the user that writes it",
            );
            false
        }
        Err(error) => {
            diagnosis.failed("file", &format!("{shown}: {error}"), "give the path of a file");
            false
        }
    }
}

/// SQLite has files beside its own, readers too.
fn folder_is_writable(diagnosis: &mut Diagnosis<'_>, folder: &Path) -> bool {
    let probe = folder.join(format!(".plumberd-doctor-{}", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    let shown = folder.display();
    match made {
        Ok(_) => {
            // What cannot be removed is an empty file, and no harm.
            let _ = fs::remove_file(&probe);
            diagnosis.ok("folder", &format!("{shown} can be written"));
            true
        }
        Err(error) => {
            diagnosis.failed(
                "folder",
                &format!("no file can be made in {shown}: {error}"),
                "let this user write there: a store has its log beside its file",
            );
            false
        }
    }
}

fn room(diagnosis: &mut Diagnosis<'_>, folder: &Path) {
    let Some(free) = disk::free(folder) else { return };
    let message = format!("{} are free", HumanBytes(free));
    if free < NONE {
        diagnosis.failed("disk", &message, "free some: appends fail when the disk is full");
    } else if free < LITTLE {
        diagnosis.warning("disk", &message, "free some, or `plumberd store scavenge --compact`");
    } else {
        diagnosis.ok("disk", &message);
    }
}

fn log(diagnosis: &mut Diagnosis<'_>, path: &Path) {
    let length = fs::metadata(beside(path, "-wal")).map_or(0, |it| it.len());
    if length > LONG {
        diagnosis.warning(
            "log of the file",
            &format!("it has {}", HumanBytes(length)),
            "a reader holds it up, a backup for instance: end that, and the log gets shorter",
        );
    }
}
