use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::server::{self, Mode, Server};
use crate::{Outcome, cargo, python, root};

/// A program that puts a real client through its scenarios against `plumberd serve`.
///
/// It finds the server in `PLUMBERD_URL`, how it runs in `PLUMBERD_MODE` (`memory`, `data`, `tls`, `users`) and
/// its certificate in `PLUMBERD_CERTIFICATE` and the file with its events, if it has one, in
/// `PLUMBERD_STORE`; `PLUMBERD_INTEROP` is the folder of what is installed for the suite. It prints a line `client <name> <version>` and one line
/// for each scenario: `ok <scenario>`, `FAILED <scenario> | <what>` or `skipped <scenario> | <reason>`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Driver {
    /// The scenarios of `tests/interop/node/clients/`.
    Node,
    /// A script of `tests/interop/python/`.
    Python(&'static str),
    /// A package of the workspace `tests/interop`.
    Package(&'static str),
}

/// A suite of one client against the server, in each of these modes.
pub(crate) fn run(
    suite: &str,
    driver: Driver,
    modes: &[Mode],
    directory: &Path,
) -> Outcome<Counts> {
    let program = server::build()?;
    let mut results = Results { suite: suite.to_owned(), ..Results::default() };
    for &mode in modes {
        let server = Server::start(&program, mode, &directory.join("server"))?;
        let mut command = command(driver, directory)?;
        command
            .env("PLUMBERD_URL", &server.url)
            .env("PLUMBERD_MODE", mode.name())
            .env("PLUMBERD_CERTIFICATE", &server.certificate)
            .env("PLUMBERD_STORE", &server.store)
            .env("PLUMBERD_INTEROP", directory);
        println!("{suite}: {}", server.url);
        let fault = |error| format!("cannot run the driver of {suite}: {error}");
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(fault)?;
        let before = results.scenarios.len();
        for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
            let line = line.map_err(fault)?;
            println!("  {}: {line}", mode.name());
            results.line(mode.name(), &line);
        }
        let status = child.wait().map_err(fault)?;
        if !status.success() || results.scenarios.len() == before {
            let ended = format!("FAILED the driver as a whole | it ended with {status}");
            println!("  {}: {ended}", mode.name());
            results.line(mode.name(), &ended);
        }
    }
    results.write()?;
    let counts = results.counts();
    println!("{suite}: {counts}");
    Ok(counts)
}

fn command(driver: Driver, directory: &Path) -> Outcome<Command> {
    let interop = root().join("tests/interop");
    match driver {
        Driver::Node => {
            // Packages are looked for beside the scripts.
            let (from, to) = (interop.join("node/clients"), directory.join("node"));
            let fault = |error| format!("cannot copy {}: {error}", from.display());
            for entry in fs::read_dir(&from).map_err(fault)?.flatten() {
                fs::copy(entry.path(), to.join(entry.file_name())).map_err(fault)?;
            }
            let mut command = Command::new("node");
            command.arg(to.join("main.mjs"));
            Ok(command)
        }
        Driver::Python(script) => {
            let mut command = Command::new(python::interpreter(&directory.join("python")));
            command.arg(interop.join("python").join(script));
            Ok(command)
        }
        Driver::Package(name) => {
            let mut command = cargo();
            command.args(["run", "--quiet", "--manifest-path", "tests/interop/Cargo.toml"]);
            command.args(["--package", name]);
            Ok(command)
        }
    }
}

/// The folder of the results of all suites of clients.
pub(crate) fn results() -> PathBuf {
    root().join("target/interop/results")
}

/// What a suite came to: `target/interop/results/<suite>.json`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    pub(crate) suite: String,
    pub(crate) client: String,
    pub(crate) version: String,
    pub(crate) scenarios: Vec<Scenario>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Scenario {
    pub(crate) mode: String,
    pub(crate) name: String,
    /// `ok`, `failed` or `skipped`.
    pub(crate) outcome: String,
    /// Why, unless it is `ok`.
    pub(crate) reason: String,
}

impl Results {
    /// Takes a line of a driver; what is no result is for the person who reads along.
    fn line(&mut self, mode: &str, line: &str) {
        let Some((word, rest)) = line.split_once(' ') else { return };
        let outcome = match word {
            "client" => {
                let (client, version) = rest.rsplit_once(' ').unwrap_or((rest, ""));
                client.clone_into(&mut self.client);
                version.clone_into(&mut self.version);
                return;
            }
            "ok" => "ok",
            "FAILED" => "failed",
            "skipped" => "skipped",
            _ => return,
        };
        let (name, reason) =
            if word == "ok" { (rest, "") } else { rest.split_once(" | ").unwrap_or((rest, "")) };
        self.scenarios.push(Scenario {
            mode: mode.to_owned(),
            name: name.to_owned(),
            outcome: outcome.to_owned(),
            reason: reason.to_owned(),
        });
    }

    fn counts(&self) -> Counts {
        let count = |outcome: &str| {
            self.scenarios.iter().filter(|scenario| scenario.outcome == outcome).count() as u64
        };
        Counts { passed: count("ok"), failed: count("failed"), skipped: count("skipped") }
    }

    fn write(&self) -> Outcome {
        let scenarios: Vec<Value> = self.scenarios.iter().map(Scenario::to_json).collect();
        let text = json!({
            "suite": self.suite,
            "client": self.client,
            "version": self.version,
            "scenarios": scenarios,
        });
        let path = results().join(&self.suite).with_extension("json");
        let fault = |error| format!("cannot write {}: {error}", path.display());
        fs::create_dir_all(results()).map_err(fault)?;
        fs::write(&path, format!("{text:#}\n")).map_err(fault)
    }

    /// The results of all suites that ran, in the order of their names.
    pub(crate) fn read_all() -> Outcome<Vec<Self>> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(results()).into_iter().flatten().flatten() {
            let path = entry.path();
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let value: Value = serde_json::from_str(&text)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            found.insert(path, Self::from_json(&value));
        }
        Ok(found.into_values().collect())
    }

    fn from_json(value: &Value) -> Self {
        Self {
            suite: text(&value["suite"]),
            client: text(&value["client"]),
            version: text(&value["version"]),
            scenarios: value["scenarios"].as_array().map_or_else(Vec::new, |scenarios| {
                scenarios.iter().map(Scenario::from_json).collect()
            }),
        }
    }
}

impl Scenario {
    fn to_json(&self) -> Value {
        json!({
            "mode": self.mode,
            "name": self.name,
            "outcome": self.outcome,
            "reason": self.reason,
        })
    }

    fn from_json(value: &Value) -> Self {
        Self {
            mode: text(&value["mode"]),
            name: text(&value["name"]),
            outcome: text(&value["outcome"]),
            reason: text(&value["reason"]),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_driver_become_results() {
        let mut results = Results { suite: "node-esdb".to_owned(), ..Results::default() };
        for line in [
            "client @eventstore/db-client 6.2.1",
            "ok append: any",
            "FAILED append: no stream | found 1: expected 2",
            "skipped users | not advertised",
            "a remark",
        ] {
            results.line("memory", line);
        }
        assert_eq!((&*results.client, &*results.version), ("@eventstore/db-client", "6.2.1"));
        assert_eq!(results.counts(), Counts { passed: 1, failed: 1, skipped: 1 });
        let scenarios: Vec<_> =
            results.scenarios.iter().map(|found| (&*found.name, &*found.reason)).collect();
        assert_eq!(
            scenarios,
            [
                ("append: any", ""),
                ("append: no stream", "found 1: expected 2"),
                ("users", "not advertised")
            ]
        );
    }

    #[test]
    fn results_are_read_back() {
        let mut results = Results { suite: "one".to_owned(), ..Results::default() };
        results.line("data", "client c 1");
        results.line("data", "skipped x: because");
        let json = json!({
            "suite": "one", "client": "c", "version": "1",
            "scenarios": [results.scenarios[0].to_json()],
        });
        assert_eq!(Results::from_json(&json), results);
    }
}
