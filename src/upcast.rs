//! How older events are read.

use plumberd::clock::DateTimeOffset;
use plumberd::{Upcast, UpcastError, Upcasted};

use crate::user::{v1, v2};

/// A name becomes two, and a number of milliseconds a time.
impl Upcast<v1::UserCreated> for v2::UserCreated {
    fn upcast(old: v1::UserCreated) -> Result<Upcasted<Self>, UpcastError> {
        let (first, last) = old.name.split_once(' ').unwrap_or((&old.name, ""));
        let (seconds, milliseconds) =
            (old.created_at.div_euclid(1000), old.created_at.rem_euclid(1000));
        let nanoseconds = u32::try_from(milliseconds * 1_000_000).unwrap_or(0);
        let created_at = DateTimeOffset::from_unix(seconds, nanoseconds).map_err(|error| {
            UpcastError::new(format!("`created_at` is {}: {error}", old.created_at))
        })?;
        Ok(Upcasted::One(Self {
            user_id: old.user_id,
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            email: old.email,
            created_at,
            sign_up: v2::SignUp::Unspecified,
        }))
    }
}
