use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Refusal;

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Credentials {
    /// Reads them from the header `authorization`.
    ///
    /// # Errors
    /// When there is one that is not `Basic`, or is malformed.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
        Self::parse(header.as_bytes()).map(Some).ok_or(Refusal::Unauthenticated)
    }

    fn parse(header: &[u8]) -> Option<Self> {
        let (scheme, encoded) = std::str::from_utf8(header).ok()?.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some(Self { user: user.to_owned(), password: password.to_owned() })
    }
}

/// Says nothing of the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Option<Credentials>, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, header.parse().unwrap());
        Credentials::from_headers(&headers)
    }

    #[test]
    fn a_password_may_hold_colons() {
        let found = read("Basic YWRtaW46Y2hhbmdlOml0").unwrap().unwrap();
        assert_eq!((found.user.as_str(), found.password.as_str()), ("admin", "change:it"));
        assert_eq!(format!("{found:?}"), "Credentials { user: \"admin\", .. }");
        assert_eq!(read("basic  YWRtaW46Y2hhbmdlOml0 ").unwrap(), Some(found));
        assert_eq!(Credentials::from_headers(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for header in ["", "Basic", "Basic ", "Basic !", "Basic YWRtaW4=", "Basic /w==", "Bearer x"]
        {
            assert_eq!(read(header), Err(Refusal::Unauthenticated), "{header}");
        }
    }
}
