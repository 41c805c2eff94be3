use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::{Outcome, cargo};

/// The test that does the work; with `cargo test` it kills some two dozen times.
const TEST: &str = "what_was_acknowledged_survives_kills";
/// What the lines begin with that are for the person who ran this.
const MARK: &str = "crash: ";
const KILLS: u64 = 200;

pub(crate) fn help() -> String {
    format!(
        "\nOptions of crash:\n  --kills <n>          How often to kill ({KILLS})\n  --seed <n>           \
         The seed of an earlier run, to do the same again\n"
    )
}

/// Kills a process that appends, again and again, and checks what it leaves.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let Options { kills, seed } = parse(arguments)?;
    let mut command = cargo();
    command
        .args(["test", "--quiet", "--release", "--package", "plumberd", "--features", "sqlite"])
        .args(["--test", "store_crash", "--", "--exact", TEST, "--nocapture"])
        .env("PLUMBERD_KILLS", kills.to_string());
    if let Some(seed) = seed {
        command.env("PLUMBERD_SEED", seed.to_string());
    }
    let fault = |error| format!("cannot run cargo: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(fault)?;
    let mut verdict = None;
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let line = line.map_err(fault)?;
        if let Some(line) = line.strip_prefix(MARK) {
            println!("{line}");
            verdict = parse_verdict(line).or(verdict);
        }
    }
    let status = child.wait().map_err(fault)?;
    match verdict {
        Some((0, 0)) if status.success() => Ok(()),
        Some((lost, duplicated)) => {
            Err(format!("lost {lost}, duplicated {duplicated} ({status}); see above"))
        }
        None => Err(format!("the test ended without its counts ({status})")),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Options {
    kills: u64,
    seed: Option<u64>,
}

fn parse(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { kills: KILLS, seed: None };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let number = || {
            arguments.clone().next().and_then(|number| number.parse().ok()).ok_or_else(|| {
                format!("{name} needs a whole number behind it, as in `cargo xtask crash {name} 7`")
            })
        };
        match name.as_str() {
            "--kills" => options.kills = number()?,
            "--seed" => options.seed = Some(number()?),
            _ => return Err(format!("no such option: {name}; there are --kills and --seed")),
        }
        arguments.next();
    }
    if options.kills == 0 { Err("--kills 0 would check nothing".to_owned()) } else { Ok(options) }
}

/// Reads `lost N, duplicated M, …`.
fn parse_verdict(line: &str) -> Option<(u64, u64)> {
    let (lost, rest) = line.strip_prefix("lost ")?.split_once(", duplicated ")?;
    let (duplicated, _) = rest.split_once(',')?;
    Some((lost.parse().ok()?, duplicated.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(words: &str) -> Outcome<Options> {
        parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        assert_eq!(options(""), Ok(Options { kills: 200, seed: None }));
        assert_eq!(options("--seed 7 --kills 300"), Ok(Options { kills: 300, seed: Some(7) }));
        for (words, error) in [
            (
                "--kills",
                "--kills needs a whole number behind it, as in `cargo xtask crash --kills 7`",
            ),
            (
                "--seed x",
                "--seed needs a whole number behind it, as in `cargo xtask crash --seed 7`",
            ),
            ("--kills 0", "--kills 0 would check nothing"),
            ("300", "no such option: 300; there are --kills and --seed"),
        ] {
            assert_eq!(options(words), Err(error.to_owned()));
        }
    }

    #[test]
    fn the_verdict_is_read_back() {
        let line = "lost 1, duplicated 2, half appends 0, gaps 0, other faults 0";
        assert_eq!(parse_verdict(line), Some((1, 2)));
        assert_eq!(parse_verdict("lost count"), None);
    }
}
