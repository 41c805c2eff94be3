//! Lines of source, indented.

use super::doc;

/// What rustfmt breaks lines at.
pub(super) const WIDTH: usize = 100;

/// Source that grows.
#[derive(Debug, Default)]
pub(super) struct Source {
    text: String,
    depth: usize,
}

impl Source {
    /// A line; an empty one has no spaces.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.push_str(&" ".repeat(self.indent()));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// A line, and what follows is a level deeper.
    pub(super) fn open(&mut self, line: &str) {
        self.line(line);
        self.depth += 1;
    }

    /// A level back, and a line.
    pub(super) fn close(&mut self, line: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line(line);
    }

    /// A level back.
    pub(super) fn close_silently(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// An empty line between two items, none at the beginning of a block.
    pub(super) fn gap(&mut self) {
        if !self.text.ends_with("{\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A doc comment.
    pub(super) fn doc(&mut self, text: &str) {
        for line in doc::lines(text) {
            if line.is_empty() { self.line("///") } else { self.line(&format!("/// {line}")) }
        }
    }

    /// The spaces before a line.
    pub(super) fn indent(&self) -> usize {
        self.depth * 4
    }

    /// Whether a line is one that rustfmt leaves.
    pub(super) fn fits(&self, line: &str) -> bool {
        self.indent() + line.chars().count() <= WIDTH
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
