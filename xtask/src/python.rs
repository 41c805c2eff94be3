use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// Makes a virtual environment with the pinned packages of a requirements file, or takes the one
/// that an earlier run made from the same file.
pub(crate) fn environment(directory: &Path, requirements: &Path) -> Outcome {
    let pinned = read(requirements)?;
    let python = interpreter(directory);
    // Written last: an installation that was cut short is made again.
    let stamp = directory.join("installed.txt");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(());
    }
    let packages: Vec<&str> =
        pinned.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    println!("installing {}", packages.join(", "));
    step(Command::new(BASE).args(["-m", "venv", "--clear"]).arg(directory))?;
    step(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements),
    )?;
    fs::write(&stamp, pinned).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

/// The Python of a virtual environment.
pub(crate) fn interpreter(directory: &Path) -> PathBuf {
    directory.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// Downloads the source distributions of a requirements file and unpacks them side by side.
pub(crate) fn sources(directory: &Path, requirements: &Path) -> Outcome {
    let pinned = read(requirements)?;
    let stamp = directory.join("unpacked.txt");
    if fs::read_to_string(&stamp).is_ok_and(|unpacked| unpacked == pinned) {
        return Ok(());
    }
    fs::create_dir_all(directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    println!("downloading the sources of {}", requirements.display());
    // One by one: pip takes a package once a call.
    for package in pinned.lines().map(str::trim).filter(|line| !line.is_empty()) {
        step(
            Command::new(BASE)
                .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--no-binary", ":all:", "--dest"])
                .arg(directory)
                .arg(package),
        )?;
    }
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "gz") {
            step(
                Command::new(BASE).args(["-m", "tarfile", "--extract"]).arg(&path).arg(directory),
            )?;
        }
    }
    fs::write(&stamp, pinned).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

const BASE: &str = if cfg!(windows) { "python" } else { "python3" };

fn read(requirements: &Path) -> Outcome<String> {
    fs::read_to_string(requirements)
        .map_err(|error| format!("cannot read {}: {error}", requirements.display()))
}

pub(crate) fn step(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    Err(format!("{program} failed ({}): {last}", output.status))
}
