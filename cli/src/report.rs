//! Findings, as people, programs and GitHub read them.

use std::collections::BTreeMap;
use std::fs;

use clap::ValueEnum;
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use serde_json::{Value, json};

use crate::Outcome;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// As compilers do, with the line of the source.
    Text,
    /// One JSON object: `{"findings": […], "errors": 1, "warnings": 0, "notes": 2}`.
    Json,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
}

/// Prints findings, and tells whether one of them is an error.
pub(crate) fn print(format: Format, findings: &[Diagnostic]) -> Outcome {
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let errors = count(Severity::Error);
    match format {
        Format::Text => {
            let mut sources = Sources::default();
            for found in findings {
                let source = found.place.as_ref().and_then(|place| sources.text(&place.file));
                println!("{}", found.render(source));
            }
            println!(
                "{}, {}, {}",
                plural(errors, "error"),
                plural(count(Severity::Warning), "warning"),
                plural(count(Severity::Note), "note")
            );
        }
        Format::Json => {
            let list: Vec<Value> = findings.iter().map(object).collect();
            println!(
                "{:#}",
                json!({
                    "findings": list,
                    "errors": errors,
                    "warnings": count(Severity::Warning),
                    "notes": count(Severity::Note),
                })
            );
        }
        Format::Github => findings.iter().for_each(|found| println!("{}", workflow_command(found))),
    }
    if errors == 0 { Outcome::Success } else { Outcome::Refused }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The texts of the files that findings point at, each read once.
#[derive(Default)]
struct Sources {
    texts: BTreeMap<String, Option<String>>,
}

impl Sources {
    fn text(&mut self, file: &str) -> Option<&str> {
        self.texts
            .entry(file.to_owned())
            .or_insert_with(|| fs::read_to_string(file).ok())
            .as_deref()
    }
}

fn object(found: &Diagnostic) -> Value {
    json!({
        "severity": found.severity.as_str(),
        "code": found.code,
        "file": found.place.as_ref().map(|place| &place.file),
        "line": found.place.as_ref().map(|place| place.line),
        "column": found.place.as_ref().map(|place| place.column),
        "message": found.message,
        "help": found.help,
    })
}

/// `::error file=…,line=…,col=…,title=…::message`, with GitHub's escapes.
fn workflow_command(found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &found.place {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={}", place.line));
        if place.column > 0 {
            properties.push(format!("col={}", place.column));
        }
    }
    properties.push(format!("title={}", property(found.code)));
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    format!("::{level} {}::{}", properties.join(","), data(&format!("{}{help}", found.message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use plumberd_schema::model::Place;

    use super::*;

    #[test]
    fn workflow_commands_are_escaped() {
        let place = Place { file: "proto/a,b.proto".into(), line: 3, column: 7 };
        let found = Diagnostic::new(Severity::Error, "package-path", "100% wrong\nreally")
            .at(place)
            .help("write `x`");
        assert_eq!(
            workflow_command(&found),
            "::error file=proto/a%2Cb.proto,line=3,col=7,title=package-path::100%25 wrong%0Areally%0Awrite `x`"
        );
        let note = Diagnostic::new(Severity::Note, "service", "left out");
        assert_eq!(workflow_command(&note), "::notice title=service::left out");
    }

    #[test]
    fn findings_as_objects() {
        let found = Diagnostic::new(Severity::Warning, "x", "m");
        assert_eq!(
            object(&found),
            json!({"severity": "warning", "code": "x", "file": null, "line": null, "column": null, "message": "m", "help": null})
        );
    }
}
