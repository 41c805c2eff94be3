use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, python};

/// Installs the pinned packages of `<source>/package.json` into a folder, with the lock file beside it,
/// or takes what an earlier run installed from the same files.
pub(crate) fn environment(directory: &Path, source: &Path) -> Outcome {
    let mut pinned = String::new();
    fs::create_dir_all(directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    for name in ["package.json", "package-lock.json"] {
        let from = source.join(name);
        let text = fs::read_to_string(&from)
            .map_err(|error| format!("cannot read {}: {error}", from.display()))?;
        let to = directory.join(name);
        fs::write(&to, &text).map_err(|error| format!("cannot write {}: {error}", to.display()))?;
        pinned += &text;
    }
    // Written last: an installation that was cut short is made again.
    let stamp = directory.join("node_modules/installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(());
    }
    println!("installing {}", source.join("package.json").display());
    python::step(
        Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(directory),
    )?;
    fs::write(&stamp, pinned).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}
