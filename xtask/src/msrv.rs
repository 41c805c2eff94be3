use serde_json::Value;

use crate::Outcome;
use crate::metadata::Metadata;

/// Compares the workspace's `rust-version` with that of every dependency.
pub(crate) fn run() -> Outcome {
    let metadata = Metadata::read()?;
    let (ours, theirs) = metadata.packages();

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
