use super::{Lock, LockError};
use crate::compat::{self, Change, Verdicts};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::model::Schema;

/// How strict a comparison with the lock file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// On a developer's machine: what is refused is an error; what is safe and not accepted yet is a
    /// warning; without a lock file there is a note.
    #[default]
    Working,
    /// In CI: every difference is an error, and so is a missing lock file.
    Locked,
}

impl Mode {
    /// The mode that the environment variable `PLUMBERD_LOCKED` asks for: [`Mode::Locked`] unless it is
    /// not set, empty, `0` or `false`.
    #[must_use]
    pub fn of(variable: Option<&str>) -> Self {
        match variable.map(str::trim) {
            None | Some("" | "0" | "false") => Self::Working,
            Some(_) => Self::Locked,
        }
    }
}

/// How a schema stands to its lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nothing was accepted yet.
    Unlocked,
    /// Nothing to accept.
    Equal,
    /// There are changes to accept, all of them harmless.
    Unaccepted,
    /// There are changes that are refused.
    Refused,
}

/// What a comparison with the lock file gave.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// How the schema stands to the lock file.
    pub state: State,
    /// What changed since it was accepted; none when nothing was.
    pub changes: Vec<Change>,
    /// The lock after an accept.
    pub accepted: Lock,
}

impl Report {
    /// The findings, as strict as the mode.
    #[must_use]
    pub fn diagnostics(&self, mode: Mode) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = self.changes.iter().map(Change::to_diagnostic).collect();
        let locked = mode == Mode::Locked;
        let summary = match self.state {
            State::Equal | State::Refused => None,
            State::Unlocked => Some(
                Diagnostic::new(
                    if locked { Severity::Error } else { Severity::Note },
                    "lock-missing",
                    "no schema was accepted yet, so nothing guards it against breaking changes",
                )
                .help("run `plumberd schema accept` and commit plumberd.lock.json"),
            ),
            State::Unaccepted => {
                let count = self.changes.len();
                let changes =
                    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
                Some(
                    Diagnostic::new(
                        if locked { Severity::Error } else { Severity::Warning },
                        "lock-outdated",
                        format!(
                            "the schema has {changes} that plumberd.lock.json does not have yet"
                        ),
                    )
                    .help("run `plumberd schema accept` and commit plumberd.lock.json"),
                )
            }
        };
        found.extend(summary);
        found
    }

    /// Whether a build goes on.
    #[must_use]
    pub fn is_ok(&self, mode: Mode) -> bool {
        match self.state {
            State::Equal => true,
            State::Unlocked | State::Unaccepted => mode == Mode::Working,
            State::Refused => false,
        }
    }
}

/// The rules of [`check`] itself; those of the changes are [`compat::RULES`].
pub const RULES: &[Rule] = &[
    Rule {
        code: "lock-missing",
        summary: "no schema was accepted yet",
        explanation: "plumberd.lock.json holds the schema that was accepted last. Without it a build cannot tell a new field from a changed one. `plumberd schema accept` writes it; commit it. With PLUMBERD_LOCKED=1, as in CI, a missing file is an error.",
    },
    Rule {
        code: "lock-outdated",
        summary: "harmless changes are not accepted yet",
        explanation: "The changes break nobody, but from the commit that makes them on they are a promise, so they belong into plumberd.lock.json. `plumberd schema accept` writes them there. With PLUMBERD_LOCKED=1, as in CI, this is an error.",
    },
];

/// Compares a schema with the text of its lock file, if there is one. This is what build scripts, tests
/// and the command line call; it reads and writes nothing.
///
/// ```
/// use plumberd_schema::lock::{self, Lock, Mode, State};
/// use plumberd_schema::model::{Schema, Type};
///
/// let mut schema = Schema::default();
/// schema.insert(Type::message("recording.v1", "Started"));
/// let report = lock::check(&schema, None)?;
/// assert_eq!(report.state, State::Unlocked);
/// assert!(report.is_ok(Mode::Working) && !report.is_ok(Mode::Locked));
///
/// let text = report.accepted.to_json();
/// assert_eq!(lock::check(&schema, Some(&text))?.state, State::Equal);
/// # Ok::<(), lock::LockError>(())
/// ```
///
/// # Errors
/// When the text is not a lock file, or was edited by hand.
pub fn check(schema: &Schema, lock: Option<&str>) -> Result<Report, LockError> {
    let Some(text) = lock else {
        let accepted = Lock::of(schema);
        return Ok(Report { state: State::Unlocked, changes: Vec::new(), accepted });
    };
    let locked = Lock::parse(text)?;
    let accepted = locked.accept(schema);
    let baseline = locked.baseline(schema);
    let mut changes = compat::compare_with_history(&baseline, schema, locked.versions());
    for (name, ty) in &locked.removed().types {
        if let Some(now) = schema.types.get(name) {
            changes.push(Change {
                rule: "type-restored",
                ty: name.clone(),
                member: None,
                message: format!("`{name}` is back"),
                place: now.place.clone().or_else(|| ty.place.clone()),
                severity: Severity::Note,
                verdicts: Verdicts::SAFE,
                wires: Vec::new(),
                events: Vec::new(),
                help: None,
            });
        }
    }
    changes.sort_by(|a, b| a.ty.cmp(&b.ty));
    let refused = changes.iter().any(|change| change.severity == Severity::Error);
    let state = match (refused, accepted == locked) {
        (true, _) => State::Refused,
        (false, true) => State::Equal,
        (false, false) => State::Unaccepted,
    };
    Ok(Report { state, changes, accepted })
}
