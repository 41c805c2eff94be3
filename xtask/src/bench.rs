use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{Outcome, cargo, choose, root};

const BENCHMARKS: [(&str, &str); 3] = [
    ("codec", "encode and decode, JSON and Protobuf, against the codecs people use"),
    ("compile", "the cost of the derives in a build, and of building the derives"),
    ("schema", "a build script that compiles .proto files, against those of prost and buffa"),
];

pub(crate) fn help() -> String {
    let lines = BENCHMARKS.iter().map(|(name, about)| format!("  {name:<18} {about}\n"));
    format!("\nBenchmarks:\n{}", lines.collect::<String>())
}

pub(crate) fn run(asked: &[String]) -> Outcome {
    let names = choose(&BENCHMARKS.map(|(name, _)| name), asked)?;
    let directory = root().join("target/bench");
    fs::create_dir_all(&directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    for name in names {
        let results = directory.join(name).with_extension("json");
        let status = cargo()
            .args(["run", "--quiet", "--release", "--manifest-path", "benches/Cargo.toml"])
            .args(["--bin", name, "--"])
            .arg(&results)
            .status()
            .map_err(|error| format!("cannot run cargo: {error}"))?;
        if !status.success() {
            return Err(format!("the benchmark {name} failed ({status})"));
        }
        print_table(&results)?;
    }
    Ok(())
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
        let peers: BTreeMap<&str, f64> = row["peers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
            .collect();
        for (name, theirs) in peers {
            let ratio = ours.map_or("-".to_owned(), |ours| format!("{:.2}x", theirs / ours));
            let ours = ours.map_or("-".to_owned(), |ours| format!("{ours:.1}"));
            println!("{case:<34} {name:<16} {ours:>12} {theirs:>12.1} {ratio:>8}  {unit}");
        }
    }
    println!("ratio: the peer's median over ours; above 1, ours is the faster one");
    Ok(())
}
