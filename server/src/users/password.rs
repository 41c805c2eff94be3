//! Passwords are kept as what is derived from them slowly.

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::pbkdf2;
use ring::rand::{SecureRandom, SystemRandom};

const ALGORITHM: pbkdf2::Algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
/// What begins the text of a hash.
const NAME: &str = "pbkdf2-sha256";
/// So many that a guess takes a tenth of a second or so.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).unwrap();
/// Nobody's file makes the server count for minutes.
const MOST_ITERATIONS: u32 = 10_000_000;
const SALT: usize = 16;
const HASH: usize = 32;

/// What is kept of a password: two texts, as `KurrentDB` keeps them, in a form of our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hashed {
    pub(crate) salt: String,
    /// `pbkdf2-sha256$600000$…`.
    pub(crate) hash: String,
}

impl Hashed {
    /// Nothing when the system has no random numbers. It takes a while.
    pub(crate) fn of(password: &str) -> Option<Self> {
        let mut salt = [0; SALT];
        SystemRandom::new().fill(&mut salt).ok()?;
        let mut hash = [0; HASH];
        pbkdf2::derive(ALGORITHM, ITERATIONS, &salt, password.as_bytes(), &mut hash);
        let hash = format!("{NAME}${ITERATIONS}${}", STANDARD.encode(hash));
        Some(Self { salt: STANDARD.encode(salt), hash })
    }

    /// Whether this is the password. It takes a while, and as long when it is not.
    pub(crate) fn is_of(&self, password: &str) -> bool {
        self.parse().is_some_and(|(iterations, salt, hash)| {
            pbkdf2::verify(ALGORITHM, iterations, &salt, password.as_bytes(), &hash).is_ok()
        })
    }

    fn parse(&self) -> Option<(NonZeroU32, Vec<u8>, Vec<u8>)> {
        let mut parts = self.hash.splitn(3, '$');
        if parts.next()? != NAME {
            return None;
        }
        let iterations = parts.next()?.parse().ok().filter(|it| *it <= MOST_ITERATIONS)?;
        let hash = STANDARD.decode(parts.next()?).ok().filter(|hash| hash.len() == HASH)?;
        Some((NonZeroU32::new(iterations)?, STANDARD.decode(&self.salt).ok()?, hash))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_is_the_password() {
        let kept = Hashed::of("changeit").unwrap();
        assert!(kept.hash.starts_with("pbkdf2-sha256$600000$"), "{kept:?}");
        assert!(kept.is_of("changeit"));
        assert!(!kept.is_of("changeit "));
        assert!(!kept.is_of(""));
        assert_ne!(kept, Hashed::of("changeit").unwrap());
    }

    #[test]
    fn what_is_no_hash_is_of_no_password() {
        let kept = |hash: &str| Hashed { salt: String::new(), hash: hash.to_owned() };
        for hash in ["", "x", "md5$1$AA==", "pbkdf2-sha256$0$AA==", "pbkdf2-sha256$99999999$AA=="] {
            assert!(!kept(hash).is_of(""), "{hash}");
        }
        let empty = format!("pbkdf2-sha256$1${}", STANDARD.encode([]));
        assert!(!kept(&empty).is_of(""));
    }
}
