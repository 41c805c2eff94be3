use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use plumberd_schema::OPTIONS_PROTO;

use super::output;
use crate::{CliError, Outcome};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The full name: `recording.v1.RecordingFinished`.
    name: String,
    /// Its fields, `<name>:<type>`, numbered from 1: `duration:double`, `tags:repeated string`.
    #[arg(conflicts_with = "from")]
    fields: Vec<String>,
    /// Copy an older version: `recording.v1.RecordingFinished`.
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The folder of `.proto` files.
    #[arg(long, default_value = "proto", value_name = "FOLDER")]
    proto: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let name = Name::parse(&arguments.name)?;
    let path = name.path(&arguments.proto);
    if path.exists() {
        return Err(CliError::Exists { path });
    }
    let text = match &arguments.from {
        Some(older) => next_version(&name, &Name::parse(older)?, &arguments.proto)?,
        None => first_version(&name, &arguments.fields)?,
    };
    let options = arguments.proto.join("plumberd/v1/options.proto");
    if !options.exists() {
        output::write_file(&options, OPTIONS_PROTO.as_bytes())?;
        println!("wrote {}", options.display());
    }
    output::write_file(&path, text.as_bytes())?;
    println!("wrote {}", path.display());
    Ok(Outcome::Success)
}

/// `recording.v1.RecordingFinished`, taken apart.
struct Name<'a> {
    package: &'a str,
    message: &'a str,
}

impl<'a> Name<'a> {
    fn parse(text: &'a str) -> Result<Self, CliError> {
        let wrong = || {
            CliError::Usage(format!(
                "`{text}` is not the full name of an event: write <domain>.v<number>.<Event>, such as `recording.v1.RecordingFinished`"
            ))
        };
        let (package, message) = text.rsplit_once('.').ok_or_else(wrong)?;
        let (domain, version) = package.rsplit_once('.').ok_or_else(wrong)?;
        let number = version.strip_prefix('v').and_then(|number| number.parse::<u32>().ok());
        // `v01` is not `v1`.
        let is_version = number.is_some_and(|number| number > 0 && format!("v{number}") == version);
        let is_domain = domain.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        let is_message = message.starts_with(|c: char| c.is_ascii_uppercase())
            && message.chars().all(|c| c.is_ascii_alphanumeric());
        if is_version && is_domain && is_message {
            Ok(Self { package, message })
        } else {
            Err(wrong())
        }
    }

    fn path(&self, proto: &Path) -> PathBuf {
        let folder = self.package.split('.').fold(proto.to_owned(), |path, part| path.join(part));
        folder.join(format!("{}.proto", self.message))
    }
}

fn first_version(name: &Name<'_>, fields: &[String]) -> Result<String, CliError> {
    let mut text = format!(
        "syntax = \"proto3\";\n\npackage {};\n\n// What happened, in one sentence.\nmessage {} {{",
        name.package, name.message
    );
    for (number, field) in (1..).zip(fields) {
        let parts = field.split_once(':').map(|(name, ty)| (name.trim(), ty.trim()));
        let Some((name, ty)) = parts.filter(|(name, ty)| is_field_name(name) && !ty.is_empty())
        else {
            return Err(CliError::Usage(format!(
                "`{field}` is not a field: write <name>:<type>, such as `file_path:string`"
            )));
        };
        let _ = write!(text, "\n  {ty} {name} = {number};");
    }
    text.push_str(if fields.is_empty() { "}\n" } else { "\n}\n" });
    Ok(text)
}

fn is_field_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The older file with another package.
fn next_version(name: &Name<'_>, older: &Name<'_>, proto: &Path) -> Result<String, CliError> {
    let path = older.path(proto);
    let text = fs::read_to_string(&path)
        .map_err(|source| CliError::Read { path: path.clone(), source })?;
    let package = format!("package {};", older.package);
    if !text.contains(&package) {
        return Err(CliError::Content { path, reason: format!("there is no line `{package}`") });
    }
    Ok(text.replacen(&package, &format!("package {};", name.package), 1))
}
