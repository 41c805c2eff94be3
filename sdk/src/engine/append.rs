//! The rules of an append that all embedded engines share.

use std::cmp::Ordering;

use uuid::Uuid;

use crate::clock::{Clock, DateTimeOffset};
use crate::store::{AppendError, NewEvent};
use crate::stream::{ExpectedRevision, Revision, StreamName};

/// The largest payload and metadata of one event that the embedded engines take unless told
/// otherwise, in bytes: 16 MiB, `KurrentDB`'s limit.
pub const DEFAULT_MAX_EVENT_SIZE: usize = 16 * 1024 * 1024;

/// Refuses events that no state of the stream could make right.
pub(crate) fn check_events(
    stream: &StreamName,
    events: &[NewEvent],
    max_event_size: usize,
) -> Result<(), AppendError> {
    for (index, event) in events.iter().enumerate() {
        if event.id.is_nil() {
            return Err(AppendError::NilId {
                stream: stream.clone(),
                event_type: event.event_type.clone(),
                index,
            });
        }
        let size = event.data.len().saturating_add(event.metadata.len());
        if size > max_event_size {
            return Err(AppendError::TooLarge {
                stream: stream.clone(),
                event_type: event.event_type.clone(),
                index,
                size,
                limit: max_event_size,
            });
        }
    }
    Ok(())
}

/// What an expectation says about a stream that ends at a known revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is met. An id that the stream holds already makes it a retry or a conflict.
    Met,
    /// The stream has gone on. It is a retry if the events stand at this revision, else a conflict.
    RetryAt(Revision),
    /// It is not met.
    Conflict,
}

impl Verdict {
    pub(crate) fn of(expected: ExpectedRevision, last: Option<Revision>) -> Self {
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
pub(crate) fn retry_or_reuse<E>(
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
pub(crate) enum Held {
    /// No event of it.
    Nothing,
    /// All of it, from this revision on.
    All { first: Revision },
    /// Some of it: not a retry, and not new.
    Some,
}

/// The moment of an append: UTC and 100 ns are what every engine can keep.
pub(crate) fn recording_time(clock: &dyn Clock) -> DateTimeOffset {
    let now = clock.now();
    DateTimeOffset::from_unix(now.unix_seconds(), now.subsec_nanos() / 100 * 100)
        .unwrap_or(DateTimeOffset::UNIX_EPOCH)
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
