//! Tells the driver the version of the client that it is built with.
use std::fs;

fn main() {
    println!("cargo:rerun-if-changed=Cargo.toml");
    let manifest = fs::read_to_string("Cargo.toml").unwrap_or_default();
    let version = manifest.lines().find_map(|line| line.strip_prefix("kurrentdb = \"="));
    let version = version.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    assert!(!version.is_empty(), "Cargo.toml does not pin kurrentdb");
    println!("cargo:rustc-env=CLIENT_VERSION={version}");
}
