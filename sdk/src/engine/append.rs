//! The rules of an append that all embedded engines share.

use std::cmp::Ordering;
use std::collections::HashMap;

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
    let mut seen = HashMap::with_capacity(if events.len() > 1 { events.len() } else { 0 });
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
        if events.len() > 1
            && let Some(first) = seen.insert(event.id, index)
        {
            return Err(AppendError::DuplicateId {
                stream: stream.clone(),
                id: event.id,
                first,
                second: index,
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
/// one of its ids already.
///
/// `held` tells the revision of an id in the stream.
pub(crate) fn retry_or_reuse<E>(
    expected: ExpectedRevision,
    ids: impl Iterator<Item = Uuid>,
    mut held: impl FnMut(Uuid) -> Result<Option<Revision>, E>,
) -> Result<Held, E> {
    let weak = matches!(expected, ExpectedRevision::Any | ExpectedRevision::Exists);
    let mut first = None;
    let mut reused = None;
    let mut whole = weak;
    for (index, id) in ids.enumerate() {
        let revision = held(id)?;
        if let (Some(revision), None) = (revision, reused) {
            reused = Some((index, id, revision));
        }
        if index == 0 {
            first = revision;
        }
        let place = first.map(|first| first.saturating_add(index as u64));
        whole = whole && revision.is_some() && revision == place;
    }
    Ok(match (reused, first) {
        (None, _) => Held::Nothing,
        (Some(_), Some(first)) if whole => Held::All { first },
        (Some((index, id, revision)), _) => Held::Some { index, id, revision },
    })
}

/// How much of an append a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// No event of it.
    Nothing,
    /// All of it, in order, from this revision on.
    All { first: Revision },
    /// Some of it, or all of it in another order; the first event that is held.
    Some { index: usize, id: Uuid, revision: Revision },
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
    use std::convert::Infallible;

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

    #[test]
    fn what_is_held() {
        let id = |n: u128| Uuid::from_u128(n);
        let stream = [id(1), id(2), id(3)];
        let held = |expected, ids: &[Uuid]| {
            retry_or_reuse(expected, ids.iter().copied(), |id| {
                Ok::<_, Infallible>(stream.iter().position(|held| *held == id).map(|at| at as u64))
            })
            .unwrap()
        };
        let any = ExpectedRevision::Any;
        assert_eq!(held(any, &[id(7), id(8)]), Held::Nothing);
        assert_eq!(held(any, &[]), Held::Nothing);
        assert_eq!(held(any, &[id(2), id(3)]), Held::All { first: 1 });
        let some = |index, n: u64| Held::Some { index, id: id(n.into()), revision: n - 1 };
        assert_eq!(held(any, &[id(2), id(1)]), some(0, 2));
        assert_eq!(held(any, &[id(1), id(3)]), some(0, 1));
        assert_eq!(held(any, &[id(3), id(4)]), some(0, 3));
        assert_eq!(held(any, &[id(4), id(1)]), some(1, 1));
        assert_eq!(held(ExpectedRevision::Exact(2), &[id(3)]), some(0, 3));
    }
}
