//! One life of the process that appends: what it is told, what it says, and its death.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::SqliteOptions;
use plumberd::store::Appended;
use plumberd::stream::Revision;
use uuid::Uuid;

use super::append::Append;
use super::common::process;
use super::load::Load;
use super::random::Random;

/// Longer than any start of a process, and any recovery.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a life is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Some writers of each kind.
    Mixed,
    /// 64 writers of one event at a time: large groups.
    Crowd,
    /// Batches of hundreds: merges and checkpoints follow one another.
    Bulk,
}

/// When a life ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// So long after it begins to open the file.
    Opening(Duration),
    /// So long after the file is open.
    Working(Duration),
}

/// What a process is told.
#[derive(Debug, PartialEq)]
pub(crate) struct Orders {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    /// The last checkpoint of the follower.
    pub(crate) follow_from: Option<u64>,
    /// Appends whose answers nobody has heard.
    pub(crate) again: Vec<Append>,
}

/// Where one event of an append stands, as the store told it: the last of each part.
pub(crate) type Places = Vec<(Revision, u64)>;

pub(crate) fn places(answers: &[Appended]) -> Places {
    answers
        .iter()
        .map(|answer| {
            let position = answer.position.map_or(0, |position| position.commit);
            (answer.revision.unwrap_or(Revision::MAX), position)
        })
        .collect()
}

/// What a process said.
#[derive(Debug, PartialEq)]
pub(crate) enum Line {
    Try(Append),
    Ack(Uuid, Places),
    Refused(Uuid),
    Deleted { position: u64, stream: String },
    Saw { position: u64, id: Uuid },
    Checkpoint(u64),
    Fault(String),
}

/// What is left of a process.
#[derive(Debug)]
pub(crate) struct Remains {
    pub(crate) lines: Vec<Line>,
    /// Whether it had opened the file.
    pub(crate) worked: bool,
    /// Whether the log was being copied into the file.
    pub(crate) in_checkpoint: bool,
    pub(crate) status: ExitStatus,
}

/// The work of the child process.
pub(crate) fn live(file: &Path) {
    let mut orders = String::new();
    for line in std::io::stdin().lock().lines() {
        orders += &line.unwrap();
        orders.push('\n');
    }
    let orders = Orders::parse(&orders).unwrap();
    process::say("opening\n");
    match options(&mut Random::new(orders.seed)).open(file) {
        Ok(store) => {
            process::say("open\n");
            Load::run(&store, &orders);
        }
        Err(error) => process::say(&format!("fail to open: {error}\n")),
    }
}

/// Mostly as people open a store; else with a tail so short that the index is written and merged all the
/// time.
pub(crate) fn options(random: &mut Random) -> SqliteOptions {
    match random.below(3) {
        0 => SqliteOptions::new().tail_events(1 + random.index(300)),
        _ => SqliteOptions::new(),
    }
}

/// Starts a process, lets it work, and kills it.
pub(crate) fn live_and_die(file: &Path, orders: &Orders, end: End) -> Remains {
    let mut child = process::command("append", file).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (steps, step) = mpsc::channel();
    let reader = thread::spawn(move || listen(output, &steps));
    input.write_all(orders.to_text().as_bytes()).unwrap();
    drop(input);
    let (awaited, rest) = match end {
        End::Opening(rest) => (Step::Opening, rest),
        End::Working(rest) => (Step::Open, rest),
    };
    if wait_for(&step, awaited) {
        thread::sleep(rest);
    }
    child.kill().unwrap();
    let status = child.wait().unwrap();
    let in_checkpoint = is_in_checkpoint(file);
    let lines = reader.join().unwrap();
    let worked = awaited == Step::Open || step.try_iter().any(|step| step == Step::Open);
    Remains { lines, worked, in_checkpoint, status }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Opening,
    Open,
}

/// Whether the step was made; a process that fails says so, and ends.
fn wait_for(steps: &Receiver<Step>, awaited: Step) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while let Ok(step) = steps.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if step == awaited {
            return true;
        }
    }
    false
}

fn listen(mut output: impl BufRead, steps: &Sender<Step>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        match line.strip_suffix('\n') {
            // Cut off by the kill.
            None => {}
            Some("opening") => drop(steps.send(Step::Opening)),
            Some("open") => drop(steps.send(Step::Open)),
            // The test runner talks too.
            Some(line) => lines.extend(Line::parse(line)),
        }
        line.clear();
    }
    lines
}

/// Reads the index of the log, as `SQLite` documents it: how many frames somebody began to copy,
/// and how many are known to be copied.
fn is_in_checkpoint(file: &Path) -> bool {
    let mut index = PathBuf::from(file).into_os_string();
    index.push("-shm");
    let Ok(bytes) = std::fs::read(index) else { return false };
    let number = |at: usize| {
        bytes.get(at..at + 4).map_or(0, |four| u32::from_ne_bytes(four.try_into().unwrap()))
    };
    let (copied, attempted) = (number(96), number(128));
    attempted > copied
}

/// Whether the file holds parts of a list that belong to none: a merge was cut off. `None` when
/// nobody can tell.
pub(crate) fn is_in_merge(file: &Path) -> Option<bool> {
    let connection = rusqlite::Connection::open(file).ok()?;
    let cut_off = "SELECT EXISTS (SELECT 1 FROM chunks WHERE run_id NOT IN (SELECT id FROM runs))";
    connection.query_row(cut_off, [], |row| row.get(0)).ok()
}

impl Orders {
    fn to_text(&self) -> String {
        let kind = match self.kind {
            Kind::Mixed => "mixed",
            Kind::Crowd => "crowd",
            Kind::Bulk => "bulk",
        };
        let mut text = format!("kind {kind}\nseed {}\n", self.seed);
        if let Some(position) = self.follow_from {
            writeln!(text, "from {position}").unwrap();
        }
        for append in &self.again {
            writeln!(text, "again {append}").unwrap();
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut orders = Self { kind: Kind::Mixed, seed: 0, follow_from: None, again: Vec::new() };
        for line in text.lines() {
            match line.split_once(' ')? {
                ("kind", "mixed") => orders.kind = Kind::Mixed,
                ("kind", "crowd") => orders.kind = Kind::Crowd,
                ("kind", "bulk") => orders.kind = Kind::Bulk,
                ("seed", seed) => orders.seed = seed.parse().ok()?,
                ("from", position) => orders.follow_from = Some(position.parse().ok()?),
                ("again", append) => orders.again.push(Append::parse(append)?),
                _ => return None,
            }
        }
        Some(orders)
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "try" => Append::parse(rest).map(Self::Try),
            "no" => rest.parse().ok().map(Self::Refused),
            "at" => rest.parse().ok().map(Self::Checkpoint),
            "fail" => Some(Self::Fault(rest.to_owned())),
            "ack" => {
                let (id, places) = rest.split_once(' ')?;
                let place = |text: &str| {
                    let (revision, position) = text.split_once('@')?;
                    Some((revision.parse().ok()?, position.parse().ok()?))
                };
                let places = places.split(',').map(place).collect::<Option<_>>()?;
                Some(Self::Ack(id.parse().ok()?, places))
            }
            "deleted" => {
                let (position, stream) = rest.split_once(' ')?;
                Some(Self::Deleted { position: position.parse().ok()?, stream: stream.to_owned() })
            }
            "saw" => {
                let (position, id) = rest.split_once(' ')?;
                Some(Self::Saw { position: position.parse().ok()?, id: id.parse().ok()? })
            }
            _ => None,
        }
    }
}

#[test]
fn orders_are_their_text() {
    let again = vec![Append::to_one("Hot-1", plumberd::stream::ExpectedRevision::Any, 2)];
    let orders = Orders { kind: Kind::Bulk, seed: 7, follow_from: Some(9), again };
    assert_eq!(Orders::parse(&orders.to_text()), Some(orders));
}
