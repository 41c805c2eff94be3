//! Folders, packages and file names.

use std::collections::BTreeMap;

use plumberd_schema::case::{to_pascal, to_snake};
use plumberd_schema::diagnostic::Diagnostic;

use crate::parse::Parsed;
use crate::pool::is_bundled;
use crate::rules::{self, error};
use crate::sources::is_own;

/// The path of the package in the descriptor of a file.
const PACKAGE: &[i32] = &[2];
/// The path of the syntax.
const SYNTAX: &[i32] = &[12];

/// What is wrong with where the project's files are and what they are called.
pub(crate) fn check_layout(parsed: &BTreeMap<String, Parsed>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (name, file) in parsed {
        if !is_bundled(name) {
            check_syntax(file, &mut findings);
        }
        if file.project && !is_own(name) {
            check_package(name, file, &mut findings);
        }
    }
    let files = parsed.iter().filter(|(name, file)| file.project && !is_own(name));
    check_style(files, &mut findings);
    findings
}

/// The number of `v1`, `v2`, …
pub(crate) fn parse_version(segment: &str) -> Option<u32> {
    let digits = segment.strip_prefix('v')?;
    let number = digits.parse().ok()?;
    (number > 0 && !digits.starts_with(['0', '+'])).then_some(number)
}

/// Whether a message is named after its file: `TaskDone` in `TaskDone.proto` or `task_done.proto`.
pub(crate) fn is_named_after(message: &str, file: &str) -> bool {
    let stem = stem(file);
    message == stem || (is_snake(stem) && (to_snake(message) == stem || to_pascal(stem) == message))
}

/// `TaskDone` for `task/v1/TaskDone.proto`.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".proto").unwrap_or(name)
}

fn check_syntax(file: &Parsed, findings: &mut Vec<Diagnostic>) {
    let descriptor = &file.descriptor;
    if descriptor.syntax() == "proto3" {
        return;
    }
    // Files that declare options are often proto2, and have nothing that travels.
    let declares_only = descriptor.message_type.is_empty()
        && descriptor.enum_type.is_empty()
        && descriptor.service.is_empty();
    if declares_only && !descriptor.extension.is_empty() {
        return;
    }
    let place = file.places.find(SYNTAX);
    let message = if place.is_some() {
        "proto2 is not supported"
    } else {
        "the file has no syntax, so it is proto2, which is not supported"
    };
    findings.push(
        error(&rules::PROTO3_ONLY, message)
            .at(place.unwrap_or_else(|| file.places.at(&[])))
            .help("write `syntax = \"proto3\";`, and `optional` before fields that need presence"),
    );
}

fn check_package(name: &str, file: &Parsed, findings: &mut Vec<Diagnostic>) {
    let package = file.descriptor.package();
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let place = file.places.at(PACKAGE);
    let expected = folder.replace('/', ".");
    if package.is_empty() {
        let found = error(&rules::PACKAGE_PATH, "the file has no package").at(place);
        findings.push(match check_segments(&expected) {
            Ok(()) => found.help(format!("write `package {expected};`")),
            Err(_) => found.help("move it to `<domain>/v1/` and write `package <domain>.v1;`"),
        });
        return;
    }
    if let Err((rule, message, help)) = check_segments(package) {
        findings.push(error(rule, message).at(place).help(help));
        return;
    }
    if package != expected {
        let wanted = package.replace('.', "/");
        let message = if folder.is_empty() {
            format!("the package is `{package}`, but the file is in the root")
        } else {
            format!("the package is `{package}`, but the folder is `{folder}`")
        };
        let found = error(&rules::PACKAGE_PATH, message).at(place);
        findings.push(match check_segments(&expected) {
            Ok(()) => {
                found.help(format!("write `package {expected};`, or move the file to `{wanted}/`"))
            }
            Err(_) => found.help(format!("move the file to `{wanted}/`")),
        });
    }
}

/// A rule, what is wrong and what to do.
type Fault = (&'static plumberd_schema::diagnostic::Rule, String, String);

fn check_segments(package: &str) -> Result<(), Fault> {
    let (domain, version) = package.rsplit_once('.').unwrap_or(("", package));
    if parse_version(version).is_none() {
        return Err(
            if version.starts_with('v') && version.contains(|c: char| c.is_ascii_digit()) {
                (
                    &rules::PACKAGE_VERSION,
                    format!("`{version}` is not a version: `v1`, `v2` and so on are"),
                    "give the package a whole number from 1, `v1`".to_owned(),
                )
            } else {
                (
                    &rules::PACKAGE_VERSION,
                    format!("the package `{package}` does not end in a version"),
                    format!("write `package {package}.v1;`"),
                )
            },
        );
    }
    let is_word = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_lowercase())
            && segment.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if domain.is_empty() {
        return Err((
            &rules::PACKAGE_NAME,
            format!("the package `{package}` has no domain before the version"),
            format!("write `package <domain>.{version};`"),
        ));
    }
    match domain.split('.').find(|segment| !is_word(segment)) {
        None => Ok(()),
        Some(segment) => Err((
            &rules::PACKAGE_NAME,
            format!("`{segment}` in the package is not in snake_case"),
            format!("write `{}`", to_snake(segment)),
        )),
    }
}

fn check_style<'a>(
    files: impl Iterator<Item = (&'a String, &'a Parsed)>,
    findings: &mut Vec<Diagnostic>,
) {
    let (mut camel, mut snake) = (Vec::new(), Vec::new());
    for (name, file) in files {
        let stem = stem(name);
        if is_camel(stem) {
            camel.push(file);
        } else if is_snake(stem) {
            snake.push(file);
        } else {
            findings.push(
                error(&rules::FILE_NAME, format!("`{stem}` is neither CamelCase nor snake_case"))
                    .at(file.places.text.place(0))
                    .help("name the file after its event, `TaskDone.proto` or `task_done.proto`"),
            );
        }
    }
    if camel.is_empty() || snake.is_empty() {
        return;
    }
    let (few, many, style, other) = if snake.len() > camel.len() {
        (camel, snake.len(), "snake_case", "CamelCase")
    } else {
        (snake, camel.len(), "CamelCase", "snake_case")
    };
    for file in few {
        let of = if many == 1 { "one other file is" } else { "the other files are" };
        findings.push(
            error(
                &rules::FILE_STYLE,
                format!("the name of the file is {other}, and {of} named in {style}"),
            )
            .at(file.places.text.place(0))
            .help(format!("rename the file to {style}")),
        );
    }
}

fn is_camel(stem: &str) -> bool {
    stem.starts_with(|c: char| c.is_ascii_uppercase())
        && stem.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_snake(stem: &str) -> bool {
    stem.starts_with(|c: char| c.is_ascii_lowercase())
        && stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (segment, expected) in [
            ("v1", Some(1)),
            ("v12", Some(12)),
            ("v0", None),
            ("v01", None),
            ("v+1", None),
            ("v1beta1", None),
            ("v", None),
            ("1", None),
            ("v99999999999", None),
        ] {
            assert_eq!(parse_version(segment), expected, "{segment}");
        }
    }

    #[test]
    fn messages_are_named_after_files_in_both_styles() {
        for (message, file, expected) in [
            ("TaskDone", "task/v1/TaskDone.proto", true),
            ("TaskDone", "task/v1/task_done.proto", true),
            ("HTTPServer", "task/v1/http_server.proto", true),
            ("H264Codec", "h264_codec.proto", true),
            ("Mp4File", "mp4_file.proto", true),
            ("TaskDone", "task/v1/taskdone.proto", false),
            ("taskDone", "task/v1/TaskDone.proto", false),
            ("Task", "task/v1/TaskDone.proto", false),
        ] {
            assert_eq!(is_named_after(message, file), expected, "{message} in {file}");
        }
    }
}
