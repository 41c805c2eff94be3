use super::verdict::{Direction, Verdict, Verdicts, Wire};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Place;

/// One difference between two schemas.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The code of the rule, one of [`RULES`](super::RULES).
    pub rule: &'static str,
    /// The full name of the type; the old one when the type is gone.
    pub ty: String,
    /// The field, oneof or enum value.
    pub member: Option<String>,
    /// What changed, in one clause.
    pub message: String,
    /// Where it is in the new source; where its type is when something vanished.
    pub place: Option<Place>,
    /// How bad it is: an error is refused.
    pub severity: Severity,
    /// What it means for readers, on each wire.
    pub verdicts: Verdicts,
    /// The wires on which the type travels; the others do not count.
    pub wires: Vec<Wire>,
    /// The events that hold the type, by full name; an event holds itself.
    pub events: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Change {
    /// The worst verdict of a direction on the wires that count.
    #[must_use]
    pub fn verdict(&self, direction: Direction) -> Verdict {
        self.wires
            .iter()
            .map(|wire| self.verdicts.verdict(direction, *wire))
            .max()
            .unwrap_or_default()
    }

    /// Whether both directions are safe on the wires that count.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.verdict(Direction::OldReader) == Verdict::Safe
            && self.verdict(Direction::NewReader) == Verdict::Safe
    }

    /// `recording.v1.Started.camera`.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.member {
            Some(member) => format!("{}.{member}", self.ty),
            None => self.ty.clone(),
        }
    }

    /// What it means for readers, in a clause for each of them.
    #[must_use]
    pub fn consequence(&self) -> String {
        let old = self.clause(Direction::OldReader, Verdict::Breaking, "old readers break");
        let need = self.clause(
            Direction::NewReader,
            Verdict::NeedsUpcaster,
            "new readers need an upcaster for old events",
        );
        let breaks =
            self.clause(Direction::NewReader, Verdict::Breaking, "new readers break on old events");
        [old, need, breaks].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// The clause with the wires that it is about, if not all have it.
    fn clause(&self, direction: Direction, verdict: Verdict, text: &str) -> Option<String> {
        let hit: Vec<Wire> = self
            .wires
            .iter()
            .copied()
            .filter(|wire| self.verdicts.verdict(direction, *wire) == verdict)
            .collect();
        if hit.is_empty() {
            return None;
        }
        if hit.len() == self.wires.len() {
            return Some(text.to_owned());
        }
        let names: Vec<&str> = hit.into_iter().map(Wire::as_str).collect();
        Some(format!("{text} ({})", names.join(", ")))
    }

    /// The finding that compilers and CI print.
    #[must_use]
    pub fn to_diagnostic(&self) -> Diagnostic {
        let mut message = self.message.clone();
        let consequence = self.consequence();
        // What is not refused is meant to be so.
        if self.severity == Severity::Error && !consequence.is_empty() {
            message = format!("{message}: {consequence}");
        }
        let holders: Vec<String> = self
            .events
            .iter()
            .filter(|event| **event != self.ty)
            .map(|event| format!("`{event}`"))
            .collect();
        if !holders.is_empty() {
            message = format!("{message}; held by {}", holders.join(", "));
        }
        let finding = Diagnostic::new(self.severity, self.rule, message).at(self.place.clone());
        match &self.help {
            Some(help) => finding.help(help.clone()),
            None => finding,
        }
    }
}
