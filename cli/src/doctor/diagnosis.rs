use serde_json::json;

use crate::Stdout;
use crate::style::Style;

/// What was looked at, as it is printed.
pub(super) struct Diagnosis<'a> {
    out: &'a mut Stdout,
    json: bool,
    style: Style,
    warnings: usize,
    failures: usize,
}

impl<'a> Diagnosis<'a> {
    pub(super) fn new(out: &'a mut Stdout, json: bool) -> Self {
        Self { out, json, style: Style::of_stdout(), warnings: 0, failures: 0 }
    }

    /// All is well.
    pub(super) fn ok(&mut self, check: &str, message: &str) {
        self.print(check, "ok", message, None);
    }

    /// It works, and may not for long.
    pub(super) fn warning(&mut self, check: &str, message: &str, remedy: &str) {
        self.warnings += 1;
        self.print(check, "warning", message, Some(remedy));
    }

    /// It does not work.
    pub(super) fn failed(&mut self, check: &str, message: &str, remedy: &str) {
        self.failures += 1;
        self.print(check, "failed", message, Some(remedy));
    }

    /// It does not work, and the error says what to do: behind the last `; `.
    pub(super) fn error(&mut self, check: &str, error: &str) {
        match error.rsplit_once("; ") {
            Some((message, remedy)) => self.failed(check, message, remedy),
            None => {
                self.failed(
                    check,
                    error,
                    "look at the message; `plumberd help` lists the commands",
                );
            }
        }
    }

    fn print(&mut self, check: &str, state: &str, message: &str, remedy: Option<&str>) {
        if self.json {
            self.out.line(json!({
                "check": check, "state": state, "message": message, "remedy": remedy,
            }));
            return;
        }
        let padded = format!("{state:<8}");
        let painted = match state {
            "ok" => self.style.good(padded),
            "warning" => self.style.doubtful(padded),
            _ => self.style.bad(padded),
        };
        self.out.line(format_args!("{painted} {check}: {message}"));
        if let Some(remedy) = remedy {
            self.out.line(format_args!("           = help: {remedy}"));
        }
    }

    /// Ends the list, and tells whether nothing failed.
    pub(super) fn finish(self) -> bool {
        if !self.json {
            self.out.line(match (self.failures, self.warnings) {
                (0, 0) => "all is well".to_owned(),
                (failures, warnings) => format!("{failures} failed, {warnings} to look at"),
            });
        }
        self.failures == 0
    }
}
