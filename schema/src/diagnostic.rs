//! What is wrong with a schema, where, and what to do about it.

use std::fmt::{self, Write};

use crate::model::Place;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allowed, and probably not meant.
    Warning,
    /// Refused.
    Error,
}

impl Severity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule that findings are about. `plumberd schema explain <code>` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The name of the rule: `package-path`.
    pub code: &'static str,
    /// The rule in one line.
    pub summary: &'static str,
    /// Why it is there, with an example that breaks it and one that keeps it.
    pub explanation: &'static str,
}

/// One finding.
///
/// ```
/// use plumberd_schema::diagnostic::{Diagnostic, Severity};
/// use plumberd_schema::model::Place;
///
/// let place = Place { file: "proto/x/v1/Y.proto".into(), line: 2, column: 9 };
/// let found = Diagnostic::new(Severity::Error, "package-path", "the package is `x.v2`")
///     .at(place)
///     .help("write `package x.v1;`");
/// assert_eq!(
///     found.render(Some("syntax = \"proto3\";\npackage x.v2;\n")),
///     "\
/// proto/x/v1/Y.proto:2:9: error[package-path]: the package is `x.v2`
///   |
/// 2 | package x.v2;
///   |         ^
///   = help: write `package x.v1;`
/// "
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The code of the rule.
    pub code: &'static str,
    /// Where it is.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without a place.
    #[must_use]
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity, code, place: None, message: message.into(), help: None }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into();
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The finding as compilers print it, with the line of the source if its text is given.
    #[must_use]
    pub fn render(&self, source: Option<&str>) -> String {
        let mut out = format!("{self}\n");
        if let (Some(place), Some(source)) = (&self.place, source)
            && let Some(line) = usize::try_from(place.line)
                .ok()
                .and_then(|line| source.lines().nth(line.checked_sub(1)?))
        {
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            let (line, column) = excerpt(line, place.column as usize);
            let _ = writeln!(out, "{margin} |\n{number} | {line}");
            if column > 0 {
                // Tabs stay tabs, so that the caret stands where the eye looks.
                let before: String = line
                    .chars()
                    .take(column - 1)
                    .map(|c| if c == '\t' { '\t' } else { ' ' })
                    .collect();
                let _ = writeln!(out, "{margin} | {before}^");
            }
        }
        if let Some(help) = &self.help {
            let _ = writeln!(out, "  = help: {help}");
        }
        out
    }
}

/// The longest line that is shown whole, in characters.
const MAX_LINE: usize = 160;

/// The line as it can be shown: without control characters, and of a long one the part around the
/// column, which becomes the column in that part.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let shown = |c: char| if c.is_control() && c != '\t' { '\u{fffd}' } else { c };
    let line = line.trim_end();
    if line.chars().nth(MAX_LINE).is_none() {
        return (line.chars().map(shown).collect(), column);
    }
    let skipped = column.saturating_sub(MAX_LINE / 2);
    let mut chars = line.chars().skip(skipped).map(shown);
    let mut part: String = chars.by_ref().take(MAX_LINE).collect();
    if chars.next().is_some() {
        part.push('…');
    }
    if skipped == 0 {
        return (part, column);
    }
    (format!("…{part}"), column - skipped + 1)
}

/// The first line: `proto/x/v1/Y.proto:2:9: error[package-path]: the package is …`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}[{}]: {}", self.severity.as_str(), self.code, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caret(line: &str, column: u32) -> String {
        let place = Place { file: "a.proto".to_owned(), line: 1, column };
        Diagnostic::new(Severity::Error, "x", "y").at(place).render(Some(line))
    }

    #[test]
    fn of_a_long_line_the_part_around_the_column_is_shown() {
        let line = format!("{}!{}", "a".repeat(200), "b".repeat(200));
        assert_eq!(
            caret(&line, 201),
            format!(
                "a.proto:1:201: error[x]: y\n  |\n1 | …{}!{}…\n  | {}^\n",
                "a".repeat(79),
                "b".repeat(80),
                " ".repeat(80)
            )
        );
        assert_eq!(
            caret(&line, 2),
            format!("a.proto:1:2: error[x]: y\n  |\n1 | {}…\n  |  ^\n", "a".repeat(160))
        );
        assert_eq!(
            caret(&line, 401),
            format!(
                "a.proto:1:401: error[x]: y\n  |\n1 | …{}\n  | {}^\n",
                "b".repeat(80),
                " ".repeat(80)
            )
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(
            caret("a\u{1b}[31m\0b", 3),
            "a.proto:1:3: error[x]: y\n  |\n1 | a\u{fffd}[31m\u{fffd}b\n  |   ^\n"
        );
    }
}
