//! The rules of a deletion that all embedded engines share.

use bytes::Bytes;
use uuid::Uuid;

use super::append::{Check, Head, Streams, TOMBSTONE, conflict, without_ids};
use super::plan::{Write, metadata_event};
use super::reserved::{check_deletable, refused};
use crate::store::{AppendError, ContentType, DELETED, Deletion, NewEvent, StreamMetadata};
use crate::stream::{ExpectedRevision, StreamName};

/// The type of the event that ends a stream for ever.
pub(crate) const TOMBSTONE_TYPE: &str = "$streamDeleted";

/// What a deletion comes to.
#[derive(Debug, Clone)]
pub(crate) enum DeleteVerdict {
    /// One event has to be written: a `$metadata` event to the metadata stream, or the
    /// [tombstone](TOMBSTONE) to the stream itself. Its position is the answer.
    Write(Write),
    /// It cannot be.
    Refused(AppendError),
}

/// Judges a deletion as `KurrentDB` does. A stream that was never there cannot be deleted softly; it
/// can be tombstoned, so that it never will be. A soft deletion forgets the rest of the metadata.
pub(crate) fn judge_delete<S: Streams>(
    stream: &StreamName,
    expected: ExpectedRevision,
    deletion: Deletion,
    streams: &mut S,
) -> Result<DeleteVerdict, S::Error> {
    if let Err(error) = check_deletable(stream) {
        return Ok(DeleteVerdict::Refused(error));
    }
    let head = streams.head(stream)?;
    let never_was = head.last.is_none() && !head.has_metadata && deletion == Deletion::Soft;
    let check = match without_ids(expected, true, &head) {
        // The event of a deletion is new, so it is no retry.
        None => against_other_ids(expected, &head),
        Some(check) => check,
    };
    match check {
        Check::Deleted => {
            let error = AppendError::StreamDeleted { stream: stream.clone() };
            return Ok(DeleteVerdict::Refused(error));
        }
        Check::Met if !never_was => {}
        _ => return Ok(DeleteVerdict::Refused(conflict(stream, expected, &head))),
    }
    let write = match deletion {
        Deletion::Soft => {
            let Ok(metadata_stream) = StreamMetadata::stream_of(stream) else {
                let reason = "its name is too long for a metadata stream (`$$…`), so it can only be \
                     tombstoned";
                return Ok(DeleteVerdict::Refused(refused(stream, reason)));
            };
            let metadata =
                StreamMetadata { truncate_before: Some(DELETED), ..StreamMetadata::default() };
            let first = streams.head(&metadata_stream)?.next();
            let events = vec![metadata_event(metadata.to_json())];
            Write { stream: metadata_stream, first, events, append: None }
        }
        Deletion::Tombstone => Write {
            stream: stream.clone(),
            first: TOMBSTONE,
            events: vec![tombstone()],
            append: None,
        },
    };
    Ok(DeleteVerdict::Write(write))
}

fn against_other_ids(expected: ExpectedRevision, head: &Head) -> Check {
    use super::append::StreamState::Deleted;
    match expected {
        ExpectedRevision::Any | ExpectedRevision::Exists => Check::Met,
        ExpectedRevision::NoStream if head.state == Deleted => Check::Met,
        ExpectedRevision::NoStream | ExpectedRevision::Exact(_) => Check::Conflict,
    }
}

fn tombstone() -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        event_type: TOMBSTONE_TYPE.into(),
        content_type: ContentType::Binary,
        data: Bytes::new(),
        metadata: Bytes::new(),
    }
}

#[cfg(test)]
mod tests;
