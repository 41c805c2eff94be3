use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::clients::{self, Driver};
use crate::counts::Counts;
use crate::program::built;
use crate::server::Mode;
use crate::{Outcome, cargo, choose, node, python, root, table};

/// A suite and what it runs against.
struct Suite {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    runs: Runs,
}

/// What runs a suite.
#[derive(Debug, Clone, Copy)]
enum Runs {
    /// The program of `tests/interop`.
    Cases,
    /// A real client, against `plumberd serve`.
    Client(Driver, &'static [Mode]),
}

/// What is installed for a suite, below `target/interop/<name>/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// `python/`: a virtual environment, pinned in `tests/interop/python/<name>.txt`.
    Python,
    /// `node/`: packages, pinned in `tests/interop/node/<name>/`.
    Node,
    /// `sources/`: source distributions, unpacked; pinned in `tests/interop/python/<name>.sources.txt`.
    Sources,
}

const SUITES: [Suite; 18] = [
    Suite {
        name: "py-micro-plumberd",
        about: "the bytes of py-micro-plumberd's writer, and our bytes in its models",
        needs: &[Need::Python],
        runs: Runs::Cases,
    },
    Suite {
        name: "dotnet-json",
        about: ".NET's own System.Text.Json, on its real runtime",
        needs: &[Need::Python],
        runs: Runs::Cases,
    },
    Suite {
        name: "json-schema",
        about: "a JSON Schema validator, given our schemas and what we write and read",
        needs: &[],
        runs: Runs::Cases,
    },
    Suite {
        name: "prost",
        about: "the same messages, both directions",
        needs: &[],
        runs: Runs::Cases,
    },
    Suite {
        name: "buffa",
        about: "the same messages, both directions, owned and view",
        needs: &[],
        runs: Runs::Cases,
    },
    Suite {
        name: "protobuf",
        about: "the events of proto/ in Google's Protobuf for Python and in protobuf-es, through buf",
        needs: &[Need::Python, Need::Node],
        runs: Runs::Cases,
    },
    Suite {
        name: "togather",
        about: "the published releases of togather-event-sdk: schemas, breaking changes, messages",
        needs: &[Need::Python, Need::Sources],
        runs: Runs::Cases,
    },
    Suite {
        name: "both-ways",
        about: "types written by hand and from .proto files, and prost-reflect, of many schemas",
        needs: &[],
        runs: Runs::Cases,
    },
    Suite {
        name: "guide",
        about: "docs/schemas.md, followed to the letter",
        needs: &[Need::Python, Need::Node],
        runs: Runs::Cases,
    },
    Suite {
        name: "languages",
        about: "the C#, Python and TypeScript that plumberd prints: compiled, installed, used",
        needs: &[Need::Python, Need::Node],
        runs: Runs::Cases,
    },
    Suite {
        name: "languages-oldest",
        about: "the Python that plumberd prints, with the oldest libraries that it names",
        needs: &[Need::Python],
        runs: Runs::Cases,
    },
    Suite {
        name: "wire",
        about: "KurrentDB's messages, ours and those of kurrentdbclient, both directions",
        needs: &[Need::Python],
        runs: Runs::Cases,
    },
    Suite {
        name: "kurrentdb-crate",
        about: "the crate kurrentdb against `plumberd serve`",
        needs: &[],
        runs: Runs::Client(Driver::Package("plumberd-interop-kurrentdb"), Mode::ALL),
    },
    Suite {
        name: "node-kurrentdb",
        about: "@kurrent/kurrentdb-client against `plumberd serve`",
        needs: &[Need::Node],
        runs: Runs::Client(Driver::Node, Mode::ALL),
    },
    Suite {
        name: "node-esdb",
        about: "@eventstore/db-client against `plumberd serve`",
        needs: &[Need::Node],
        runs: Runs::Client(Driver::Node, Mode::ALL),
    },
    Suite {
        name: "kurrentdbclient",
        about: "kurrentdbclient against `plumberd serve`, blocking and asyncio",
        needs: &[Need::Python],
        runs: Runs::Client(Driver::Python("kurrentdbclient_driver.py"), Mode::OPEN),
    },
    Suite {
        name: "esdbclient",
        about: "esdbclient against `plumberd serve`, blocking and asyncio",
        needs: &[Need::Python],
        runs: Runs::Client(Driver::Python("esdbclient_driver.py"), Mode::OPEN),
    },
    Suite {
        name: "py-micro-plumberd-client",
        about: "py-micro-plumberd against `plumberd serve`, and typed events in the same store",
        needs: &[Need::Python],
        runs: Runs::Client(Driver::Package("plumberd-interop-typed"), Mode::OPEN),
    },
];

pub(crate) fn help() -> String {
    let lines = SUITES.iter().map(|suite| format!("  {:<18} {}\n", suite.name, suite.about));
    format!(
        "\nSuites:\n{}\nOption of interop:\n  --table  Write docs/compatibility.md from what the suites \
         of clients came to\n",
        lines.collect::<String>()
    )
}

pub(crate) fn run(asked: &[String]) -> Outcome {
    if asked == ["--table"] {
        return table::write();
    }
    let names = choose(&SUITES.each_ref().map(|suite| suite.name), asked)?;
    let suites = || SUITES.iter().filter(|suite| names.contains(&suite.name));
    // Before the build, which reads the schemas among the sources.
    let prepared: Vec<_> = suites().map(prepare).collect();
    // What a suite of a client needs is built by itself.
    let cases = if suites().any(|suite| matches!(suite.runs, Runs::Cases)) {
        build()?
    } else {
        PathBuf::new()
    };
    let mut total = Counts::default();
    for (suite, prepared) in suites().zip(prepared) {
        let start = Instant::now();
        total += run_suite(suite, prepared, &cases)?;
        println!("  in {} s", start.elapsed().as_secs());
    }
    println!("{total}");
    if total.failed > 0 { Err(format!("{} interop cases failed", total.failed)) } else { Ok(()) }
}

/// Builds the program of `tests/interop`, and says where it is. It is built once and not run by cargo: that
/// would look again, before each suite, whether it is up to date, and what the suites install may tell it
/// that it is not.
fn build() -> Outcome<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--manifest-path", "tests/interop/Cargo.toml"]);
    built(command, "tests/interop")
}

/// The folder of what is installed for a suite.
fn directory(suite: &Suite) -> PathBuf {
    root().join("target/interop").join(suite.name)
}

/// Installs what a suite needs.
fn prepare(suite: &Suite) -> Outcome {
    let (directory, pins) = (directory(suite), root().join("tests/interop"));
    for need in suite.needs {
        match need {
            Need::Python => {
                let pins = pins.join("python").join(suite.name).with_extension("txt");
                python::environment(&directory.join("python"), &pins)?;
            }
            Need::Node => {
                node::environment(&directory.join("node"), &pins.join("node").join(suite.name))?;
            }
            Need::Sources => {
                let pins = pins.join("python").join(suite.name).with_extension("sources.txt");
                python::sources(&directory.join("sources"), &pins)?;
            }
        }
    }
    Ok(())
}

fn run_suite(suite: &Suite, prepared: Outcome, cases: &Path) -> Outcome<Counts> {
    if let Err(reason) = prepared {
        let counts = Counts { skipped: 1, ..Counts::default() };
        println!("{}: {counts} (cannot install: {reason})", suite.name);
        return Ok(counts);
    }
    if let Runs::Client(driver, modes) = suite.runs {
        return clients::run(suite.name, driver, modes, &directory(suite));
    }
    let mut child = Command::new(cases)
        .arg(suite.name)
        .current_dir(root())
        .env("PLUMBERD_INTEROP", directory(suite))
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
