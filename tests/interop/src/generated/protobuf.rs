//! The events of `proto/`, in Google's Protobuf for Python and in protobuf-es. Their code comes from
//! `buf generate`, as `buf.gen.yaml` says.
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{round_trips, same_types, types};
use crate::driver::{Driver, installed};
use crate::report::{Outcome, Report};

/// Messages of each type and side.
const SEEDS: u64 = 20;

pub fn run(report: &mut Report) -> Outcome {
    let folder = generate()?;
    let mut python = Driver::python("protobuf_driver.py", &[path(&folder.join("python"))?])?;
    let mut node = Driver::node("protobuf/driver.mjs", &[path(&folder.join("typescript"))?])?;
    for (side, driver) in [("python", &mut python), ("protobuf-es", &mut node)] {
        let types = types::root();
        report.case(&format!("{side}: the same types"), || {
            same_types(driver, &types, &["google.", "plumberd.", "buf."])
        });
        for ty in &types {
            round_trips(report, side, driver, ty, SEEDS);
        }
    }
    Ok(())
}

/// Runs buf with the plugins that are installed for this suite. Node finds packages above a module, so
/// the code goes below them.
fn generate() -> Outcome<PathBuf> {
    let (root, installed) = (root(), installed()?);
    let node = installed.join("node");
    let mut folders = vec![node.join("node_modules/.bin"), installed.join("python/bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let output = Command::new(installed.join("python/bin/buf"))
        .args(["generate", "--output"])
        .arg(&node)
        .current_dir(&root)
        .env("PATH", env::join_paths(folders).map_err(|error| error.to_string())?)
        .output()
        .map_err(|error| format!("cannot run buf: {error}"))?;
    if output.status.success() {
        Ok(node.join("target/gen"))
    } else {
        Err(format!("buf generate: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn path(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| format!("{}: not text", path.display()))
}
