//! The rules that this engine has until it takes those of [`append`](crate::engine::append).

use std::cmp::Ordering;

use uuid::Uuid;

use crate::stream::{ExpectedRevision, Revision};

/// What an expectation says about a stream that ends at a known revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is met. An id that the stream holds already makes it a retry or a conflict.
    Met,
    /// The stream has gone on. It is a retry if the events stand at this revision, else a conflict.
    RetryAt(Revision),
    /// It is not met.
    Conflict,
}

impl Verdict {
    pub(super) fn of(expected: ExpectedRevision, last: Option<Revision>) -> Self {
        match (expected, last) {
            (ExpectedRevision::Any, _)
            | (ExpectedRevision::NoStream, None)
            | (ExpectedRevision::Exists, Some(_)) => Self::Met,
            (ExpectedRevision::NoStream, Some(_)) => Self::RetryAt(0),
            (ExpectedRevision::Exists | ExpectedRevision::Exact(_), None) => Self::Conflict,
            (ExpectedRevision::Exact(expected), Some(last)) => match expected.cmp(&last) {
                Ordering::Less => Self::RetryAt(expected + 1),
                Ordering::Equal => Self::Met,
                Ordering::Greater => Self::Conflict,
            },
        }
    }
}

/// What an append whose expectation is [`Verdict::Met`] turns out to be when the stream holds
/// one of its ids already. Weak expectations only are retries then.
///
/// `held` tells the revision of an id in the stream.
pub(super) fn retry_or_reuse<E>(
    expected: ExpectedRevision,
    ids: impl Iterator<Item = Uuid>,
    mut held: impl FnMut(Uuid) -> Result<Option<Revision>, E>,
) -> Result<Held, E> {
    if !matches!(expected, ExpectedRevision::Any | ExpectedRevision::Exists) {
        return Ok(Held::Nothing);
    }
    let mut first = None;
    for (index, id) in ids.enumerate() {
        match (index, held(id)?) {
            (0, None) => return Ok(Held::Nothing),
            (0, revision) => first = revision,
            (_, Some(_)) => {}
            (_, None) => return Ok(Held::Some),
        }
    }
    Ok(first.map_or(Held::Nothing, |first| Held::All { first }))
}

/// How much of an append a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// No event of it.
    Nothing,
    /// All of it, from this revision on.
    All { first: Revision },
    /// Some of it: not a retry, and not new.
    Some,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        use ExpectedRevision::{Any, Exact, Exists, NoStream};
        for (expected, last, verdict) in [
            (Any, None, Verdict::Met),
            (Any, Some(3), Verdict::Met),
            (NoStream, None, Verdict::Met),
            (NoStream, Some(0), Verdict::RetryAt(0)),
            (Exists, None, Verdict::Conflict),
            (Exists, Some(0), Verdict::Met),
            (Exact(0), None, Verdict::Conflict),
            (Exact(3), Some(3), Verdict::Met),
            (Exact(1), Some(3), Verdict::RetryAt(2)),
            (Exact(4), Some(3), Verdict::Conflict),
            (Exact(u64::MAX), Some(3), Verdict::Conflict),
        ] {
            assert_eq!(Verdict::of(expected, last), verdict, "{expected} of {last:?}");
        }
    }
}
