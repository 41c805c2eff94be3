//! `plumberd.toml`: where the store is, for a folder and those in it, or for a user.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::CliError;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "plumberd.toml";

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// The file.
    pub(crate) path: PathBuf,
    /// The URL of the store, if it has one.
    pub(crate) url: Option<String>,
}

/// The nearest file that there is: in the working folder, in one around it, then the user's own.
pub(crate) fn find() -> Result<Option<Config>, CliError> {
    let working =
        env::current_dir().map_err(|source| CliError::Read { path: PathBuf::from("."), source })?;
    let files = working.ancestors().map(|folder| folder.join(FILE_NAME)).chain(of_user());
    for path in files {
        match fs::read_to_string(&path) {
            Ok(text) => return parse(&path, &text).map(Some),
            Err(error) if is_missing(&error) => {}
            Err(source) => return Err(CliError::Read { path, source }),
        }
    }
    Ok(None)
}

fn is_missing(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// `~/.config/plumberd/plumberd.toml`, or where the system has such files.
fn of_user() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
        .or_else(|| folder("APPDATA"))?;
    Some(config.join("plumberd").join(FILE_NAME))
}

fn parse(path: &Path, text: &str) -> Result<Config, CliError> {
    let wrong = |reason: String| {
        CliError::Usage(format!("{}: {reason}; write `url = \"sqlite:events.db\"`", path.display()))
    };
    // The text may hold a password, and the parser's own message shows the line.
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| {
            text.get(..span.start).unwrap_or(text).bytes().filter(|byte| *byte == b'\n').count() + 1
        });
        wrong(format!("line {line} is not TOML"))
    })?;
    let mut url = None;
    for (key, value) in table {
        match (key.as_str(), value) {
            ("url", toml::Value::String(text)) => url = Some(text),
            ("url", _) => return Err(wrong("`url` is not a text".to_owned())),
            _ => return Err(wrong(format!("there is no key `{key}`, only `url`"))),
        }
    }
    Ok(Config { path: path.to_owned(), url })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(Path::new("plumberd.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn the_one_key() {
        let config = parse(Path::new("x"), "# ours\nurl = 'sqlite:a.db'\n").unwrap();
        assert_eq!(config, Config { path: "x".into(), url: Some("sqlite:a.db".into()) });
        assert_eq!(parse(Path::new("x"), "").unwrap().url, None);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_values() {
        for (text, expected) in [
            ("a = 1", "plumberd.toml: there is no key `a`, only `url`"),
            ("url = 1", "plumberd.toml: `url` is not a text"),
            ("\nurl = esdb://admin:hunter2@h", "plumberd.toml: line 2 is not TOML"),
        ] {
            assert_eq!(error(text), format!("{expected}; write `url = \"sqlite:events.db\"`"));
        }
    }
}
