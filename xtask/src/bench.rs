use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::built;
use crate::{Outcome, cargo, choose, root};

struct Benchmark {
    name: &'static str,
    manifest: &'static str,
    about: &'static str,
}

/// The one that measures a program of ours, beside of libraries.
const SERVER: &str = "server";

const BENCHMARKS: [Benchmark; 5] = [
    Benchmark {
        name: "codec",
        manifest: "benches/Cargo.toml",
        about: "encode and decode, JSON and Protobuf, against the codecs people use",
    },
    Benchmark {
        name: "compile",
        manifest: "benches/Cargo.toml",
        about: "the cost of the derives in a build, and of building the derives",
    },
    Benchmark {
        name: "schema",
        manifest: "benches/Cargo.toml",
        about: "a build script that compiles .proto files, against those of prost and buffa",
    },
    Benchmark {
        name: SERVER,
        manifest: "benches/server/Cargo.toml",
        about: "plumberd serve against UmaDB's server and the embedded store; and under load",
    },
    Benchmark {
        name: "store",
        manifest: "benches/store/Cargo.toml",
        about: "the embedded store against a raw file, UmaDB, fjall, redb and plain SQLite",
    },
];

pub(crate) fn help() -> String {
    let lines = BENCHMARKS.iter().map(|benchmark| {
        let Benchmark { name, about, .. } = benchmark;
        format!("  {name:<18} {about}\n")
    });
    format!(
        "\nBenchmarks, each with options of its own behind the name:\n{}",
        lines.collect::<String>()
    )
}

pub(crate) fn run(asked: &[String]) -> Outcome {
    // What follows the names is the benchmark's own.
    let names = asked.iter().position(|argument| argument.starts_with('-')).unwrap_or(asked.len());
    let (names, options) = asked.split_at(names);
    if !options.is_empty() && names.len() != 1 {
        return Err(format!("{} is an option; name the one benchmark that it is for", options[0]));
    }
    let names = choose(&BENCHMARKS.map(|benchmark| benchmark.name), names)?;
    let directory = root().join("target/bench");
    fs::create_dir_all(&directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    for Benchmark { name, manifest, .. } in BENCHMARKS {
        if !names.contains(&name) {
            continue;
        }
        let results = directory.join(name).with_extension("json");
        let mut command = cargo();
        command.args(["run", "--quiet", "--release", "--manifest-path", manifest]);
        if name == SERVER {
            let (protoc, plumberd) = (build_protoc()?, build_plumberd()?);
            command.args(["--features", "umadb", "--bin", name, "--"]).arg(&results);
            command.arg("--plumberd").arg(plumberd).env("PROTOC", protoc);
        } else {
            command.args(["--bin", name, "--"]).arg(&results);
        }
        let status =
            command.args(options).status().map_err(|error| format!("cannot run cargo: {error}"))?;
        if !status.success() {
            return Err(format!("the benchmark {name} failed ({status})"));
        }
        print_table(&results)?;
    }
    Ok(())
}

/// The program that is measured, optimised as the benchmarks are.
fn build_plumberd() -> Outcome<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--release", "--package", "plumberd-cli", "--bin", "plumberd"]);
    command.env("CARGO_PROFILE_RELEASE_LTO", "thin");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
    built(command, "plumberd-cli")
}

/// What the build script of the messages of `UmaDB` asks for.
fn build_protoc() -> Outcome<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--release", "--manifest-path", "benches/protoc/Cargo.toml"]);
    built(command, "plumberd-bench-protoc")
}

fn print_table(results: &Path) -> Outcome {
    let fault = |error: &dyn std::fmt::Display| format!("{}: {error}", results.display());
    let text = fs::read_to_string(results).map_err(|error| fault(&error))?;
    let results: Value = serde_json::from_str(&text).map_err(|error| fault(&error))?;
    let rows = results["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    println!("{:<34} {:<16} {:>12} {:>12} {:>8}", "case", "peer", "ours", "peer", "ratio");
    for row in rows {
        let (case, unit) = (row["case"].as_str().unwrap_or(""), row["unit"].as_str().unwrap_or(""));
        let ours = row["ours"].as_f64();
        let shown = ours.map_or("-".to_owned(), |ours| format!("{ours:.1}"));
        let peers: BTreeMap<&str, f64> = row["peers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
            .collect();
        if peers.is_empty() {
            println!("{case:<34} {:<16} {shown:>12} {:>12} {:>8}  {unit}", "-", "-", "-");
        }
        for (name, theirs) in peers {
            let medians = ours.map(|ours| match row["better"].as_str() {
                Some("higher") => ours / theirs,
                _ => theirs / ours,
            });
            let ratio = row["ratios"][name].as_f64().or(medians);
            let ratio = ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}x"));
            println!("{case:<34} {name:<16} {shown:>12} {theirs:>12.1} {ratio:>8}  {unit}");
        }
    }
    println!("ratio: how many times better ours is; below 1, the peer is better");
    Ok(())
}
