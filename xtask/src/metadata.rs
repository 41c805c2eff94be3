use serde_json::Value;

use crate::{Outcome, cargo};

/// What cargo knows about the workspace and its dependencies.
pub(crate) struct Metadata(Value);

impl Metadata {
    /// Asks cargo, with all features and the locked versions.
    pub(crate) fn read() -> Outcome<Self> {
        let output = cargo()
            .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
            .output()
            .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        serde_json::from_slice(&output.stdout)
            .map(Self)
            .map_err(|error| format!("cannot read cargo metadata: {error}"))
    }

    /// The workspace's own packages, and all others.
    pub(crate) fn packages(&self) -> (Vec<&Value>, Vec<&Value>) {
        let members = self.0["workspace_members"].as_array().map(Vec::as_slice).unwrap_or_default();
        let packages = self.0["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
        packages.iter().partition(|package| members.contains(&package["id"]))
    }
}
