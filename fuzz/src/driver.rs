use std::collections::HashSet;
use std::fmt;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::mutate::mutate;
use crate::panics;
use crate::random::Random;
use crate::signal::Signal;
use crate::targets::Target;

/// How many inputs are kept: enough for every behaviour, and never a burden on memory.
const POOL: usize = 20_000;

/// An input that broke a target.
pub struct Crash {
    reason: String,
    file: PathBuf,
}

/// What a run came to.
pub struct Report {
    target: &'static str,
    executions: u64,
    behaviours: usize,
    time: Duration,
    pub crash: Option<Crash>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, executions, behaviours, time, crash } = self;
        let seconds = time.as_secs_f64();
        write!(
            f,
            "{target:<14} {executions:>9} executions in {seconds:.1} s, {behaviours:>6} behaviours: "
        )?;
        match crash {
            None => f.write_str("ok"),
            Some(Crash { reason, file }) => {
                write!(f, "FAILED\n  {reason}\n  input: {}", file.display())
            }
        }
    }
}

/// Runs a target on one input. A panic of any thread is one of the target.
fn execute(target: &Target, input: &[u8]) -> Result<Signal, String> {
    let run = target.run;
    let result = catch_unwind(|| run(input));
    match (panics::take(), result) {
        (None, Ok(signal)) => Ok(signal),
        (panic, _) => Err(panic.unwrap_or_else(|| "a panic without a text".into())),
    }
}

/// Fuzzes a target for the time that the command line gives it.
pub fn run(target: &Target, arguments: &Arguments) -> Report {
    let begin = Instant::now();
    let mut random = Random::new(arguments.seed);
    let mut seen: HashSet<Signal> = HashSet::new();
    let mut report = Report {
        target: target.name,
        executions: 0,
        behaviours: 0,
        time: Duration::ZERO,
        crash: None,
    };
    let mut pool = match &arguments.input {
        Some(input) => vec![input.clone()],
        None => corpus(target),
    };
    let mut step = |input: &[u8], report: &mut Report| -> bool {
        report.executions += 1;
        match execute(target, input) {
            Ok(signal) => seen.insert(signal),
            Err(reason) => {
                report.crash = Some(Crash { reason, file: save(target, input) });
                false
            }
        }
    };
    for input in &pool {
        step(input, &mut report);
    }
    let fuzzes = arguments.input.is_none();
    while fuzzes && report.crash.is_none() && begin.elapsed() < arguments.time {
        // Reading the clock costs as much as a short input.
        for _ in 0..100 {
            // Half of the time one of the newest, for what is new leads on.
            let from = if random.next() & 1 == 0 { pool.len().saturating_sub(64) } else { 0 };
            let mut input = pool[from + random.below(pool.len() - from)].clone();
            let other = random.below(pool.len());
            mutate(&mut input, &pool[other], &mut random);
            if step(&input, &mut report) && pool.len() < POOL {
                pool.push(input);
            }
            if report.crash.is_some() {
                break;
            }
        }
    }
    report.behaviours = seen.len();
    report.time = begin.elapsed();
    report
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The inputs that every run begins with, in an order that does not depend on the file system.
fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder("corpus").join(target.name))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.sort();
    let mut inputs: Vec<Vec<u8>> =
        files.iter().filter_map(|file| std::fs::read(file).ok()).collect();
    inputs.extend((target.seeds)());
    inputs.push(Vec::new());
    inputs
}

/// Keeps an input that broke a target.
fn save(target: &Target, input: &[u8]) -> PathBuf {
    let crashes = folder("crashes");
    let file = crashes.join(format!(
        "{}-{}",
        target.name,
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, input).simple()
    ));
    let saved = std::fs::create_dir_all(&crashes).and_then(|()| std::fs::write(&file, input));
    if let Err(error) = saved {
        eprintln!("{}: {error}", file.display());
    }
    file
}
