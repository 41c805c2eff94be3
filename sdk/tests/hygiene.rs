//! The generated code compiles wherever the derives may stand, without a warning.
#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "hygiene/strict.rs"]
pub mod strict;

/// A crate of its own, where plumberd is called `events` and there is no prelude. Only a crate of its
/// own has no `::plumberd`.
#[test]
fn a_crate_that_renames_plumberd() {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("renamed");
    fs::create_dir_all(&folder).expect("a folder in the target directory");
    let manifest = format!(
        "[package]\nname = \"renamed\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
         [dependencies.events]\npackage = \"plumberd\"\npath = {:?}\ndefault-features = false\nfeatures = [\"derive\"]\n\n\
         [workspace]\n",
        sdk.display().to_string(),
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest");
    fs::copy(sdk.join("tests/hygiene/renamed.rs"), folder.join("lib.rs")).expect("the source");
    // The same versions as in the workspace, so that nothing has to be fetched.
    let _ = fs::copy(sdk.join("../Cargo.lock"), folder.join("Cargo.lock"));
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
