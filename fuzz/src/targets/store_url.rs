use plumberd::engine::{StoreUrl, parse_url};

use crate::signal::Signal;

/// What stands for a password in the corpus.
const SECRET: &str = "hunter2";

/// A URL is taken apart, or refused without repeating a secret.
pub fn run(data: &[u8]) -> Signal {
    let Ok(text) = std::str::from_utf8(data) else { return Signal::of("not text") };
    match parse_url(text) {
        Ok(StoreUrl::Sqlite(url)) => {
            assert!(!url.path.as_os_str().is_empty(), "{text:?}");
            assert!(url.cache_mib.is_none_or(|mib| (1..=65_536).contains(&mib)));
            Signal::of((
                url.create,
                url.cache_mib.is_some(),
                url.busy_timeout.is_some(),
                format!("{:?}", url.durability),
            ))
        }
        Ok(url) => Signal::of(format!("{url:?}")),
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.is_empty() && shown.len() < 2000);
            // A scheme and the names of options are repeated, for they are no secrets.
            let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
            let options = rest.split_once('?').map_or("", |(_, options)| options);
            let mut names = options.split('&').map(|option| option.split('=').next().unwrap_or(""));
            if !scheme.to_ascii_lowercase().contains(SECRET)
                && !names.any(|name| name.contains(SECRET))
            {
                assert!(!shown.contains(SECRET), "{shown}");
            }
            Signal::of_error(&error)
        }
    }
}
