//! A file, and one process after the other that is killed while it writes to it.

use std::collections::HashSet;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{AppendError, Appended, EventStore, ReadAll};
use plumberd::stream::{ExpectedRevision, Position};
use plumberd::testing::{block_on, collect};
use uuid::Uuid;

use super::agreement::Agreement;
use super::append::Append;
use super::findings::Findings;
use super::ledger::{Log, Tried};
use super::life::{End, Kind, Line, Orders, Remains, is_in_merge, live_and_die, options, places};
use super::random::Random;
use super::run::Summary;

/// Entries that are read again after a kill, before those that are new: more than any tail that an
/// engine keeps out of its indexes.
const AGAIN: usize = 40_000;
const SIGKILL: i32 = 9;

/// What the follower of one life saw.
struct Seen {
    /// The checkpoint that it went on from.
    after: Option<u64>,
    /// Positions and ids.
    events: Vec<(u64, Uuid)>,
}

pub(crate) struct Trial {
    file: PathBuf,
    pub(crate) tried: Tried,
    pub(crate) log: Log,
    /// Appends that were answered since the last check.
    answered: HashSet<Uuid>,
    /// What the followers saw since then.
    seen: Vec<Seen>,
    deleted: Vec<(u64, String)>,
    /// The last checkpoint of a follower.
    checkpoint: Option<u64>,
}

impl Trial {
    pub(crate) fn new(file: PathBuf) -> Self {
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
    pub(crate) fn kill(&mut self, random: &mut Random, summary: &mut Summary) {
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
        let watcher = random.one_in(4).then(|| options(random).open(&self.file));
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
        let over = &AtomicBool::new(false);
        let (remains, meanwhile) = thread::scope(|scope| {
            let writer =
                watcher.as_ref().map(|store| scope.spawn(move || append_until(over, store)));
            let remains = live_and_die(&self.file, &orders, end);
            // This process goes on for a moment where the other one is gone.
            thread::sleep(Duration::from_millis(if writer.is_some() { 10 } else { 0 }));
            over.store(true, Ordering::Release);
            (remains, writer.map(|writer| writer.join().unwrap()).unwrap_or_default())
        });
        for (append, done) in meanwhile {
            self.note(append, done, &mut summary.findings);
        }
        summary.kills += 1;
        summary.opening += u64::from(!remains.worked);
        summary.in_checkpoint += u64::from(remains.in_checkpoint);
        summary.again += if remains.worked { orders.again.len() } else { 0 };
        self.hear(remains, orders.follow_from, summary);
        match watcher {
            Some(store) => self.check(&store, random, summary),
            None if random.one_in(3) => summary.unchecked += 1,
            None => {
                // Not always: the first to look is the one that recovers the file.
                if random.one_in(2)
                    && let Some(in_merge) = is_in_merge(&self.file)
                {
                    summary.looked += 1;
                    summary.in_merge += u64::from(in_merge);
                }
                self.open_and_check(random, summary);
            }
        }
    }

    fn open_and_check(&mut self, random: &mut Random, summary: &mut Summary) {
        match options(random).open(&self.file) {
            Ok(store) => self.check(&store, random, summary),
            Err(error) => summary.findings.other(format_args!("cannot be opened: {error}")),
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
        self.append(store, Append::to_one("Hot-0", ExpectedRevision::Any, 1), findings);
    }

    fn append(&mut self, store: &SqliteStore, append: Append, findings: &mut Findings) {
        let done = append.send(store);
        self.note(append, done, findings);
    }

    /// Takes down an append of this process.
    fn note(
        &mut self,
        append: Append,
        done: Result<Vec<Appended>, AppendError>,
        findings: &mut Findings,
    ) {
        let id = append.id;
        self.tried.begin(append);
        match done {
            Ok(answers) => self.tried.acknowledge(id, places(&answers), findings),
            Err(AppendError::WrongExpectedRevision { .. }) => self.tried.refuse(id, findings),
            Err(error) => findings.other(format_args!("append {id}: {error}")),
        }
        self.answered.insert(id);
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
    pub(crate) fn check_whole(&mut self, random: &mut Random, summary: &mut Summary) {
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
    pub(crate) fn answer_all(&mut self, summary: &mut Summary) {
        match SqliteStore::open(&self.file) {
            Ok(store) => {
                let again: Vec<Append> = self
                    .tried
                    .unanswered()
                    .filter(|append| may_be_tried_again(append))
                    .cloned()
                    .collect();
                summary.again += again.len();
                for append in again {
                    self.append(&store, append, &mut summary.findings);
                }
            }
            Err(error) => summary.findings.other(format_args!("cannot be opened: {error}")),
        }
    }
}

/// Appends now and then, and tells how it went.
fn append_until(
    over: &AtomicBool,
    store: &SqliteStore,
) -> Vec<(Append, Result<Vec<Appended>, AppendError>)> {
    let mut done = Vec::new();
    while !over.load(Ordering::Acquire) {
        let count = if done.len() % 20 == 19 { 200 } else { 2 };
        let append = Append::to_one("Hot-0", ExpectedRevision::Any, count);
        let answer = append.send(store);
        done.push((append, answer));
        thread::sleep(Duration::from_millis(1));
    }
    done
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
