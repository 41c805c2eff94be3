//! What was wrong.

use std::fmt::Arguments;

/// Texts that are kept of each kind; the counts go on.
const TEXTS: usize = 5;

#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) lost: usize,
    pub(crate) duplicated: usize,
    pub(crate) half: usize,
    pub(crate) gaps: usize,
    pub(crate) other: usize,
    pub(crate) texts: Vec<String>,
}

impl Findings {
    pub(crate) fn lost(&mut self, events: usize, text: Arguments<'_>) {
        self.note(self.lost, "lost", text);
        self.lost += events;
    }

    pub(crate) fn duplicated(&mut self, text: Arguments<'_>) {
        self.note(self.duplicated, "duplicated", text);
        self.duplicated += 1;
    }

    pub(crate) fn half(&mut self, text: Arguments<'_>) {
        self.note(self.half, "half an append", text);
        self.half += 1;
    }

    pub(crate) fn gap(&mut self, text: Arguments<'_>) {
        self.note(self.gaps, "a gap", text);
        self.gaps += 1;
    }

    pub(crate) fn other(&mut self, text: Arguments<'_>) {
        self.note(self.other, "wrong", text);
        self.other += 1;
    }

    fn note(&mut self, before: usize, what: &str, text: Arguments<'_>) {
        if before < TEXTS {
            self.texts.push(format!("{what}: {text}"));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
