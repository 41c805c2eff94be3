//! The rules of an append to one stream that all embedded engines share: `KurrentDB`'s.

use std::cmp::Ordering;

use uuid::Uuid;

use super::reserved::{check_appendable, original_of};
use crate::clock::{Clock, DateTimeOffset};
use crate::store::{AppendError, Appended, NewEvent, StreamAppend};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// The largest payload and metadata of one event that the embedded engines take unless told
/// otherwise, in bytes: 16 MiB, `KurrentDB`'s limit.
pub const DEFAULT_MAX_EVENT_SIZE: usize = 16 * 1024 * 1024;
/// The most bytes that the embedded engines take in one append unless told otherwise: 256 MiB,
/// `KurrentDB`'s limit.
pub const DEFAULT_MAX_APPEND_SIZE: usize = 256 * 1024 * 1024;

/// The revision of the event that ends a stream for ever.
pub(crate) const TOMBSTONE: Revision = i64::MAX as Revision;

/// How much an append may hold, in bytes of payload and metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) event: usize,
    pub(crate) append: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { event: DEFAULT_MAX_EVENT_SIZE, append: DEFAULT_MAX_APPEND_SIZE }
    }
}

/// Refuses what no state of the stream could make right. Gives the size of the events in bytes.
pub(crate) fn check_events(
    stream: &StreamName,
    events: &[NewEvent],
    limits: Limits,
) -> Result<usize, AppendError> {
    check_all(stream, [(stream, events)].into_iter(), limits)
}

/// The same for many streams, whose events count together.
pub(crate) fn check_appends(
    appends: &[StreamAppend],
    limits: Limits,
) -> Result<usize, AppendError> {
    let Some(first) = appends.first() else { return Ok(0) };
    check_all(
        &first.stream,
        appends.iter().map(|append| (&append.stream, append.events.as_slice())),
        limits,
    )
}

fn check_all<'a>(
    first: &StreamName,
    appends: impl Iterator<Item = (&'a StreamName, &'a [NewEvent])>,
    limits: Limits,
) -> Result<usize, AppendError> {
    let mut bytes = 0_usize;
    for (stream, events) in appends {
        check_appendable(stream)?;
        for (index, event) in events.iter().enumerate() {
            bytes = bytes.saturating_add(check_event(stream, index, event, limits.event)?);
        }
    }
    if bytes > limits.append {
        let (stream, limit) = (first.clone(), limits.append);
        return Err(AppendError::AppendTooLarge { stream, size: bytes, limit });
    }
    Ok(bytes)
}

fn check_event(
    stream: &StreamName,
    index: usize,
    event: &NewEvent,
    limit: usize,
) -> Result<usize, AppendError> {
    let event_type = || event.event_type.clone();
    if event.id.is_nil() {
        return Err(AppendError::NilId { stream: stream.clone(), event_type: event_type(), index });
    }
    if event.event_type.is_empty() {
        let reason = format!("event {index} has an empty type; name it");
        return Err(AppendError::Reserved { stream: stream.clone(), reason });
    }
    let size = event.data.len().saturating_add(event.metadata.len());
    if size > limit {
        let (stream, event_type) = (stream.clone(), event_type());
        return Err(AppendError::TooLarge { stream, event_type, index, size, limit });
    }
    Ok(size)
}

/// What has become of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum StreamState {
    /// It is there, or was never there.
    #[default]
    Live,
    /// It is softly deleted: `$tb` of its metadata is [`DELETED`](crate::store::DELETED).
    Deleted,
    /// It has ended for ever.
    Tombstoned,
}

/// A stream as an append finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Head {
    /// The revision of its last event. Of a tombstoned stream it does not matter.
    pub(crate) last: Option<Revision>,
    pub(crate) state: StreamState,
    /// Whether its metadata stream holds an event.
    pub(crate) has_metadata: bool,
}

impl Head {
    /// The revision of the next event.
    pub(crate) fn next(&self) -> Revision {
        self.last.map_or(0, |last| last + 1)
    }
}

/// What an engine knows of its streams, inside of the transaction that will write.
pub(crate) trait Streams {
    /// Why the engine cannot tell.
    type Error;

    /// A stream; [`Head::default`] when there is none.
    fn head(&mut self, stream: &StreamName) -> Result<Head, Self::Error>;

    /// The event at a revision of a stream.
    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, Self::Error>;

    /// The newest event of a stream that has this id.
    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, Self::Error>;
}

/// What an append comes to.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// Its events have to be written, from this revision on.
    Write { first: Revision, undelete: Undelete },
    /// Nothing has to be written: a retry, or an append without events.
    Done(Appended),
    /// It cannot be.
    Refused(AppendError),
}

/// The `$metadata` event that an append brings with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undelete {
    /// None.
    No,
    /// The stream is softly deleted. Before the events, its metadata is written with `$tb` = the
    /// first of their revisions.
    This,
    /// The stream holds the metadata of this one, which is softly deleted. Behind the events, the
    /// last of them is written again with `$tb` = this revision.
    Original(StreamName, Revision),
}

/// Judges an append to one stream as `KurrentDB`'s index writer does.
pub(crate) fn judge<S: Streams>(
    stream: &StreamName,
    expected: ExpectedRevision,
    events: &[NewEvent],
    streams: &mut S,
) -> Result<Verdict, S::Error> {
    let mut head = streams.head(stream)?;
    let mut undelete = Undelete::No;
    if let Some(original) = original_of(stream) {
        let of = streams.head(&original)?;
        match of.state {
            StreamState::Live => {}
            StreamState::Deleted => undelete = Undelete::Original(original, of.next()),
            StreamState::Tombstoned => head.state = StreamState::Tombstoned,
        }
    }
    if head.state == StreamState::Deleted {
        undelete = Undelete::This;
    }
    Ok(match check(stream, expected, events, &head, streams)? {
        Check::Met if events.is_empty() => {
            let last = head.last.filter(|_| head.state != StreamState::Tombstoned);
            Verdict::Done(Appended { revision: last, position: None })
        }
        Check::Met => Verdict::Write { first: head.next(), undelete },
        Check::Retry(done) => Verdict::Done(done),
        Check::Conflict => Verdict::Refused(conflict(stream, expected, &head)),
        Check::Deleted => Verdict::Refused(AppendError::StreamDeleted { stream: stream.clone() }),
    })
}

pub(crate) fn conflict(
    stream: &StreamName,
    expected: ExpectedRevision,
    head: &Head,
) -> AppendError {
    AppendError::WrongExpectedRevision { stream: stream.clone(), expected, actual: head.last }
}

/// What an expectation says of a stream.
#[derive(Debug)]
pub(super) enum Check {
    Met,
    Retry(Appended),
    Conflict,
    Deleted,
}

/// A new event with an id that the stream does not hold is enough to check a deletion with; none
/// checks the expectation only.
fn check<S: Streams>(
    stream: &StreamName,
    expected: ExpectedRevision,
    events: &[NewEvent],
    head: &Head,
    streams: &mut S,
) -> Result<Check, S::Error> {
    if let Some(check) = without_ids(expected, !events.is_empty(), head) {
        return Ok(check);
    }
    let ids = events.iter().map(|event| event.id);
    let behind = match expected {
        ExpectedRevision::Any | ExpectedRevision::Exists => {
            return held_anywhere(stream, ids, streams);
        }
        ExpectedRevision::NoStream => 0,
        ExpectedRevision::Exact(revision) => revision + 1,
    };
    held_from(stream, behind, ids, streams, {
        // A softly deleted stream counts as none, unless this is what began it.
        expected == ExpectedRevision::NoStream && head.state == StreamState::Deleted
    })
}

/// The part of the check that needs no ids; `None` when they decide.
pub(super) fn without_ids(expected: ExpectedRevision, writes: bool, head: &Head) -> Option<Check> {
    use ExpectedRevision::{Any, Exact, Exists, NoStream};
    if head.state == StreamState::Tombstoned {
        let met = !writes && matches!(expected, Any | NoStream);
        return Some(if met { Check::Met } else { Check::Deleted });
    }
    let deleted = head.state == StreamState::Deleted;
    match (expected, head.last) {
        (Exists, _) if deleted => Some(Check::Deleted),
        (Exists, None) if !head.has_metadata => Some(Check::Conflict),
        (Any | Exists | NoStream, None) => Some(Check::Met),
        (Any | Exists, Some(_)) => (!writes).then_some(Check::Met),
        (NoStream, Some(_)) if writes => None,
        (NoStream, Some(_)) => Some(if deleted { Check::Met } else { Check::Conflict }),
        (Exact(_), None) => Some(Check::Conflict),
        (Exact(revision), Some(last)) => match revision.cmp(&last) {
            Ordering::Less if writes => None,
            Ordering::Less | Ordering::Greater => Some(Check::Conflict),
            Ordering::Equal => Some(Check::Met),
        },
    }
}

/// Weak idempotency: the stream holds all ids, wherever, or not the first.
fn held_anywhere<S: Streams>(
    stream: &StreamName,
    ids: impl Iterator<Item = Uuid>,
    streams: &mut S,
) -> Result<Check, S::Error> {
    let mut last = None;
    for id in ids {
        match (streams.find(stream, id)?, last) {
            (Some(found), _) => last = Some(found),
            (None, None) => return Ok(Check::Met),
            (None, Some(_)) => return Ok(Check::Conflict),
        }
    }
    Ok(last.map_or(Check::Met, |(revision, position)| Check::Retry(answer(revision, position))))
}

/// Strong idempotency: the stream holds the ids in their order from this revision on.
fn held_from<S: Streams>(
    stream: &StreamName,
    first: Revision,
    ids: impl Iterator<Item = Uuid>,
    streams: &mut S,
    may_write: bool,
) -> Result<Check, S::Error> {
    let mut last = None;
    for (revision, id) in (first..).zip(ids) {
        match streams.id_at(stream, revision)? {
            Some((held, position)) if held == id => last = Some(answer(revision, position)),
            _ if last.is_none() && may_write => return Ok(Check::Met),
            _ => return Ok(Check::Conflict),
        }
    }
    Ok(last.map_or(Check::Conflict, Check::Retry))
}

fn answer(revision: Revision, position: Position) -> Appended {
    Appended { revision: Some(revision), position: Some(position) }
}

/// The moment of an append: UTC and 100 ns are what every engine can keep.
pub(crate) fn recording_time(clock: &dyn Clock) -> DateTimeOffset {
    let now = clock.now();
    DateTimeOffset::from_unix(now.unix_seconds(), now.subsec_nanos() / 100 * 100)
        .unwrap_or(DateTimeOffset::UNIX_EPOCH)
}

#[cfg(test)]
pub(super) mod tests;
