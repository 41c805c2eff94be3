use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::Stdio;

use crate::{Outcome, cargo, choose, python, root};

/// A suite and what it runs against.
struct Suite {
    name: &'static str,
    about: &'static str,
    /// Needs a virtual environment of Python, pinned in `tests/interop/python/<name>.txt`.
    python: bool,
}

const SUITES: [Suite; 4] = [
    Suite {
        name: "py-micro-plumberd",
        about: "the bytes of py-micro-plumberd's writer, and our bytes in its models",
        python: true,
    },
    Suite {
        name: "dotnet-json",
        about: ".NET's own System.Text.Json, on its real runtime",
        python: true,
    },
    Suite { name: "prost", about: "the same messages, both directions", python: false },
    Suite {
        name: "buffa",
        about: "the same messages, both directions, owned and view",
        python: false,
    },
];

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

pub(crate) fn help() -> String {
    let lines = SUITES.iter().map(|suite| format!("  {:<18} {}\n", suite.name, suite.about));
    format!("\nSuites:\n{}", lines.collect::<String>())
}

pub(crate) fn run(asked: &[String]) -> Outcome {
    let names = choose(&SUITES.each_ref().map(|suite| suite.name), asked)?;
    build()?;
    let mut total = Counts::default();
    for suite in SUITES.iter().filter(|suite| names.contains(&suite.name)) {
        total += run_suite(suite)?;
    }
    println!("{total}");
    if total.failed > 0 { Err(format!("{} interop cases failed", total.failed)) } else { Ok(()) }
}

fn build() -> Outcome {
    let status = cargo()
        .args(["build", "--quiet", "--manifest-path", "tests/interop/Cargo.toml"])
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("tests/interop does not build".to_owned()) }
}

fn run_suite(suite: &Suite) -> Outcome<Counts> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--manifest-path", "tests/interop/Cargo.toml", "--"]);
    command.arg(suite.name);
    if suite.python {
        let directory = root().join("target/interop").join(suite.name);
        let pins = root().join("tests/interop/python").join(suite.name).with_extension("txt");
        match python::environment(&directory, &pins) {
            Ok(python) => {
                command.env("PLUMBERD_INTEROP_PYTHON", python);
            }
            Err(reason) => {
                let counts = Counts { skipped: 1, ..Counts::default() };
                println!("{}: {counts} (cannot install: {reason})", suite.name);
                return Ok(counts);
            }
        }
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run the suite {}: {error}", suite.name))?;
    let mut counts = None;
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let line = line.map_err(|error| format!("{}: {error}", suite.name))?;
        println!("{line}");
        counts = parse(suite.name, &line).or(counts);
    }
    let status = child.wait().map_err(|error| format!("{}: {error}", suite.name))?;
    match counts {
        // A suite that was cut short after its counts is no success either.
        Some(counts) if status.success() || counts.failed > 0 => Ok(counts),
        _ => Err(format!("the suite {} ended without its counts ({status})", suite.name)),
    }
}

/// Reads `<suite>: N passed, M failed, K skipped`, with or without a remark behind it.
fn parse(suite: &str, line: &str) -> Option<Counts> {
    let rest = line.strip_prefix(suite)?.strip_prefix(": ")?;
    let (passed, rest) = rest.split_once(" passed, ")?;
    let (failed, rest) = rest.split_once(" failed, ")?;
    let (skipped, _) = rest.split_once(" skipped")?;
    Some(Counts {
        passed: passed.parse().ok()?,
        failed: failed.parse().ok()?,
        skipped: skipped.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_counts_is_read_back() {
        let counts = Counts { passed: 12, failed: 1, skipped: 2 };
        assert_eq!(parse("prost", &format!("prost: {counts}")), Some(counts));
        assert_eq!(parse("prost", &format!("prost: {counts} (no network)")), Some(counts));
        assert_eq!(parse("prost", &format!("buffa: {counts}")), None);
        assert_eq!(parse("prost", "prost: all well"), None);
    }
}
