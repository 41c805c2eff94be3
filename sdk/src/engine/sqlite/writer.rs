use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::error::storage_error;
use super::log::Log;
use super::queue::Queue;
use crate::clock::DateTimeOffset;
use crate::store::{AppendError, Appended, NewEvent, StorageError};
use crate::stream::{ExpectedRevision, StreamName};

/// The most events that share a commit, unless one append alone has more.
const GROUP_EVENTS: usize = 2048;
/// The most bytes that share a commit, unless one append alone has more.
const GROUP_BYTES: usize = 8 * 1024 * 1024;

/// An append on its way to the writer.
pub(super) struct Request {
    pub(super) stream: StreamName,
    pub(super) expected: ExpectedRevision,
    pub(super) events: Vec<NewEvent>,
    pub(super) recorded_at: DateTimeOffset,
    /// Payloads and metadata.
    pub(super) bytes: usize,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
    /// The room that the request takes up in the queue.
    #[expect(dead_code, reason = "held, not read: dropping it makes room")]
    pub(super) room: OwnedSemaphorePermit,
}

type Answer = (oneshot::Sender<Result<Appended, AppendError>>, Result<Appended, AppendError>);

/// Commits requests in groups until the queue is closed and empty, then checkpoints.
///
/// A group is what waits when the previous commit is done: it grows with the load, and nobody waits
/// for it to fill.
pub(super) fn run(
    connection: Connection,
    path: &Path,
    busy_timeout: Duration,
    requests: &Queue<Request>,
) -> Result<(), StorageError> {
    // Whatever ends this thread, nobody is to wait for it.
    let _abandon = AbandonOnDrop(requests);
    let failed = |error: rusqlite::Error| storage_error(path, &error);
    {
        let mut log = Log::new(&connection, busy_timeout).map_err(failed)?;
        let mut group = Vec::new();
        let mut answers = Vec::new();
        while let Some(first) = requests.pop() {
            gather(first, requests, &mut group);
            commit(&mut log, path, &mut group, &mut answers);
            for (sender, answer) in answers.drain(..) {
                // Whoever is gone does not want to know.
                let _ = sender.send(answer);
            }
        }
    }
    // Another process that reads or writes prevents nothing but the shortening of the log.
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .or_else(|error| if is_busy(&error) { Ok(()) } else { Err(error) })
        .map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

fn gather(first: Request, requests: &Queue<Request>, group: &mut Vec<Request>) {
    let mut events = first.events.len();
    let mut bytes = first.bytes;
    group.push(first);
    requests.drain_while(group, |next| {
        events = events.saturating_add(next.events.len());
        bytes = bytes.saturating_add(next.bytes);
        events <= GROUP_EVENTS && bytes <= GROUP_BYTES
    });
}

/// Appends a group in one transaction. Answers come after the commit: before it, nothing that was
/// read or written is true yet, not even a conflict.
fn commit(log: &mut Log<'_>, path: &Path, group: &mut Vec<Request>, answers: &mut Vec<Answer>) {
    // What was cancelled while it waited is not begun.
    group.retain(|request| !request.answer.is_closed());
    if group.is_empty() {
        return;
    }
    let mut results = Vec::with_capacity(group.len());
    let done = log.begin().and_then(|()| {
        for request in &*group {
            results.push(log.append(
                &request.stream,
                request.expected,
                &request.events,
                request.recorded_at,
            )?);
        }
        log.commit()
    });
    match done {
        Ok(()) => {
            answers.extend(
                group.drain(..).zip(results).map(|(request, result)| (request.answer, result)),
            );
        }
        Err(error) => {
            log.rollback();
            let source = storage_error(path, &error);
            answers.extend(group.drain(..).map(|request| {
                let source = source.clone();
                (request.answer, Err(AppendError::Storage { stream: request.stream, source }))
            }));
        }
    }
}

struct AbandonOnDrop<'a>(&'a Queue<Request>);

impl Drop for AbandonOnDrop<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}
