use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Statement, params};
use uuid::Uuid;

use super::heads::{Head, Heads};
use super::row::{content_code, from_column, ticks, to_column};
use super::verdict::{Held, Verdict, retry_or_reuse};
use crate::clock::DateTimeOffset;
use crate::store::{AppendError, Appended, NewEvent};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// How often to ask for the write lock that another process holds. `SQLite` itself asks every 100 ms
/// in the end, and then hardly ever finds the gap between two groups of a busy writer.
const LOCK_INTERVAL: Duration = Duration::from_millis(1);

/// The log as its one writer sees it: inside a transaction.
pub(super) struct Log<'c> {
    connection: &'c Connection,
    busy_timeout: Duration,
    heads: Heads,
    /// Changes when another connection has written.
    data_version: Option<i64>,
    begin: Statement<'c>,
    commit: Statement<'c>,
    version: Statement<'c>,
    last_position: Statement<'c>,
    find_stream: Statement<'c>,
    add_stream: Statement<'c>,
    find_category: Statement<'c>,
    add_category: Statement<'c>,
    find_type: Statement<'c>,
    add_type: Statement<'c>,
    add_event: Statement<'c>,
    remove_from: Statement<'c>,
    find_id: Statement<'c>,
    at_revision: Statement<'c>,
}

impl<'c> Log<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        busy_timeout: Duration,
    ) -> rusqlite::Result<Self> {
        let prepare = |sql| connection.prepare(sql);
        Ok(Self {
            connection,
            busy_timeout,
            heads: Heads::default(),
            data_version: None,
            begin: prepare("BEGIN IMMEDIATE")?,
            commit: prepare("COMMIT")?,
            version: prepare("PRAGMA data_version")?,
            last_position: prepare("SELECT max(position) FROM events")?,
            find_stream: prepare(
                "SELECT id, category_id, (SELECT max(revision) FROM events WHERE stream_id = id)
                 FROM streams WHERE name = ?1",
            )?,
            add_stream: prepare("INSERT INTO streams (category_id, name) VALUES (?1, ?2)")?,
            find_category: prepare("SELECT id FROM categories WHERE name = ?1")?,
            add_category: prepare("INSERT INTO categories (name) VALUES (?1)")?,
            find_type: prepare("SELECT id FROM types WHERE name = ?1")?,
            add_type: prepare("INSERT INTO types (name) VALUES (?1)")?,
            add_event: prepare(
                "INSERT INTO events (position, stream_id, revision, category_id, type_id, event_id,
                                     content_type, recorded_at, metadata, data)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            remove_from: prepare("DELETE FROM events WHERE position >= ?1")?,
            find_id: prepare("SELECT revision FROM events WHERE event_id = ?1 AND stream_id = ?2")?,
            at_revision: prepare(
                "SELECT event_id, position FROM events WHERE stream_id = ?1 AND revision = ?2",
            )?,
        })
    }

    /// Takes the write lock.
    pub(super) fn begin(&mut self) -> rusqlite::Result<()> {
        let deadline = Instant::now().checked_add(self.busy_timeout);
        loop {
            match self.begin.execute([]) {
                Ok(_) => break,
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                        && deadline.is_none_or(|deadline| Instant::now() < deadline) =>
                {
                    sleep(LOCK_INTERVAL);
                }
                Err(error) => return Err(error),
            }
        }
        let version = self.version.query_row([], |row| row.get(0))?;
        if self.data_version != Some(version) {
            self.heads.forget();
            self.data_version = Some(version);
        }
        Ok(())
    }

    /// Makes everything since [`begin`](Self::begin) durable.
    pub(super) fn commit(&mut self) -> rusqlite::Result<()> {
        self.commit.execute([]).map(drop)
    }

    /// Takes everything since [`begin`](Self::begin) back.
    pub(super) fn rollback(&mut self) {
        self.heads.forget();
        // SQLite may have done it already. When it cannot, the next BEGIN fails and says why.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Appends inside the transaction. The outer error ends the transaction for all; the inner one
    /// is the answer to this append, which has left no trace.
    pub(super) fn append(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: &[NewEvent],
        recorded_at: DateTimeOffset,
    ) -> rusqlite::Result<Result<Appended, AppendError>> {
        let head = self.head(stream)?;
        let last = head.map(|head| head.last);
        let conflict = || {
            let stream = stream.clone();
            Ok(Err(AppendError::WrongExpectedRevision { stream, expected, actual: last }))
        };
        match (Verdict::of(expected, last), head) {
            (Verdict::Conflict, _) | (Verdict::RetryAt(_), None) => conflict(),
            (Verdict::RetryAt(first), Some(head)) => match self.retry(head, first, events)? {
                Some(answer) => Ok(Ok(answer)),
                None => conflict(),
            },
            (Verdict::Met, _) if events.is_empty() => {
                Ok(Ok(Appended { revision: last, position: None }))
            }
            (Verdict::Met, None) => {
                let head = self.create(stream)?;
                // The ids differ, so a new stream can take all of them.
                self.write(stream, head, 0, events, recorded_at).map(Ok)
            }
            (Verdict::Met, Some(head)) => {
                let first = self.next_position()?;
                match self.write(stream, head, head.last + 1, events, recorded_at) {
                    Err(error) if is_constraint(&error) => {
                        self.remove_from.execute([first])?;
                        match self.held(stream, head, expected, events)? {
                            Some(answer) => Ok(answer),
                            None => Err(error),
                        }
                    }
                    result => result.map(Ok),
                }
            }
        }
    }

    fn head(&mut self, stream: &StreamName) -> rusqlite::Result<Option<Head>> {
        if let Some(head) = self.heads.find(stream) {
            return Ok(Some(head));
        }
        let head = self
            .find_stream
            .query_row([stream.as_str()], |row| {
                let last: Option<i64> = row.get(2)?;
                Ok(last.map(|last| {
                    Ok::<_, rusqlite::Error>(Head {
                        stream_id: row.get(0)?,
                        category_id: row.get(1)?,
                        last: from_column(last),
                    })
                }))
            })
            .optional()?
            .flatten()
            .transpose()?;
        if let Some(head) = head {
            self.heads.put(stream.clone(), head);
        }
        Ok(head)
    }

    fn next_position(&mut self) -> rusqlite::Result<i64> {
        let last = match self.heads.last_position {
            Some(last) => last,
            None => {
                self.last_position.query_row([], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0)
            }
        };
        self.heads.last_position = Some(last);
        Ok(last + 1)
    }

    fn create(&mut self, stream: &StreamName) -> rusqlite::Result<Head> {
        let category = stream.category();
        let category_id = if let Some(id) = self.heads.category_id(category) {
            id
        } else {
            let id = find_or_add(&mut self.find_category, &mut self.add_category, category)?;
            self.heads.put_category(category, id);
            id
        };
        let stream_id = self.add_stream.insert(params![category_id, stream.as_str()])?;
        Ok(Head { stream_id, category_id, last: 0 })
    }

    fn type_id(&mut self, name: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(id) = self.heads.type_id(name) {
            return Ok(id);
        }
        let id = find_or_add(&mut self.find_type, &mut self.add_type, name)?;
        self.heads.put_type(Arc::clone(name), id);
        Ok(id)
    }

    fn write(
        &mut self,
        stream: &StreamName,
        head: Head,
        first: Revision,
        events: &[NewEvent],
        recorded_at: DateTimeOffset,
    ) -> rusqlite::Result<Appended> {
        let mut position = self.next_position()? - 1;
        let mut revision = to_column(first) - 1;
        let recorded_at = ticks(recorded_at);
        for event in events {
            let type_id = self.type_id(&event.event_type)?;
            position += 1;
            revision += 1;
            self.add_event.execute(params![
                position,
                head.stream_id,
                revision,
                head.category_id,
                type_id,
                event.id.as_bytes().as_slice(),
                content_code(event.content_type),
                recorded_at,
                &*event.metadata,
                &*event.data,
            ])?;
        }
        let last = from_column(revision);
        self.heads.put(stream.clone(), Head { last, ..head });
        self.heads.last_position = Some(position);
        Ok(answer(last, position))
    }

    /// The answer of an append whose events stand at a revision; `None` when others stand there.
    fn retry(
        &mut self,
        head: Head,
        first: Revision,
        events: &[NewEvent],
    ) -> rusqlite::Result<Option<Appended>> {
        let mut last = None;
        for (revision, event) in (first..).zip(events) {
            let stored = self
                .at_revision
                .query_row(params![head.stream_id, to_column(revision)], |row| {
                    let same = row.get_ref(0)?.as_blob()? == event.id.as_bytes();
                    Ok((same, row.get::<_, i64>(1)?))
                })
                .optional()?;
            match stored {
                Some((true, position)) => last = Some(answer(revision, position)),
                _ => return Ok(None),
            }
        }
        Ok(last)
    }

    /// The answer when the stream holds one of the ids; `None` when it holds none.
    fn held(
        &mut self,
        stream: &StreamName,
        head: Head,
        expected: ExpectedRevision,
        events: &[NewEvent],
    ) -> rusqlite::Result<Option<Result<Appended, AppendError>>> {
        let find_id = &mut self.find_id;
        let find = |id: Uuid| {
            find_id
                .query_row(params![id.as_bytes().as_slice(), head.stream_id], |row| row.get(0))
                .optional()
                .map(|revision| revision.map(from_column))
        };
        match retry_or_reuse(expected, events.iter().map(|event| event.id), find)? {
            Held::Nothing => Ok(None),
            Held::Some => {
                let (stream, actual) = (stream.clone(), Some(head.last));
                Ok(Some(Err(AppendError::WrongExpectedRevision { stream, expected, actual })))
            }
            Held::All { first } => Ok(self.retry(head, first, events)?.map(Ok)),
        }
    }
}

fn answer(revision: Revision, position: i64) -> Appended {
    let position = Position::single(from_column(position));
    Appended { revision: Some(revision), position: Some(position) }
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn find_or_add(
    find: &mut Statement<'_>,
    add: &mut Statement<'_>,
    name: &str,
) -> rusqlite::Result<i64> {
    match find.query_row([name], |row| row.get(0)).optional()? {
        Some(id) => Ok(id),
        None => add.insert([name]),
    }
}
