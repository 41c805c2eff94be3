use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::child::Child;
use crate::contender::{Opening, Outcome, Peer, Unsupported};
use crate::options::Options;
use crate::protocol::{Answer, Command};
use plumberd_bench_harness::machine;
use plumberd_bench_harness::report::{Measure, Report};

/// One run: what was asked for, where it happens, and what came out.
pub struct Session {
    pub options: Options,
    pub report: Report,
    folder: PathBuf,
    skipped: BTreeSet<String>,
    /// Whether ours failed.
    pub failed: bool,
}

/// What the cases are made of; small to test the benchmark.
pub struct Sizes {
    /// Events of the loads and reads.
    pub events: u64,
    pub curve: Vec<u64>,
    pub slice_millis: u64,
    pub group_turns: usize,
    pub killed_after: u64,
    pub live_events: u64,
}

impl Session {
    pub fn new(options: Options) -> Outcome<Self> {
        fs::create_dir_all(&options.folder)?;
        let root = options.folder.canonicalize()?;
        // What a run that was interrupted has left behind.
        for entry in fs::read_dir(&root)? {
            let entry = entry?;
            let process = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if process.is_some_and(|process: u32| !machine::is_alive(process)) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        let folder = root.join(process::id().to_string());
        fs::create_dir(&folder)?;
        let (report, skipped) = (Report::default(), BTreeSet::new());
        Ok(Self { options, report, folder, skipped, failed: false })
    }

    pub fn sizes(&self) -> Sizes {
        if self.options.quick {
            return Sizes {
                events: 20_000,
                curve: vec![4000, 20_000],
                slice_millis: 20,
                group_turns: 2,
                killed_after: 5000,
                live_events: 100,
            };
        }
        let mut curve = vec![100_000, 1_000_000];
        if let Some(scale) = self.options.scale {
            curve.retain(|size| *size < scale);
            curve.push(scale);
        }
        Sizes {
            events: 1_000_000,
            curve,
            slice_millis: 300,
            group_turns: 6,
            killed_after: 150_000,
            live_events: 2000,
        }
    }

    pub fn rounds(&self, usual: usize) -> usize {
        self.options.rounds.unwrap_or(if self.options.quick { 1 } else { usual })
    }

    /// The contenders in the order of a round, so that nobody always runs behind the same one.
    pub fn turn(&self, round: usize) -> Vec<Peer> {
        let mut peers = self.options.peers.clone();
        let length = peers.len();
        peers.rotate_left(round % length);
        peers
    }

    /// A folder for one store, empty.
    pub fn fresh(&self, peer: Peer, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder.join(format!("{name}-{peer}"));
        self.remove(&folder)?;
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Removes a store, and waits until that is on the disk.
    pub fn remove(&self, folder: &Path) -> Outcome {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        machine::settle(&self.folder)
    }

    /// Refuses what would fill the disk, which others use too.
    pub fn require_space(&self, bytes: u64) -> Outcome {
        const RESERVE: u64 = 2 << 30;
        let free = machine::free_space(&self.folder)?;
        if free >= bytes + RESERVE {
            return Ok(());
        }
        let [needed, free] = [bytes + RESERVE, free].map(|bytes| bytes as f64 / (1 << 30) as f64);
        let place = self.folder.display();
        Err(format!(
            "{place} has {free:.1} GiB free, and this takes up to {needed:.1}; use --dir or fewer --peers"
        )
        .into())
    }

    pub fn settle(&self) -> Outcome {
        machine::settle(&self.folder)
    }

    /// A worker with a store open, and the time until its first read was done, in milliseconds.
    pub fn open(
        &self,
        peer: Peer,
        folder: &Path,
        events: u64,
        opening: Opening,
    ) -> Outcome<(Child, f64)> {
        let mut child = Child::start()?;
        let (folder, correlated) = (folder.to_owned(), self.options.correlated);
        let open = Command::Open { peer, folder, opening, events, correlated };
        match child.call(&open)? {
            Answer::Opened { millis } => Ok((child, millis)),
            other => Err(format!("the answer to {open:?} is {other:?}").into()),
        }
    }

    pub fn record(&mut self, measure: Measure<'_>, peer: Peer, sample: f64) {
        self.report.record(measure, peer.name(), sample);
    }

    /// Passes on what a case came to. What a contender cannot do is said once; what fails is said each
    /// time, and does not end the run.
    pub fn take<T>(&mut self, case: &str, peer: Peer, outcome: Outcome<T>) -> Option<T> {
        let error = match outcome {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        if error.is::<Unsupported>() {
            if self.skipped.insert(format!("{case}/{peer}")) {
                println!("{case:<34} {peer:<14} skipped: {error}");
            }
        } else {
            println!("{case:<34} {peer:<14} FAILED: {error}");
            self.failed |= peer == Peer::Ours;
        }
        None
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}
