//! Findings, as people, programs and GitHub read them.

use std::fmt::Display;

use clap::ValueEnum;
use plumberd_build::Errors;
use plumberd_schema::diagnostic::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

use crate::{Outcome, Stdout};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// As compilers do, with the line of the source.
    #[default]
    Text,
    /// One JSON object: `{"findings": […], "errors": 1, "warnings": 0, "notes": 2}`.
    Json,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
}

/// Prints what is wrong with a schema.
pub(crate) fn errors(out: &mut Stdout, format: Format, errors: &Errors) -> Outcome {
    print(out, format, errors.diagnostics(), |found| errors.render(found))
}

/// Prints findings, as text with `render`, and tells whether one of them is an error.
pub(crate) fn print(
    out: &mut Stdout,
    format: Format,
    findings: &[Diagnostic],
    render: impl Fn(&Diagnostic) -> String,
) -> Outcome {
    match format {
        Format::Text => {
            for found in findings {
                out.line(render(found));
            }
            let counts = [Severity::Error, Severity::Warning, Severity::Note]
                .map(|severity| plural(count(findings, severity), severity.as_str()));
            out.line(counts.join(", "));
        }
        Format::Json => out.line(format_args!("{:#}", Value::Object(summary(findings)))),
        Format::Github => findings.iter().for_each(|found| out.line(workflow_command(found))),
    }
    outcome(findings)
}

/// Refused, if one of them is an error.
pub(crate) fn outcome(findings: &[Diagnostic]) -> Outcome {
    if count(findings, Severity::Error) == 0 { Outcome::Success } else { Outcome::Refused }
}

/// The object of [`Format::Json`].
pub(crate) fn summary(findings: &[Diagnostic]) -> Map<String, Value> {
    let list: Vec<Value> = findings.iter().map(object).collect();
    Map::from_iter([
        ("findings".to_owned(), list.into()),
        ("errors".to_owned(), count(findings, Severity::Error).into()),
        ("warnings".to_owned(), count(findings, Severity::Warning).into()),
        ("notes".to_owned(), count(findings, Severity::Note).into()),
    ])
}

fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings.iter().filter(|found| found.severity == severity).count()
}

/// `1 file`, `2 files`.
pub(crate) fn plural<N: Display + Copy + TryInto<u64>>(count: N, noun: &str) -> String {
    let is_one = count.try_into().is_ok_and(|count: u64| count == 1);
    if is_one { format!("1 {noun}") } else { format!("{count} {noun}s") }
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
