//! What the derives cost in a build, in seconds of CPU time.
//!
//! `compile <results.json>`. Cases:
//! - `derive-200`: a debug build of one crate with 200 structs of 8 fields, each encoded and decoded
//!   by a function of its own; its dependencies are built already. The time of a cargo that finds
//!   nothing to do is taken off.
//! - `macro-crate-cold`: building the crate of the derives and all that it depends on, from nothing.
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

mod generate;
mod rusage;

/// Enough for a median that another process cannot move.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let results = env::args().nth(1).ok_or("usage: compile <results.json>")?;
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = benches.join("../target/bench/compile");
    fs::create_dir_all(&workspace)?;
    let workspace = workspace.canonicalize()?;
    generate::workspace(&workspace, &benches.join("..").canonicalize()?)?;
    let builds = Builds { target: workspace.join("target"), workspace };

    let rows = [derive_200(&builds)?, macro_crate_cold(&builds)?];
    fs::write(results, serde_json::to_string_pretty(&json!({ "rows": rows }))?)?;
    Ok(())
}

fn derive_200(builds: &Builds) -> Result<Value, Box<dyn Error>> {
    let packages = generate::PACKAGES;
    for (_, package) in packages {
        builds.build(package, &builds.target)?;
    }
    let mut idle = Vec::new();
    let mut times = vec![Vec::new(); packages.len()];
    for round in 0..ROUNDS {
        for turn in 0..packages.len() {
            let index = (round + turn) % packages.len();
            let package = packages[index].1;
            builds.touch(package)?;
            times[index].push(builds.build(package, &builds.target)?);
            idle.push(builds.build(package, &builds.target)?);
        }
    }
    let idle = median(idle);
    let medians = times.into_iter().map(|times| median(times) - idle);
    let names = packages.iter().map(|(name, _)| *name);
    Ok(row("derive-200", names.zip(medians)))
}

fn macro_crate_cold(builds: &Builds) -> Result<Value, Box<dyn Error>> {
    let packages = [(generate::OURS, "plumberd-macros"), ("serde_derive", "serde_derive")];
    let target = builds.workspace.join("cold");
    let mut times = vec![Vec::new(); packages.len()];
    for round in 0..ROUNDS {
        for turn in 0..packages.len() {
            let index = (round + turn) % packages.len();
            if target.exists() {
                fs::remove_dir_all(&target)?;
            }
            times[index].push(builds.build(packages[index].1, &target)?);
        }
    }
    let names = packages.iter().map(|(name, _)| *name);
    Ok(row("macro-crate-cold", names.zip(times.into_iter().map(median))))
}

/// A workspace and how its packages are built.
struct Builds {
    workspace: PathBuf,
    target: PathBuf,
}

impl Builds {
    /// Builds a package and returns the CPU time of cargo and all that it started.
    fn build(&self, package: &str, target: &Path) -> Result<f64, Box<dyn Error>> {
        let before = rusage::children()?;
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--quiet", "--package", package, "--target-dir"])
            .arg(target)
            .current_dir(&self.workspace)
            // Otherwise a rebuild of the same text would cost next to nothing.
            .env("CARGO_INCREMENTAL", "0")
            .output()?;
        let spent = rusage::children()? - before;
        if output.status.success() {
            Ok(spent)
        } else {
            Err(format!("{package}: {}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }

    fn touch(&self, package: &str) -> Result<(), Box<dyn Error>> {
        let file = self.workspace.join(package).join("src/lib.rs");
        let text = fs::read(&file)?;
        Ok(fs::write(&file, text)?)
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn row<'a>(case: &str, medians: impl Iterator<Item = (&'a str, f64)>) -> Value {
    let (ours, peers): (Vec<_>, Vec<_>) = medians.partition(|(name, _)| *name == generate::OURS);
    let peers: serde_json::Map<_, _> =
        peers.into_iter().map(|(name, median)| (name.to_owned(), json!(median))).collect();
    let ours = ours.first().map(|(_, median)| *median);
    json!({ "case": case, "unit": "s (CPU)", "better": "lower", "ours": ours, "peers": peers })
}
