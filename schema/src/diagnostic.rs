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
            let _ = writeln!(out, "{margin} |\n{number} | {}", line.trim_end());
            if place.column > 0 {
                // Tabs stay tabs, so that the caret stands where the eye looks.
                let before: String = line
                    .chars()
                    .take(place.column as usize - 1)
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

/// The first line: `proto/x/v1/Y.proto:2:9: error[package-path]: the package is …`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}[{}]: {}", self.severity.as_str(), self.code, self.message)
    }
}
