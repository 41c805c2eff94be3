//! Kills in a row, and what they come to.

use std::fmt;
use std::time::Instant;

use super::common::Folder;
use super::findings::Findings;
use super::random::Random;
use super::trial::Trial;

/// The log is checked from its beginning after so many kills.
const WHOLE: u64 = 25;

/// What a run did.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) kills: u64,
    pub(crate) opening: u64,
    pub(crate) in_checkpoint: u64,
    /// Of those that were looked at, so many were in a merge.
    pub(crate) in_merge: u64,
    pub(crate) looked: u64,
    pub(crate) unchecked: u64,
    pub(crate) watched: u64,
    files: u64,
    acknowledged: u64,
    refused: u64,
    pub(crate) again: usize,
    pub(crate) followed: usize,
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
            "kills {}: {} while the file was opened, {} in a checkpoint, {} in a merge (of {} looked \
             at), {} with a second process on the file, {} followed by another before anybody had \
             looked",
            self.kills,
            self.opening,
            self.in_checkpoint,
            self.in_merge,
            self.looked,
            self.watched,
            self.unchecked
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
