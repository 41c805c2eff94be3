use std::path::Path;
use std::process::Command;

use plumberd_schema::diagnostic::{Diagnostic, Severity};
use plumberd_schema::model::Place;
use serde_json::Value;

use crate::CliError;

/// The version that this command is tested with.
const TESTED: &str = "1.75.0";

/// What `buf lint` finds. Another version than the tested one is used, with a note.
pub(crate) fn lint() -> Result<Vec<Diagnostic>, CliError> {
    let fault = |reason: String| CliError::Program { program: "buf".to_owned(), reason };
    let missing = |error: std::io::Error| {
        fault(format!(
            "{error}; `pip install buf-bin=={TESTED}` or `npm install @bufbuild/buf` brings it"
        ))
    };
    let version = Command::new("buf").arg("--version").output().map_err(missing)?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let mut findings = Vec::new();
    if version != TESTED {
        let message = format!("this is buf {version}, and plumberd is tested with {TESTED}");
        findings.push(Diagnostic::new(Severity::Note, "buf", message));
    }
    if !Path::new("buf.yaml").exists() {
        return Err(fault(
            "there is no buf.yaml here; without it buf takes every folder for a module".to_owned(),
        ));
    }
    let output =
        Command::new("buf").args(["lint", "--error-format", "json"]).output().map_err(missing)?;
    // 100 is "there are findings".
    if !matches!(output.status.code(), Some(0 | 100)) {
        return Err(fault(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let finding: Value = serde_json::from_str(line)
            .map_err(|error| fault(format!("its answer is not JSON: {error}")))?;
        findings.push(diagnostic(&finding));
    }
    Ok(findings)
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
