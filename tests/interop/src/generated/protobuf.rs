//! The events of `proto/`, in Google's Protobuf for Python and in protobuf-es. Their code comes from
//! `buf generate`, as `buf.gen.yaml` says.
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json as value};

use super::{round_trips, same_types, types};
use crate::driver::{Driver, installed};
use crate::report::{Outcome, Report};

/// Messages of each type and side.
const SEEDS: u64 = 20;

pub fn run(report: &mut Report) -> Outcome {
    // What declares an option with a number of plumberd's own is no module beside plumberd's.
    let corpus = types::corpus().into_iter().filter(|ty| !ty.name.starts_with("admin."));
    let schemas = [
        ("proto", value!([{"path": "proto"}]), types::root()),
        (
            "corpus",
            value!([
                {"path": "codegen/tests/good/proto", "excludes": ["codegen/tests/good/proto/admin"]},
                {"path": "schema/proto"},
            ]),
            corpus.collect(),
        ),
    ];
    for (name, modules, types) in schemas {
        let folder = generate(name, &modules)?;
        let mut python = Driver::python("protobuf_driver.py", &[path(&folder.join("python"))?])?;
        let mut node = Driver::node("protobuf/driver.mjs", &[path(&folder.join("typescript"))?])?;
        for (side, driver) in [("python", &mut python), ("protobuf-es", &mut node)] {
            report.case(&format!("{side} {name}: the same types"), || {
                same_types(driver, &types, &["google.", "plumberd.", "buf.", MAPS])
            });
            for ty in &types {
                round_trips(report, side, driver, ty, SEEDS);
            }
        }
    }
    Ok(())
}

/// What plumberd refuses, with a reason: maps of `sint` and `fixed` integers.
const MAPS: &str = "conformance.v1.MapFormatsTested";

/// Runs buf, with the templates of the root and the plugins that are installed for this suite. Node
/// finds packages above a module, so the code goes below them.
fn generate(name: &str, modules: &Value) -> Outcome<PathBuf> {
    let (root, installed) = (root(), installed()?);
    let (node, python) = (installed.join("node"), installed.join("python/bin"));
    let mut folders = vec![node.join("node_modules/.bin"), python.clone()];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let output = node.join(name);
    let config = value!({ "version": "v2", "modules": modules }).to_string();
    let result = Command::new(python.join("buf"))
        .args(["generate", "--config", &config, "--output"])
        .arg(&output)
        .current_dir(&root)
        .env("PATH", env::join_paths(folders).map_err(|error| error.to_string())?)
        .output()
        .map_err(|error| format!("cannot run buf: {error}"))?;
    if result.status.success() {
        Ok(output.join("target/gen"))
    } else {
        Err(format!("buf generate: {}", String::from_utf8_lossy(&result.stderr)))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn path(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| format!("{}: not text", path.display()))
}
