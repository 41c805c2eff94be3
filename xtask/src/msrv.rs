use serde_json::Value;

use crate::{Outcome, cargo};

/// Compares the workspace's `rust-version` with that of every dependency.
pub(crate) fn run() -> Outcome {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cannot read cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let members = metadata["workspace_members"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (ours, theirs): (Vec<&Value>, Vec<&Value>) =
        packages.iter().partition(|package| members.contains(&package["id"]));

    let floor = ours.iter().filter_map(|package| rust_version(package)).min();
    let Some(floor) = floor else {
        return Err("no member of the workspace has a rust-version".to_owned());
    };
    let mut highest = None;
    let mut too_new = Vec::new();
    for package in &theirs {
        let Some(version) = rust_version(package) else { continue };
        if version > floor {
            too_new.push(describe(package, version));
        }
        if highest.is_none_or(|(_, known)| version > known) {
            highest = Some((package, version));
        }
    }
    println!("workspace: {}", show(floor));
    if let Some((package, version)) = highest {
        println!("highest of {} dependencies: {}", theirs.len(), describe(package, version));
    }
    if too_new.is_empty() {
        Ok(())
    } else {
        Err(format!("rust-version {} is too low for {}", show(floor), too_new.join(", ")))
    }
}

type Version = (u64, u64, u64);

fn rust_version(package: &Value) -> Option<Version> {
    let mut parts = package["rust_version"].as_str()?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next().flatten().unwrap_or(0), parts.next().flatten().unwrap_or(0)))
}

fn show((major, minor, patch): Version) -> String {
    if patch == 0 { format!("{major}.{minor}") } else { format!("{major}.{minor}.{patch}") }
}

fn describe(package: &Value, version: Version) -> String {
    let text = |key: &str| package[key].as_str().unwrap_or("?").to_owned();
    format!("{} {} ({})", text("name"), text("version"), show(version))
}
