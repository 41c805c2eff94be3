//! Which store a command works on, and the one place that opens it.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};
use plumberd::engine::{SqliteUrl, StoreUrl, connect, parse_url};
use plumberd::store::{ConnectError, EventStore};

use crate::{CliError, config};

const VARIABLE: &str = "PLUMBERD_URL";

/// Which store.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreArguments {
    /// The store, `sqlite:events.db`; otherwise what `PLUMBERD_URL` says, or `url` in `plumberd.toml`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// What a command does with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It creates no file, and converts none unless the URL says so.
    Read,
    /// It creates a file that is not there, unless the URL says otherwise.
    Write,
}

/// Where a URL stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In an argument.
    Argument,
    /// In the environment.
    Environment,
    /// In a `plumberd.toml`; relative paths count from its folder.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("an argument"),
            Self::Environment => f.write_str(VARIABLE),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A store that may be opened.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    url: String,
    pub(crate) origin: Origin,
}

impl StoreArguments {
    /// The store that was named nearest: by the argument, the environment, or a file.
    pub(crate) fn locate(&self) -> Result<Location, CliError> {
        if let Some(url) = &self.url {
            return Ok(Location { url: url.clone(), origin: Origin::Argument });
        }
        if let Some(url) = env::var_os(VARIABLE).filter(|url| !url.is_empty()) {
            let url = url.into_string().map_err(|_| {
                CliError::Usage(format!("{VARIABLE} is not UTF-8; write `%` and two digits"))
            })?;
            return Ok(Location { url, origin: Origin::Environment });
        }
        match config::find()? {
            Some(config::Config { path, url: Some(url) }) => {
                Ok(Location { url, origin: Origin::File(path) })
            }
            _ => Err(CliError::Usage(format!(
                "no store is named; say `--url sqlite:events.db`, set {VARIABLE}, or write `url = \"sqlite:events.db\"` to {}",
                config::FILE_NAME
            ))),
        }
    }

    /// Opens it.
    pub(crate) fn open(&self, access: Access) -> Result<Arc<dyn EventStore>, CliError> {
        self.locate()?.open(access)
    }
}

impl Location {
    /// A store that an argument names.
    pub(crate) fn of(url: &str) -> Self {
        Self { url: url.to_owned(), origin: Origin::Argument }
    }

    /// The store in a file that an argument names.
    pub(crate) fn of_file(path: &str) -> Self {
        let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Self::of(&format!("sqlite:{path}"))
    }

    /// Opens the store.
    pub(crate) fn open(&self, access: Access) -> Result<Arc<dyn EventStore>, CliError> {
        match self.parse()? {
            StoreUrl::Sqlite(url) => Ok(Arc::new(self.open_file(&url, access)?)),
            _ => Ok(connect(&self.url)?),
        }
    }

    /// Opens the file of the store, for work on it as a whole.
    pub(crate) fn open_sqlite(&self, access: Access) -> Result<SqliteStore, CliError> {
        match self.parse()? {
            StoreUrl::Sqlite(url) => Ok(self.open_file(&url, access)?),
            _ => Err(CliError::Usage(format!(
                "{self} is no file; `plumberd store` works on stores with a `sqlite:` URL"
            ))),
        }
    }

    /// The file of the store, if it is one; relative to the working folder.
    pub(crate) fn file(&self) -> Result<Option<PathBuf>, CliError> {
        Ok(match self.parse()? {
            StoreUrl::Sqlite(url) => Some(self.path(&url)),
            _ => None,
        })
    }

    pub(crate) fn parse(&self) -> Result<StoreUrl, CliError> {
        Ok(parse_url(&self.url)?)
    }

    fn path(&self, url: &SqliteUrl) -> PathBuf {
        match &self.origin {
            Origin::File(file) => file.parent().unwrap_or(Path::new("")).join(&url.path),
            _ => url.path.clone(),
        }
    }

    fn open_file(&self, url: &SqliteUrl, access: Access) -> Result<SqliteStore, ConnectError> {
        let mut options = SqliteOptions::from_url(url);
        if access == Access::Read {
            // Somebody who only looks, perhaps beside a running program, changes no format.
            options = options
                .create_if_missing(false)
                .migrate(url.migrate && self.url.contains("migrate=true"));
        }
        Ok(options.open(self.path(url))?)
    }
}

/// The URL without its password.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_password(&self.url))
    }
}

/// `kurrentdb://admin:secret@host` as `kurrentdb://admin:***@host`. Options that may be secrets are hidden
/// as well.
fn without_password(url: &str) -> String {
    let (url, query) = url.split_once('?').map_or((url, None), |(url, query)| (url, Some(query)));
    let mut shown = match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
            match host.rsplit_once('@') {
                Some((user, host)) => {
                    let name = user.split(':').next().unwrap_or_default();
                    let hidden = if user.contains(':') { ":***" } else { "" };
                    format!("{scheme}://{name}{hidden}@{host}{path}")
                }
                None => url.to_owned(),
            }
        }
        None => url.to_owned(),
    };
    for (index, option) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if index == 0 { '?' } else { '&' });
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let secret = ["pass", "secret", "token", "key"]
            .iter()
            .any(|word| name.to_ascii_lowercase().contains(word));
        shown.push_str(name);
        if !value.is_empty() {
            shown.push('=');
            shown.push_str(if secret { "***" } else { value });
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden() {
        for (url, shown) in [
            ("sqlite:a.db?cache_mib=8", "sqlite:a.db?cache_mib=8"),
            ("sqlite:///var/a@b:c.db", "sqlite:///var/a@b:c.db"),
            ("memory:", "memory:"),
            ("esdb://admin:hunter2@h:2113?tls=false", "esdb://admin:***@h:2113?tls=false"),
            ("kurrentdb://a:p@ss:hunter2@h1:1,h2:2/x", "kurrentdb://a:***@h1:1,h2:2/x"),
            ("eventdbx://admin@h", "eventdbx://admin@h"),
            ("eventdbx://h?Token=hunter2&a=1", "eventdbx://h?Token=***&a=1"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
