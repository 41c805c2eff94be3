//! A file, and one process after the other that is killed while it writes to it.

use std::collections::HashSet;
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{AppendError, EventStore, ReadAll};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect};
use uuid::Uuid;

use super::agreement::Agreement;
use super::append::Append;
use super::common::Folder;
use super::findings::Findings;
use super::ledger::{Log, Tried};
use super::life::{End, Kind, Line, Orders, Remains, live_and_die};
use super::random::Random;

/// Entries that are read again after a kill, before those that are new: more than any tail that an
/// engine keeps out of its indexes.
const AGAIN: usize = 40_000;
/// The log is checked from its beginning after so many kills.
const WHOLE: u64 = 25;
const SIGKILL: i32 = 9;

/// What a run did.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) kills: u64,
    opening: u64,
    in_checkpoint: u64,
    unchecked: u64,
    watched: u64,
    files: u64,
    acknowledged: u64,
    refused: u64,
    again: usize,
    followed: usize,
    events: usize,
    pub(crate) findings: Findings,
}

impl Summary {
    fn add(&mut self, trial: &Trial) {
        self.files += 1;
        self.acknowledged += trial.tried.acknowledged_events;
        self.refused += trial.tried.refused;
        self.events += trial.log.entries.len();
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        self.acknowledged
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "kills {}: {} while the file was opened, {} in a checkpoint, {} with a second process \
             on the file, {} followed by another before anybody had looked",
            self.kills, self.opening, self.in_checkpoint, self.watched, self.unchecked
        )?;
        writeln!(
            f,
            "files {}, events {}, acknowledged {}, refused appends {}, unanswered appends tried \
             again {}, events followed {}",
            self.files, self.events, self.acknowledged, self.refused, self.again, self.followed
        )?;
        let Findings { lost, duplicated, half, gaps, other, .. } = &self.findings;
        write!(
            f,
            "lost {lost}, duplicated {duplicated}, half appends {half}, gaps {gaps}, other faults \
             {other}"
        )
    }
}

/// Kills processes so many times; tells how it goes.
pub(crate) fn run(kills: u64, seed: u64, tell: &dyn Fn(&str)) -> Summary {
    let folder = Folder::new();
    let mut random = Random::new(seed);
    let mut summary = Summary::default();
    let mut growing = Trial::new(folder.file("growing.db"));
    let start = Instant::now();
    while summary.kills < kills && summary.findings.is_empty() {
        if summary.kills % 8 == 7 {
            // A file whose creation is hit too.
            let mut trial = Trial::new(folder.file(&format!("new{}.db", summary.kills)));
            for _ in 0..=random.below(2) {
                trial.kill(&mut random, &mut summary);
            }
            trial.check_whole(&mut random, &mut summary);
            summary.add(&trial);
        } else {
            growing.kill(&mut random, &mut summary);
        }
        if summary.kills % WHOLE == 0 {
            growing.check_whole(&mut random, &mut summary);
            let (kills, seconds) = (summary.kills, start.elapsed().as_secs());
            tell(&format!("{kills} kills, {} events, {seconds} s", growing.log.entries.len()));
        }
    }
    if summary.findings.is_empty() {
        growing.answer_all(&mut summary);
        growing.check_whole(&mut random, &mut summary);
    }
    summary.add(&growing);
    if !summary.findings.is_empty() {
        let kept = folder.keep();
        summary.findings.texts.push(format!("the files are kept in {}", kept.display()));
    }
    summary
}

/// What the follower of one life saw.
struct Seen {
    /// The checkpoint that it went on from.
    after: Option<u64>,
    /// Positions and ids.
    events: Vec<(u64, Uuid)>,
}

struct Trial {
    file: PathBuf,
    tried: Tried,
    log: Log,
    /// Appends that were answered since the last check.
    answered: HashSet<Uuid>,
    /// What the followers saw since then.
    seen: Vec<Seen>,
    deleted: Vec<(u64, String)>,
    /// The last checkpoint of a follower.
    checkpoint: Option<u64>,
}

impl Trial {
    fn new(file: PathBuf) -> Self {
        Self {
            file,
            tried: Tried::default(),
            log: Log::default(),
            answered: HashSet::new(),
            seen: Vec::new(),
            deleted: Vec::new(),
            checkpoint: None,
        }
    }

    /// One life, and mostly a look at what it left.
    fn kill(&mut self, random: &mut Random, summary: &mut Summary) {
        let kind = match random.below(10) {
            0..5 => Kind::Mixed,
            5..7 => Kind::Crowd,
            _ => Kind::Bulk,
        };
        let end = match random.below(10) {
            0..2 => {
                let longest = [200, 1000, 10_000][random.index(3)];
                End::Opening(random.up_to(Duration::from_micros(longest)))
            }
            2..7 => End::Working(random.up_to(Duration::from_millis(80))),
            7..9 => End::Working(random.up_to(Duration::from_millis(250))),
            _ => End::Working(random.up_to(Duration::from_millis(600))),
        };
        // Somebody else has the file open, and writes: the log of the file is not made anew when
        // the process is gone.
        let watcher = random.one_in(4).then(|| SqliteStore::open(&self.file));
        let watcher = match watcher.transpose() {
            Ok(watcher) => watcher,
            Err(error) => return summary.findings.other(format_args!("cannot be opened: {error}")),
        };
        if let Some(store) = &watcher {
            self.probe(store, &mut summary.findings);
            summary.watched += 1;
        }
        let again = self.tried.unanswered().filter(|append| may_be_tried_again(append));
        let orders = Orders {
            kind,
            seed: random.next(),
            follow_from: self.checkpoint,
            again: again.cloned().collect(),
        };
        let remains = live_and_die(&self.file, &orders, end);
        summary.kills += 1;
        summary.opening += u64::from(!remains.worked);
        summary.in_checkpoint += u64::from(remains.in_checkpoint);
        summary.again += if remains.worked { orders.again.len() } else { 0 };
        self.hear(remains, orders.follow_from, summary);
        match watcher {
            Some(store) => self.check(&store, random, summary),
            None if random.one_in(3) => summary.unchecked += 1,
            None => match SqliteStore::open(&self.file) {
                Ok(store) => self.check(&store, random, summary),
                Err(error) => summary.findings.other(format_args!("cannot be opened: {error}")),
            },
        }
    }

    fn hear(&mut self, remains: Remains, follow_from: Option<u64>, summary: &mut Summary) {
        let findings = &mut summary.findings;
        if remains.status.signal() != Some(SIGKILL) {
            findings.other(format_args!("the process ended by itself: {}", remains.status));
        }
        let mut seen = Vec::new();
        for line in remains.lines {
            match line {
                Line::Try(append) => self.tried.begin(append),
                Line::Ack(id, places) => {
                    self.tried.acknowledge(id, places, findings);
                    self.answered.insert(id);
                }
                Line::Refused(id) => {
                    self.tried.refuse(id, findings);
                    self.answered.insert(id);
                }
                Line::Deleted { position, stream } => self.deleted.push((position, stream)),
                Line::Saw { position, id } => seen.push((position, id)),
                Line::Checkpoint(position) => self.checkpoint = Some(position),
                Line::Fault(text) => findings.other(format_args!("{text}")),
            }
        }
        summary.followed += seen.len();
        self.seen.push(Seen { after: follow_from, events: seen });
    }

    /// Appends one event from this process.
    fn probe(&mut self, store: &SqliteStore, findings: &mut Findings) {
        let append = Append::to_one("Hot-0", ExpectedRevision::Any, 1);
        self.append(store, &append, findings);
    }

    fn append(&mut self, store: &SqliteStore, append: &Append, findings: &mut Findings) {
        self.tried.begin(append.clone());
        let mut appends = append.appends();
        let done = if appends.len() == 1 {
            let one = appends.remove(0);
            block_on(store.append(one.stream, one.expected, one.events)).map(|done| vec![done])
        } else {
            block_on(store.append_many(appends))
        };
        match done {
            Ok(answers) => {
                let place = |answer: &plumberd::store::Appended| {
                    let position = answer.position.map_or(0, |position| position.commit);
                    (answer.revision.unwrap_or(u64::MAX), position)
                };
                self.tried.acknowledge(append.id, answers.iter().map(place).collect(), findings);
            }
            Err(AppendError::WrongExpectedRevision { .. }) => {
                self.tried.refuse(append.id, findings);
            }
            Err(error) => findings.other(format_args!("{append}: {error}")),
        }
        self.answered.insert(append.id);
    }

    /// Looks at the end of the log, and at what the last lives said.
    fn check(&mut self, store: &SqliteStore, random: &mut Random, summary: &mut Summary) {
        let from = self.log.entries.len().saturating_sub(AGAIN);
        self.check_from(from, store, random, summary);
        self.probe(store, &mut summary.findings);
        self.check_from(self.log.entries.len(), store, random, summary);
    }

    fn check_from(
        &mut self,
        from: usize,
        store: &SqliteStore,
        random: &mut Random,
        summary: &mut Summary,
    ) {
        let findings = &mut summary.findings;
        let mut read = ReadAll::default();
        if let Some(entry) = self.log.entries.get(from) {
            read = read.from_position(Position::single(entry.position));
        } else if let Some(last) = self.log.entries.last() {
            read = read.from_position(Position::single(last.position + 1));
        }
        match block_on(collect(store.read_all(read))) {
            Ok(events) => self.log.extend(from, &events, &self.tried, findings),
            Err(error) => return findings.other(format_args!("the log cannot be read: {error}")),
        }
        self.log.settle(&self.tried, self.answered.drain(), findings);
        for (position, stream) in self.deleted.drain(..) {
            let at = self.log.behind(position.checked_sub(1));
            let found = self.log.entries.get(at).filter(|entry| entry.position == position);
            if !found.is_some_and(|entry| {
                *entry.event_type == *"$streamDeleted" && entry.stream.as_str() == stream
                    || entry.stream.as_str().strip_prefix("$$") == Some(&stream)
            }) {
                findings
                    .other(format_args!("{stream} was deleted at {position}, not by {found:?}"));
            }
        }
        for Seen { after, events } in self.seen.drain(..) {
            // No gap, no repetition, and nothing that is not in the log.
            let known = &self.log.entries[self.log.behind(after)..];
            let wrong = events.iter().enumerate().find(|(n, (position, id))| {
                known.get(*n).map(|entry| (entry.position, entry.id)) != Some((*position, *id))
            });
            if let Some((n, seen)) = wrong {
                findings.other(format_args!(
                    "a follower from {after:?} saw {seen:?}, not {:?}",
                    known.get(n)
                ));
            }
        }
        Agreement { store, log: &self.log, findings, random }.check(from);
    }

    /// Looks at everything, and has `SQLite` look at the file.
    fn check_whole(&mut self, random: &mut Random, summary: &mut Summary) {
        if !summary.findings.is_empty() {
            return;
        }
        match SqliteStore::open(&self.file) {
            Ok(store) => {
                self.answered.extend(self.tried.ids());
                self.check_from(0, &store, random, summary);
                if store.capabilities().virtual_streams {
                    let findings = &mut summary.findings;
                    Agreement { store: &store, log: &self.log, findings, random }.virtual_streams();
                }
                if let Err(error) = store.close() {
                    summary.findings.other(format_args!("cannot be closed: {error}"));
                }
            }
            Err(error) => summary.findings.other(format_args!("cannot be opened: {error}")),
        }
        if let Err(verdict) = integrity(&self.file) {
            summary.findings.other(format_args!("the integrity check: {verdict}"));
        }
    }

    /// Tries again what has no answer yet, so that all of it has one.
    fn answer_all(&mut self, summary: &mut Summary) {
        match SqliteStore::open(&self.file) {
            Ok(store) => {
                let again: Vec<Append> = self
                    .tried
                    .unanswered()
                    .filter(|append| may_be_tried_again(append))
                    .cloned()
                    .collect();
                for append in &again {
                    self.append(&store, append, &mut summary.findings);
                }
                summary.again += again.len();
            }
            Err(error) => summary.findings.other(format_args!("cannot be opened: {error}")),
        }
    }
}

/// What was appended to a stream that is deleted in the meantime, or decides what it shows, would
/// mean something else now.
fn may_be_tried_again(append: &Append) -> bool {
    append.parts.iter().all(|part| !part.stream.is_system() && part.stream.category() != "Gone")
}

fn integrity(file: &Path) -> Result<(), String> {
    let said = rusqlite::Connection::open(file)
        .and_then(|connection| {
            connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))
        })
        .map_err(|error| error.to_string())?;
    if said == "ok" { Ok(()) } else { Err(said) }
}
