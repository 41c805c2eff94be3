use std::task::{Context, Poll, ready};

use super::LiveSource;
use super::target::Target;
use crate::store::{EventStream, ReadAll, ReadError, ReadStream, Selection};
use crate::stream::{Position, StreamName};

/// Finds out where a subscription begins.
pub(super) enum Begin {
    /// Behind this position of the log. A stream knows its revision itself.
    Known(u64),
    /// Behind the last event of the stream that the log held up to this position.
    EndOfStream { stream: StreamName, end: u64, events: Option<EventStream> },
    /// Behind this position, if the log reaches so far. As far as is known, it does not, but another
    /// process may have written.
    Check { after: Position, events: Option<EventStream> },
}

impl Begin {
    pub(super) fn end_of_stream(stream: &StreamName, end: u64) -> Self {
        Self::EndOfStream { stream: stream.clone(), end, events: None }
    }

    pub(super) fn after(after: Position, end: u64) -> Self {
        if after.commit <= end {
            Self::Known(after.commit)
        } else {
            Self::Check { after, events: None }
        }
    }

    /// The position that was looked at already.
    pub(super) fn poll(
        &mut self,
        target: &mut Target,
        source: &impl LiveSource,
        context: &mut Context<'_>,
    ) -> Poll<Result<u64, ReadError>> {
        match self {
            Self::Known(seen) => Poll::Ready(Ok(*seen)),
            Self::EndOfStream { stream, end, events } => {
                let events = events.get_or_insert_with(|| {
                    source.read_stream(ReadStream::backwards(stream.clone()))
                });
                loop {
                    match ready!(events.as_mut().poll_next(context)) {
                        Some(Ok(event)) if event.position.is_some_and(|at| at.commit > *end) => {}
                        Some(Ok(event)) => {
                            target.begin_behind(event.revision);
                            return Poll::Ready(Ok(0));
                        }
                        None | Some(Err(ReadError::StreamNotFound { .. })) => {
                            return Poll::Ready(Ok(0));
                        }
                        Some(Err(error)) => return Poll::Ready(Err(error)),
                    }
                }
            }
            Self::Check { after, events } => {
                let read = || source.read_all(ReadAll::backwards(Selection::All).limit(1));
                let last = ready!(events.get_or_insert_with(read).as_mut().poll_next(context));
                let last = match last.transpose() {
                    Ok(last) => last.and_then(|event| event.position).map_or(0, |at| at.commit),
                    Err(error) => return Poll::Ready(Err(error)),
                };
                if after.commit <= last {
                    return Poll::Ready(Ok(after.commit));
                }
                Poll::Ready(Err(ReadError::InvalidPlace {
                    what: target.to_string(),
                    place: format!("position {after}"),
                    reason: format!(
                        "the log of `{}` ends at {last}, so this is a checkpoint from another store, \
                         or from before this one was restored; use one of this store, or begin at the start",
                        source.place()
                    ),
                }))
            }
        }
    }
}
