use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// Makes a virtual environment with the pinned packages of a requirements file, or takes the one
/// that an earlier run made from the same file. Returns its Python.
pub(crate) fn environment(directory: &Path, requirements: &Path) -> Outcome<PathBuf> {
    let pinned = fs::read_to_string(requirements)
        .map_err(|error| format!("cannot read {}: {error}", requirements.display()))?;
    let python = directory.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last: an installation that was cut short is made again.
    let stamp = directory.join("installed.txt");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(python);
    }
    let packages: Vec<&str> =
        pinned.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    println!("installing {}", packages.join(", "));
    let base = if cfg!(windows) { "python" } else { "python3" };
    step(Command::new(base).args(["-m", "venv", "--clear"]).arg(directory))?;
    step(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements),
    )?;
    fs::write(&stamp, pinned)
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(python)
}

fn step(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    Err(format!("{program} failed ({}): {last}", output.status))
}
