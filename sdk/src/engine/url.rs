use std::path::PathBuf;
use std::time::Duration;

use super::Durability;
use crate::store::ConnectError;

/// The schemes that [`parse_url`] reads.
const SCHEMES: &str = "memory, sqlite";
/// The schemes of engines that are planned.
const PLANNED: [&str; 6] =
    ["esdb", "esdb+discover", "eventdbx", "kurrentdb", "kurrentdb+discover", "kdb"];
/// The options of a `sqlite:` URL.
const OPTIONS: &str =
    "durability, cache_mib, create, busy_timeout_ms, page_size, tail_events or migrate";
/// The longest scheme that an error repeats: anything longer is no scheme, and may be a secret.
const MAX_SCHEME: usize = 32;

/// A store URL, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreUrl {
    /// `memory:`
    Memory,
    /// `sqlite:…`
    Sqlite(SqliteUrl),
}

/// What a `sqlite:` URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SqliteUrl {
    /// The file, as written: relative paths count from the working directory.
    pub path: PathBuf,
    /// `durability=full` (the default) or `durability=normal`.
    pub durability: Durability,
    /// `cache_mib=64`: the page cache of the writer in MiB, 1 to 65536.
    pub cache_mib: Option<u32>,
    /// `create=true` (the default): whether to create a file that does not exist.
    pub create: bool,
    /// `busy_timeout_ms=5000`: how long to wait for another process that is writing, in
    /// milliseconds, up to an hour.
    pub busy_timeout: Option<Duration>,
    /// `page_size=4096`: the bytes of a page of a new file, a power of two from 512 to 65536.
    pub page_size: Option<u32>,
    /// `tail_events=8192`: how many of the newest events stand in memory and not in the index of
    /// the file, 1 to 1000000.
    pub tail_events: Option<usize>,
    /// `migrate=true` (the default): whether to convert a file of an older format.
    pub migrate: bool,
}

/// Takes a store URL apart; opens nothing.
///
/// | URL | store |
/// |---|---|
/// | `memory:` | a new, empty store in memory |
/// | `sqlite:events.db`, `sqlite://events.db` | a file in the working directory |
/// | `sqlite:///var/lib/app/events.db` | a file at an absolute path |
///
/// The path may be percent-encoded; `?`, `#` and `%` must be. Options follow a `?`:
/// see [`SqliteUrl`].
///
/// ```
/// use plumberd::engine::{StoreUrl, parse_url};
///
/// let StoreUrl::Sqlite(url) = parse_url("sqlite://events.db?cache_mib=16&create=false")? else {
///     unreachable!()
/// };
/// assert_eq!((url.cache_mib, url.create), (Some(16), false));
/// assert!(parse_url("sqlte:events.db").unwrap_err().to_string().contains("did you mean `sqlite:`"));
/// # Ok::<(), plumberd::store::ConnectError>(())
/// ```
///
/// # Errors
/// When the URL is malformed, or its scheme is not one of this version. The error repeats the
/// scheme and the names of options, never values, for those may be secrets.
pub fn parse_url(url: &str) -> Result<StoreUrl, ConnectError> {
    let (scheme, rest) = url.split_once(':').ok_or_else(|| no_scheme(url))?;
    if !is_scheme(scheme) {
        return Err(no_scheme(url));
    }
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "memory" if matches!(rest, "" | "//") => Ok(StoreUrl::Memory),
        "memory" => Err(invalid("path", "a store in memory has none; write `memory:`".into())),
        "sqlite" => sqlite(rest).map(StoreUrl::Sqlite),
        _ => Err(match PLANNED.iter().find(|planned| **planned == scheme) {
            Some(scheme) => {
                ConnectError::NotInThisVersion { scheme, version: env!("CARGO_PKG_VERSION") }
            }
            None => ConnectError::UnknownScheme { meant: meant(&scheme), scheme, known: SCHEMES },
        }),
    }
}

fn is_scheme(text: &str) -> bool {
    text.len() <= MAX_SCHEME
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn no_scheme(url: &str) -> ConnectError {
    let reason = if url.is_empty() {
        "the URL is empty; write `sqlite:` and a path, or `memory:`"
    } else {
        "there is none; for a file, write `sqlite:` before the path"
    };
    invalid("scheme", reason.into())
}

fn invalid(place: &'static str, reason: String) -> ConnectError {
    ConnectError::InvalidUrl { place, reason }
}

/// The scheme that somebody who wrote another one probably had in mind.
fn meant(scheme: &str) -> Option<&'static str> {
    match scheme {
        "file" | "sqlite3" | "db" => return Some("sqlite"),
        "mem" | "inmemory" | "in-memory" => return Some("memory"),
        "eventstore" | "kurrent" => return Some("kurrentdb"),
        _ => {}
    }
    ["memory", "sqlite"]
        .into_iter()
        .chain(PLANNED)
        .map(|known| (distance(scheme.as_bytes(), known.as_bytes()), known))
        .filter(|(distance, known)| *distance <= known.len() / 3)
        .min()
        .map(|(_, known)| known)
}

/// How many bytes to insert, delete or replace to get from one word to the other.
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, above) in to.iter().zip(row.iter_mut().skip(1)) {
            let cost = (diagonal + usize::from(a != b)).min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, cost);
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn sqlite(rest: &str) -> Result<SqliteUrl, ConnectError> {
    if rest.contains('#') {
        return Err(invalid("fragment", "a store has none; write `#` in a path as `%23`".into()));
    }
    let (path, query) =
        rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = decode(path.strip_prefix("//").unwrap_or(path))?;
    if path.is_empty() {
        return Err(invalid("path", "it is empty; write `sqlite:` and a path".into()));
    }
    if path == ":memory:" {
        return Err(invalid("path", "for a store in memory, use `memory:`".into()));
    }
    let mut url = SqliteUrl {
        path: PathBuf::from(path),
        durability: Durability::Full,
        cache_mib: None,
        create: true,
        busy_timeout: None,
        page_size: None,
        tail_events: None,
        migrate: true,
    };
    for option in query.into_iter().flat_map(|query| query.split('&')) {
        if !option.is_empty() {
            set(&mut url, option)?;
        }
    }
    Ok(url)
}

fn set(url: &mut SqliteUrl, option: &str) -> Result<(), ConnectError> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let number =
        |from: u32, to: u32| value.parse::<u32>().ok().filter(|value| (from..=to).contains(value));
    let switch = value.parse::<bool>().ok();
    let refused = |allowed: &str| invalid("options", format!("`{name}` takes {allowed}"));
    match name {
        "durability" => {
            url.durability = match value {
                "full" => Durability::Full,
                "normal" => Durability::Normal,
                _ => return Err(refused("`full` or `normal`")),
            }
        }
        "cache_mib" => {
            let mib = number(1, 65_536).ok_or_else(|| refused("a whole number from 1 to 65536"))?;
            url.cache_mib = Some(mib);
        }
        "create" => url.create = switch.ok_or_else(|| refused("`true` or `false`"))?,
        "migrate" => url.migrate = switch.ok_or_else(|| refused("`true` or `false`"))?,
        "page_size" => {
            let bytes = number(512, 65_536).filter(|bytes| bytes.is_power_of_two());
            let bytes = bytes.ok_or_else(|| refused("a power of two from 512 to 65536"))?;
            url.page_size = Some(bytes);
        }
        "tail_events" => {
            let events =
                number(1, 1_000_000).ok_or_else(|| refused("a whole number from 1 to 1000000"))?;
            url.tail_events = usize::try_from(events).ok();
        }
        "busy_timeout_ms" => {
            let millis = number(0, 3_600_000)
                .ok_or_else(|| refused("milliseconds, a whole number from 0 to 3600000"))?;
            url.busy_timeout = Some(Duration::from_millis(millis.into()));
        }
        _ => {
            // A name that does not look like one may be a piece of a password.
            let plain = name.len() <= MAX_SCHEME
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let shown = if plain { name } else { "…" };
            return Err(invalid("options", format!("there is no option `{shown}`; use {OPTIONS}")));
        }
    }
    Ok(())
}

fn decode(text: &str) -> Result<String, ConnectError> {
    let refused = |reason: &str| invalid("path", reason.into());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        match (digit(), digit()) {
            (Some(high), Some(low)) => bytes.extend(u8::try_from(high * 16 + low)),
            _ => {
                return Err(refused("`%` must be followed by two hexadecimal digits; write `%25`"));
            }
        }
    }
    let path = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 once decoded"))?;
    if path.contains('\0') {
        return Err(refused("it holds a NUL byte"));
    }
    Ok(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    fn path(url: &str) -> String {
        match parse_url(url) {
            Ok(StoreUrl::Sqlite(url)) => url.path.to_str().unwrap().to_owned(),
            other => panic!("{url}: {other:?}"),
        }
    }

    fn error(url: &str) -> String {
        parse_url(url).unwrap_err().to_string()
    }

    #[test]
    fn paths() {
        assert_eq!(parse_url("memory:").unwrap(), StoreUrl::Memory);
        assert_eq!(parse_url("MEMORY://").unwrap(), StoreUrl::Memory);
        assert_eq!(path("sqlite:events.db"), "events.db");
        assert_eq!(path("sqlite://events.db"), "events.db");
        assert_eq!(path("sqlite:///var/lib/events.db"), "/var/lib/events.db");
        assert_eq!(path("sqlite:/var/lib/events.db"), "/var/lib/events.db");
        assert_eq!(path("SQLite:a%20b%3f%23%25.db?create=false"), "a b?#%.db");
        assert_eq!(path("sqlite:Ünï/日本.db"), "Ünï/日本.db");
        assert_eq!(path("sqlite:a:b@c.db"), "a:b@c.db");
    }

    #[test]
    fn options() {
        let url = "sqlite:a.db?durability=normal&cache_mib=16&create=false&busy_timeout_ms=250&page_size=8192&tail_events=100&migrate=false";
        let expected = SqliteUrl {
            path: "a.db".into(),
            durability: Durability::Normal,
            cache_mib: Some(16),
            create: false,
            busy_timeout: Some(Duration::from_millis(250)),
            page_size: Some(8192),
            tail_events: Some(100),
            migrate: false,
        };
        assert_eq!(parse_url(url).unwrap(), StoreUrl::Sqlite(expected));
        assert_eq!(
            error("sqlite:a.db?cash=1"),
            "the store URL is not valid at options: there is no option `cash`; use durability, cache_mib, create, busy_timeout_ms, page_size, tail_events or migrate"
        );
        for (url, named) in [
            ("sqlite:a.db?durability=off", "`durability` takes `full` or `normal`"),
            ("sqlite:a.db?cache_mib=0", "from 1 to 65536"),
            ("sqlite:a.db?cache_mib=-1", "from 1 to 65536"),
            ("sqlite:a.db?create", "`create` takes `true` or `false`"),
            ("sqlite:a.db?busy_timeout_ms=1h", "milliseconds"),
            ("sqlite:a.db?page_size=5000", "`page_size` takes a power of two from 512 to 65536"),
            ("sqlite:a.db?page_size=131072", "`page_size` takes a power of two from 512 to 65536"),
            ("sqlite:a.db?tail_events=0", "`tail_events` takes a whole number from 1 to 1000000"),
            ("sqlite:a.db?migrate=1", "`migrate` takes `true` or `false`"),
        ] {
            assert!(error(url).contains(named), "{url}: {}", error(url));
        }
    }

    #[test]
    fn refusals_say_what_to_write() {
        for (url, remedy) in [
            ("", "write `sqlite:`"),
            ("events.db", "write `sqlite:` before the path"),
            (":memory:", "write `sqlite:`"),
            ("sqlite:", "it is empty"),
            ("sqlite://", "it is empty"),
            ("sqlite::memory:", "use `memory:`"),
            ("sqlite://:memory:", "use `memory:`"),
            ("sqlite:a%2.db", "%25"),
            ("sqlite:a%zz.db", "%25"),
            ("sqlite:%ff.db", "UTF-8"),
            ("sqlite:%00.db", "NUL"),
            ("sqlite:a#b.db", "%23"),
            ("memory:a", "write `memory:`"),
            ("sqlte:a.db", "did you mean `sqlite:`"),
            ("file:a.db", "did you mean `sqlite:`"),
            ("memroy:", "did you mean `memory:`"),
            ("kurentdb://h", "did you mean `kurrentdb:`"),
            ("http://h", "use one of: memory, sqlite"),
            ("esdb://h:2113", "not in this version"),
            ("kurrentdb+discover://h", "not in this version"),
            ("esdb+discover://h", "not in this version"),
            ("eventdbx://h", "not in this version"),
        ] {
            assert!(error(url).contains(remedy), "{url}: {}", error(url));
        }
    }

    #[test]
    fn credentials_are_never_repeated() {
        for url in [
            "esdb://admin:hunter2@h:2113",
            "postgres://admin:hunter2@h/hunter2?x=hunter2",
            "admin:hunter2@h",
            "//admin:hunter2@h",
            "sqlite:a.db?durability=hunter2",
            "sqlite:a.db?hunter2@h=1",
            "sqlite:%zzhunter2",
        ] {
            let error = parse_url(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn no_input_panics() {
        let pieces =
            ["sqlite:", "//", "%", "%4", "?", "&", "=", "#", "é", "\0", ":", "a", "create"];
        let mut state = 1_u64;
        for _ in 0..20_000 {
            let mut url = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                url.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let _ = parse_url(&url);
        }
    }
}
