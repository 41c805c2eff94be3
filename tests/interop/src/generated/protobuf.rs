//! The events of `proto/`, in Google's Protobuf for Python and in protobuf-es. Their code comes from
//! `buf generate`, as `buf.gen.yaml` says.
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use plumberd_schema::print::File;
use plumberd_schema::print::protobuf::{self as printed, Options};
use serde_json::{Value, json as value};

use super::{Generated, round_trips, same_types, types};
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
        if name == "proto" {
            packages(report, &folder, &types);
        }
    }
    Ok(())
}

/// The same code as packages: installed, every module imported, and read as before.
fn packages(report: &mut Report, code: &Path, types: &[Generated]) {
    let options = |name: &str| Options { name: name.into(), version: "1.0.0".into() };
    report.case("python: an installed package", || {
        let package = tempfile::tempdir().map_err(|error| error.to_string())?;
        write(package.path(), &printed::python(&read(&code.join("python"))?, &options(PACKAGE)))?;
        let python = crate::driver::python()?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        succeed(Command::new(&python).args(pip).arg("--force-reinstall").arg(package.path()))?;
        succeed(Command::new(&python).args(["-m", "pip", "check"]))?;
        let module = PACKAGE.replace('-', "_");
        let import = format!("from {module}.recording.v1 import RecordingFinished");
        succeed(Command::new(&python).args(["-c", &import]))?;
        let mut driver = Driver::python("protobuf_driver.py", &[&module])?;
        same_types(&mut driver, types, &["google.", "plumberd."])
    });
    report.case("protobuf-es: an npm package", || {
        let node = installed()?.join("node");
        let package = node.join("node_modules").join(PACKAGE);
        write(&package, &printed::typescript(&read(&code.join("typescript"))?, &options(PACKAGE)))?;
        let import = format!(
            "import {{ RecordingFinishedSchema }} from '{PACKAGE}/recording/v1/RecordingFinished_pb'; \
             if (RecordingFinishedSchema.typeName !== 'recording.v1.RecordingFinished') process.exit(1)"
        );
        let arguments = ["--input-type=module", "--eval", &import];
        succeed(Command::new("node").args(arguments).current_dir(&node))
    });
}

const PACKAGE: &str = "plumberd-example-events";

/// The files below a folder.
fn read(folder: &Path) -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let fault = |error: std::io::Error| format!("{}: {error}", next.display());
        for entry in std::fs::read_dir(&next).map_err(fault)? {
            let path = entry.map_err(fault)?.path();
            if path.is_dir() {
                // What Python leaves behind.
                if !path.ends_with("__pycache__") {
                    folders.push(path);
                }
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(fault)?;
            let below = path.strip_prefix(folder).map_err(|error| error.to_string())?;
            files.push(File { path: self::path(below)?.replace('\\', "/"), text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn write(folder: &Path, files: &[File]) -> Outcome {
    for file in files {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))
            .and_then(|()| std::fs::write(&path, &file.text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

fn succeed(command: &mut Command) -> Outcome {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
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
