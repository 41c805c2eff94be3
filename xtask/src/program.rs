use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Outcome;

/// Runs a `cargo build` of a package, and says where its program is.
pub(crate) fn built(mut build: Command, package: &str) -> Outcome<PathBuf> {
    let output = build
        .args(["--quiet", "--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("{package} does not build"));
    }
    let messages = output.stdout.split(|byte| *byte == b'\n');
    let mut programs = messages.filter_map(|message| {
        let message: Value = serde_json::from_slice(message).ok()?;
        Some(message["executable"].as_str()?.into())
    });
    programs.next_back().ok_or_else(|| format!("{package} has no program"))
}
