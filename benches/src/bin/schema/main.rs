//! What a build script costs that turns `.proto` files into Rust.
//!
//! `schema <results.json>`. Cases:
//! - `compile/<files>`: everything from nothing: files found, parsed, checked, printed and written
//! - `per-file/<files>`: the same by file, which shows whether the time grows as the project does
//! - `unchanged/500`: Cargo runs the script again though no file changed. The peers do it all again
//!
//! A run is a process of its own, and the figure is its CPU time, of the user and the system, from start
//! to end: other processes do not count into it. Every contender is optimised; with Cargo's defaults
//! build scripts are not.
use std::error::Error;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use serde_json::{Map, Value, json};

mod contenders;
#[path = "../../../../codegen/examples/compile_many/generate.rs"]
mod generate;
#[path = "../compile/rusage.rs"]
mod rusage;

use contenders::{CONTENDERS, Cost, OURS};

const SIZES: [usize; 4] = [125, 250, 500, 1000];
const UNCHANGED: usize = 500;
/// Enough for a median that another process cannot move.
const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let results = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["script", contender] => return contenders::script(contender),
        [results] => results,
        _ => return Err("usage: schema <results.json>".into()),
    };
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench/schema");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let mut rows = Vec::new();
    let mut per_file = Vec::new();
    for size in SIZES {
        let package = work.join(size.to_string());
        fs::create_dir_all(&package)?;
        let package = package.canonicalize()?;
        generate::generate(&package.join("proto"), size)?;
        let costs = compile(&package, size)?;
        println!("compile/{size}: {:.0?} from start to end", costs[0].elapsed);
        rows.push(row(&format!("compile/{size}"), "ms (CPU)", &costs, 1.0));
        let files = size as f64 / 1000.0;
        per_file.push(row(&format!("per-file/{size}"), "us/file (CPU)", &costs, files));
        if size == UNCHANGED {
            let costs = unchanged(&package, costs)?;
            println!("unchanged/{size}: {:.1?} from start to end", costs[0].elapsed);
            rows.push(row(&format!("unchanged/{size}"), "ms (CPU)", &costs, 1.0));
        }
    }
    rows.append(&mut per_file);
    fs::write(results, serde_json::to_string_pretty(&json!({ "rows": rows }))?)?;
    Ok(())
}

/// The contenders' medians.
fn compile(package: &Path, size: usize) -> Result<Vec<Cost>, Box<dyn Error>> {
    let mut costs: Vec<Vec<Cost>> = CONTENDERS.iter().map(|_| Vec::new()).collect();
    for round in 0..ROUNDS {
        for turn in 0..CONTENDERS.len() {
            // Nobody always runs behind the same contender.
            let index = (round + turn) % CONTENDERS.len();
            contenders::clean(CONTENDERS[index], package)?;
            costs[index].push(contenders::start(CONTENDERS[index], package)?);
        }
    }
    for contender in CONTENDERS {
        // One file is of shared types.
        let (expected, found) = (size - 1, contenders::structs(contender, package)?);
        if found != expected {
            return Err(format!("{contender} wrote {found} events instead of {expected}").into());
        }
    }
    Ok(costs.into_iter().map(median).collect())
}

/// Ours, beside what the peers took in any case.
fn unchanged(package: &Path, mut costs: Vec<Cost>) -> Result<Vec<Cost>, Box<dyn Error>> {
    let ours = (0..ROUNDS).map(|_| contenders::start(OURS, package));
    costs[0] = median(ours.collect::<Result<_, _>>()?);
    Ok(costs)
}

fn median(costs: Vec<Cost>) -> Cost {
    let mut cpu: Vec<f64> = costs.iter().map(|cost| cost.cpu).collect();
    cpu.sort_by(f64::total_cmp);
    let mut elapsed: Vec<Duration> = costs.iter().map(|cost| cost.elapsed).collect();
    elapsed.sort();
    Cost { cpu: cpu[cpu.len() / 2], elapsed: elapsed[elapsed.len() / 2] }
}

fn row(case: &str, unit: &str, costs: &[Cost], divisor: f64) -> Value {
    let mut peers: Map<String, Value> = CONTENDERS
        .iter()
        .zip(costs)
        .map(|(name, cost)| ((*name).to_owned(), json!(cost.cpu / divisor)))
        .collect();
    let ours = peers.remove(OURS);
    json!({ "case": case, "unit": unit, "better": "lower", "ours": ours, "peers": peers })
}
