use serde_json::Value;

use super::Event;

/// Turns an older version of an event into this one.
///
/// Declare the older struct with `#[event(supersedes = Old)]` on the newer; the compiler checks that
/// the versions follow each other and that this trait is implemented. Readers then see the newest
/// version only.
///
/// ```
/// use plumberd::{PlumberdEvent, Upcast, Upcasted, UpcastError};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "User", version = "v1", name = "UserCreated")]
/// struct UserCreatedV1 { full_name: String }
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "User", version = "v2", supersedes = UserCreatedV1)]
/// struct UserCreated { first_name: String, last_name: String }
///
/// impl Upcast<UserCreatedV1> for UserCreated {
///     fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
///         let (first, last) = old.full_name.split_once(' ').unwrap_or((&old.full_name, ""));
///         Ok(Upcasted::One(UserCreated { first_name: first.into(), last_name: last.into() }))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "no upcaster from `{Old}` to `{Self}`",
    label = "the version chain is broken here",
    note = "write `impl Upcast<{Old}> for {Self}`, or drop `supersedes = {Old}`"
)]
pub trait Upcast<Old: Event>: Event + Sized {
    /// Converts one old event.
    ///
    /// # Errors
    /// When the old event makes no sense; the read fails with it, and the policy of the reader decides.
    fn upcast(old: Old) -> Result<Upcasted<Self>, UpcastError>;
}

/// What became of an older event: usually one event, sometimes none or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upcasted<E> {
    /// One event.
    One(E),
    /// None, or several in order.
    Many(Vec<E>),
}

impl<E> Upcasted<E> {
    /// Nothing remains of the old event.
    #[must_use]
    pub const fn none() -> Self {
        Self::Many(Vec::new())
    }

    /// Applies a function to every event.
    pub fn map<T>(self, mut f: impl FnMut(E) -> T) -> Upcasted<T> {
        match self {
            Self::One(event) => Upcasted::One(f(event)),
            Self::Many(events) => Upcasted::Many(events.into_iter().map(f).collect()),
        }
    }

    /// Applies a function that gives any number of events to every event.
    ///
    /// # Errors
    /// The first that the function returns.
    pub fn and_then<T, X>(
        self,
        mut f: impl FnMut(E) -> Result<Upcasted<T>, X>,
    ) -> Result<Upcasted<T>, X> {
        match self {
            Self::One(event) => f(event),
            Self::Many(events) => {
                let mut all = Vec::with_capacity(events.len());
                for event in events {
                    all.extend(f(event)?);
                }
                Ok(Upcasted::Many(all))
            }
        }
    }

    /// The event, when there is exactly one.
    pub fn into_one(self) -> Option<E> {
        match self {
            Self::One(event) => Some(event),
            Self::Many(events) => {
                let mut events = events.into_iter();
                events.next().filter(|_| events.next().is_none())
            }
        }
    }
}

impl<E> From<E> for Upcasted<E> {
    fn from(event: E) -> Self {
        Self::One(event)
    }
}

impl<E> IntoIterator for Upcasted<E> {
    type Item = E;
    type IntoIter = std::iter::Chain<std::option::IntoIter<E>, std::vec::IntoIter<E>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self {
            Self::One(event) => (Some(event), Vec::new()),
            Self::Many(events) => (None, events),
        };
        one.into_iter().chain(many)
    }
}

/// One step from a version whose struct is gone: JSON of version n in, JSON of version n + 1 out.
pub type JsonStage = fn(Value) -> Result<Value, UpcastError>;

/// Why an old event could not be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UpcastError(String);

impl UpcastError {
    /// An error with a reason that names the field and what is wrong with it.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}
