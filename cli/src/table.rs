//! Columns, aligned for eyes, also of rows that come one by one.

use console::Term;

use crate::Stdout;
use crate::style::Style;

/// Rows that are kept back to see how wide the columns are.
const LOOK_AHEAD: usize = 64;
/// Between two columns.
const GAP: &str = "  ";
/// The widest that a column makes all rows.
const WIDEST: usize = 60;

/// On which side of a column its texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table that is printed as its rows come. The last column is cut at the edge of a terminal.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    widths: Vec<usize>,
    waiting: Vec<Vec<String>>,
    begun: bool,
    /// The columns of the terminal; nothing where there is none.
    room: Option<usize>,
    style: Style,
}

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        let term = Term::stdout();
        let room = term.is_term().then(|| term.size().1.into());
        Self {
            widths: columns.iter().map(|(title, _)| title.len()).collect(),
            columns: columns.to_vec(),
            waiting: Vec::new(),
            begun: false,
            room,
            style: Style::of_stdout(),
        }
    }

    /// Adds a row. It is printed now or later; see [`flush`](Self::flush).
    pub(crate) fn row(&mut self, out: &mut Stdout, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        for (width, cell) in self.widths.iter_mut().zip(&cells) {
            *width = (*width).max(cell.chars().count().min(WIDEST));
        }
        self.waiting.push(cells);
        if self.begun || self.waiting.len() >= LOOK_AHEAD {
            self.flush(out);
        }
    }

    /// Prints what waits.
    pub(crate) fn flush(&mut self, out: &mut Stdout) {
        if !self.begun && !self.waiting.is_empty() {
            self.begun = true;
            let titles: Vec<String> =
                self.columns.iter().map(|(title, _)| (*title).to_owned()).collect();
            out.line(self.style.dim(self.line(&titles)));
        }
        for row in std::mem::take(&mut self.waiting) {
            out.line(self.line(&row));
        }
    }

    fn line(&self, cells: &[String]) -> String {
        let mut line = String::new();
        let last = cells.len().saturating_sub(1);
        for (index, (cell, (_, align))) in cells.iter().zip(&self.columns).enumerate() {
            let width = self.widths.get(index).copied().unwrap_or(0);
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            match align {
                Align::Left if index == last => line += cell,
                Align::Left => line.extend([cell, &padding].map(String::as_str)),
                Align::Right => line.extend([&padding, cell].map(String::as_str)),
            }
            if index < last {
                line += GAP;
            }
        }
        cut(line.trim_end(), self.room)
    }
}

fn cut(line: &str, room: Option<usize>) -> String {
    match room {
        Some(room) if line.chars().count() > room => {
            line.chars().take(room.saturating_sub(1)).chain(['…']).collect()
        }
        _ => line.to_owned(),
    }
}

/// A text without control characters, which could do things to a terminal.
pub(crate) fn plain(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_cut() {
        let mut table =
            Table::new(&[("n", Align::Right), ("name", Align::Left), ("x", Align::Left)]);
        table.room = None;
        table.widths = vec![3, 4, 1];
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(table.line(&row(["7", "a", "long text"])), "  7  a     long text");
        table.room = Some(12);
        assert_eq!(table.line(&row(["7", "a", "long text"])), "  7  a     …");
    }

    #[test]
    fn nothing_is_done_to_a_terminal() {
        assert_eq!(plain("a\x1b[2Jb\n\u{9b}ü"), "a\\u{1b}[2Jb\\n\\u{9b}ü");
    }
}
