use std::time::Duration;

use crate::targets::{TARGETS, Target};

const USAGE: &str = "usage: fuzz <target|all> [--seconds 10] [--seed 1] [--input FILE]";

/// What the command line asks for.
pub struct Arguments {
    pub targets: Vec<Target>,
    /// How long each target runs.
    pub time: Duration,
    pub seed: u64,
    /// One input to run instead of many: that of a crash.
    pub input: Option<Vec<u8>>,
}

impl Arguments {
    /// # Errors
    /// How the command is used.
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let usage = || {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            format!("{USAGE}\ntargets: {}", names.join(", "))
        };
        let name = words.next().ok_or_else(usage)?;
        let targets: Vec<Target> =
            TARGETS.iter().filter(|target| name == "all" || target.name == name).copied().collect();
        if targets.is_empty() {
            return Err(usage());
        }
        let mut arguments = Self { targets, time: Duration::from_secs(10), seed: 1, input: None };
        while let Some(key) = words.next() {
            let value = words.next().ok_or_else(usage)?;
            match key.as_str() {
                "--seconds" => {
                    let seconds = value.parse().map_err(|_| usage())?;
                    arguments.time = Duration::from_secs(seconds);
                }
                "--seed" => arguments.seed = value.parse().map_err(|_| usage())?,
                "--input" => {
                    let bytes =
                        std::fs::read(&value).map_err(|error| format!("{value}: {error}"))?;
                    arguments.input = Some(bytes);
                }
                _ => return Err(usage()),
            }
        }
        Ok(arguments)
    }
}
