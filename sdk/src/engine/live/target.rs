use std::fmt;

use super::LiveSource;
use super::begin::Begin;
use crate::clock::DateTimeOffset;
use crate::engine::describe::describe;
use crate::engine::topic::Topic;
use crate::store::{
    EventStream, Filter, Progress, ReadAll, ReadError, ReadStream, RecordedEvent, Selection,
    SubscribeAll, SubscribeFrom, SubscribeStream,
};
use crate::stream::{Position, Revision, StreamName};

/// Dropped events between two checkpoints, unless the subscriber wants it otherwise.
const CHECKPOINT_INTERVAL: u32 = 1000;

/// What a subscription reads, and how far it has come in it.
pub(super) enum Target {
    Stream {
        stream: StreamName,
        resolve_links: bool,
        /// The last revision that was looked at.
        last: Option<Revision>,
    },
    Log {
        selection: Selection,
        filter: Option<Filter>,
        resolve_links: bool,
        checkpoint_interval: u32,
        /// Events that the filter has dropped since the last news.
        dropped: u32,
    },
}

/// What becomes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Give,
    Drop,
    /// It is dropped too, and so many were that the subscriber should know.
    Checkpoint,
}

impl Target {
    /// The log reaches up to `end` now.
    pub(super) fn stream(subscribe: SubscribeStream, end: u64) -> (Self, Begin) {
        let SubscribeStream { stream, from, resolve_links } = subscribe;
        let (last, begin) = match from {
            SubscribeFrom::Start => (None, Begin::Known(0)),
            SubscribeFrom::After(revision) => (Some(revision), Begin::Known(0)),
            SubscribeFrom::End => (None, Begin::end_of_stream(&stream, end)),
        };
        (Self::Stream { stream, resolve_links, last }, begin)
    }

    pub(super) fn log(subscribe: SubscribeAll, end: u64) -> (Self, Begin) {
        let begin = match subscribe.from {
            SubscribeFrom::Start => Begin::Known(0),
            SubscribeFrom::End => Begin::Known(end),
            SubscribeFrom::After(position) => Begin::after(position, end),
        };
        let target = Self::Log {
            selection: subscribe.selection,
            filter: subscribe.filter,
            resolve_links: subscribe.resolve_links,
            checkpoint_interval: subscribe
                .checkpoint_interval
                .map_or(CHECKPOINT_INTERVAL, std::num::NonZeroU32::get),
            dropped: 0,
        };
        (target, begin)
    }

    /// What it is about; `None` when it may be about any event.
    pub(super) fn topic(&self) -> Option<Topic> {
        match self {
            Self::Stream { stream, .. } => Topic::of_stream(stream),
            Self::Log { selection, .. } => Topic::of_selection(selection),
        }
    }

    /// Reads what comes next; `None` when there is nothing.
    pub(super) fn read(
        &self,
        source: &impl LiveSource,
        seen: u64,
        until: u64,
    ) -> Option<EventStream> {
        match self {
            Self::Stream { stream, resolve_links, last } => {
                let mut read = ReadStream::forwards(stream.clone());
                read.resolve_links = *resolve_links;
                if let Some(last) = last {
                    read = read.from_revision(last.checked_add(1)?);
                }
                Some(source.read_stream(read))
            }
            Self::Log { .. } if until <= seen => None,
            Self::Log { selection, resolve_links, .. } => {
                // The filter is applied here, so that dropped events count.
                let mut read = ReadAll::forwards(selection.clone());
                read.resolve_links = *resolve_links;
                Some(source.read_all(read.from_position(Position::single(seen.checked_add(1)?))))
            }
        }
    }

    pub(super) fn look_at(&mut self, event: &RecordedEvent) -> Result<Look, ReadError> {
        let what = match self {
            Self::Stream { last, .. } => {
                *last = Some(event.read_revision());
                return Ok(Look::Give);
            }
            Self::Log { filter: None, .. } => return Ok(Look::Give),
            Self::Log { filter: Some(filter), checkpoint_interval, dropped, .. } => {
                match filter.takes(event) {
                    Ok(true) => {
                        *dropped = 0;
                        return Ok(Look::Give);
                    }
                    Ok(false) if *dropped + 1 >= *checkpoint_interval => {
                        *dropped = 0;
                        return Ok(Look::Checkpoint);
                    }
                    Ok(false) => {
                        *dropped += 1;
                        return Ok(Look::Drop);
                    }
                    Err(source) => source,
                }
            }
        };
        Err(ReadError::Filter { what: self.to_string(), source: what })
    }

    /// Whether the last events were dropped without a checkpoint. Asked once.
    pub(super) fn take_dropped(&mut self) -> bool {
        match self {
            Self::Stream { .. } => false,
            Self::Log { dropped, .. } => std::mem::take(dropped) > 0,
        }
    }

    pub(super) fn progress(&self, position: Option<Position>, at: DateTimeOffset) -> Progress {
        match self {
            Self::Stream { last, .. } => Progress { revision: *last, position: None, at },
            Self::Log { .. } => Progress { revision: None, position, at },
        }
    }

    /// Sets where a subscription to a stream begins.
    pub(super) fn begin_behind(&mut self, revision: Revision) {
        if let Self::Stream { last, .. } = self {
            *last = Some(revision);
        }
    }
}

/// What is read, for errors.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream { stream, .. } => write!(f, "stream `{stream}`"),
            Self::Log { selection, .. } => f.write_str(&describe(selection)),
        }
    }
}
