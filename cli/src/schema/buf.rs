use std::io;
use std::path::Path;
use std::process::{Command, Output};

use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::model::Place;
use serde_json::Value;

use super::name::Style;
use crate::CliError;

/// The version that this command is tested with.
const TESTED: &str = "1.75.0";

/// What buf is configured with.
pub(crate) const CONFIG: &str = "buf.yaml";

/// A `buf.yaml` for a folder of `.proto` files.
pub(crate) fn config(folder: &Path, style: Style) -> String {
    let path = folder.display().to_string().replace('\\', "/");
    let except = match style {
        Style::Camel => {
            "\n  except:\n    - FILE_LOWER_SNAKE_CASE # one event in a file, named after the event"
        }
        Style::Snake => "",
    };
    // In quotes, a path is no number and no comment.
    format!(
        "version: v2\nmodules:\n  - path: {path:?}\nlint:\n  use:\n    - STANDARD{except}\nbreaking:\n  use:\n    - FILE\n"
    )
}

/// What `buf lint` finds. Another version than the tested one is used, with a note.
pub(crate) fn lint() -> Result<Vec<Diagnostic>, CliError> {
    if !Path::new(CONFIG).exists() {
        return Err(fault(format!(
            "there is no {CONFIG} here, and without it buf takes every folder for a module; `plumberd schema new --buf` writes one"
        )));
    }
    let mut findings = Vec::new();
    let version = run(&["--version"])?;
    if !version.status.success() {
        return Err(failed("--version", &version));
    }
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    if version != TESTED {
        let message = format!("this is buf {version}, and plumberd is tested with {TESTED}");
        findings.push(Diagnostic::new(Severity::Note, "buf", message));
    }
    let output = run(&["lint", "--error-format", "json"])?;
    // 100 is "there are findings".
    if !matches!(output.status.code(), Some(0 | 100)) {
        return Err(failed("lint", &output));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let finding: Value = serde_json::from_str(line)
            .map_err(|error| fault(format!("its answer is not JSON: {error}")))?;
        findings.push(diagnostic(&finding));
    }
    Ok(findings)
}

fn run(arguments: &[&str]) -> Result<Output, CliError> {
    Command::new("buf").args(arguments).output().map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "it is not installed".to_owned(),
            _ => error.to_string(),
        };
        fault(format!(
            "{reason}; `pip install buf-bin=={TESTED}` or `npm install @bufbuild/buf` brings it"
        ))
    })
}

fn fault(reason: String) -> CliError {
    CliError::Program { program: "buf", reason }
}

/// It ended otherwise than it should.
fn failed(command: &str, output: &Output) -> CliError {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = match said.trim() {
        "" => "it says nothing",
        said => said,
    };
    fault(format!("`buf {command}` ended with {}: {said}", output.status))
}

fn diagnostic(finding: &Value) -> Diagnostic {
    let text = |key: &str| finding[key].as_str().unwrap_or_default();
    let number = |key: &str| finding[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let place = (!text("path").is_empty()).then(|| Place {
        file: text("path").to_owned(),
        line: number("start_line"),
        column: number("start_column"),
    });
    let message = format!("{} ({})", text("message").trim_end_matches('.'), text("type"));
    Diagnostic::new(Severity::Error, "buf", message).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_keep_their_place() {
        let finding = serde_json::json!({
            "path": "proto/a.proto", "start_line": 3, "start_column": 9,
            "type": "PACKAGE_VERSION_SUFFIX", "message": "Package name \"a\" should be versioned."
        });
        assert_eq!(
            diagnostic(&finding).to_string(),
            "proto/a.proto:3:9: error[buf]: Package name \"a\" should be versioned (PACKAGE_VERSION_SUFFIX)"
        );
    }
}
