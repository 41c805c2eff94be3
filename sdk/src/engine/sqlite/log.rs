mod runs;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Statement, params};
use uuid::Uuid;

use super::follow::{TOMBSTONE, follow};
use super::heads::{Head, State};
use super::index::{Entry, Filters, IndexError, Key, Kind, Runs, Seek, Tail};
use super::names::{Names, stream_id};
use super::options::SqliteOptions;
use super::row::{Record, from_column, record, ticks, to_column};
use crate::clock::DateTimeOffset;
use crate::engine::append::{self, StreamState, Streams, Undelete, Verdict, judge};
use crate::engine::correlation::correlation_id;
use crate::engine::deletion::{DeleteVerdict, judge_delete};
use crate::engine::growth::Grown;
use crate::engine::plan::{MetadataStreams, Plan, Write, plan, writes};
use crate::engine::reserved::{is_metadata, original_of};
use crate::engine::topic::Topic;
use crate::engine::virtual_stream::category_of;
use crate::engine::visibility::Truncation;
use crate::store::{
    AppendError, Appended, Deleted, Deletion, NewEvent, StreamAppend, StreamMetadata,
};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// How often to ask for the write lock that another process holds. `SQLite` itself asks every 100 ms
/// in the end, and then hardly ever finds the gap between two groups of a busy writer.
const LOCK_INTERVAL: Duration = Duration::from_millis(1);

/// The log as its one writer sees it: inside a transaction.
pub(super) struct Log<'c> {
    connection: &'c Connection,
    busy_timeout: Duration,
    /// Events in the tail after which it becomes a run.
    tail_events: usize,
    tail: Arc<Mutex<Tail>>,
    names: Names<'c>,
    runs: Runs,
    /// The next ordinal of categories and types.
    ordinals: HashMap<Key, i64>,
    /// Changes when another connection has written.
    data_version: Option<i64>,
    /// The last position of the log, in this transaction.
    last: i64,
    /// The last position that is committed.
    committed: i64,
    /// What was appended since the last that was [told](Self::told) of is about.
    topics: Vec<Topic>,
    /// Somebody else has appended since then.
    others_appended: bool,
    /// Whether the tail has become a run in this transaction.
    flushed: bool,
    /// Bytes of the index that were written since somebody asked.
    indexed: usize,
    record: Vec<u8>,
    begin: Statement<'c>,
    commit: Statement<'c>,
    version: Statement<'c>,
    add_event: Statement<'c>,
}

pub(super) fn lock(tail: &Mutex<Tail>) -> MutexGuard<'_, Tail> {
    // A panic elsewhere cannot have left it half changed: nothing in it panics.
    tail.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answer<T> = Result<Result<T, AppendError>, IndexError>;

impl<'c> Log<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        options: &SqliteOptions,
        tail: Arc<Mutex<Tail>>,
        filters: Arc<Filters>,
    ) -> rusqlite::Result<Self> {
        connection.set_prepared_statement_cache_capacity(64);
        let prepare = |sql| connection.prepare(sql);
        Ok(Self {
            connection,
            busy_timeout: options.busy_timeout,
            tail_events: options.tail_events,
            tail,
            names: Names::new(connection),
            runs: Runs::new(filters),
            ordinals: HashMap::new(),
            data_version: None,
            last: 0,
            committed: 0,
            topics: Vec::new(),
            others_appended: false,
            flushed: false,
            indexed: 0,
            record: Vec::new(),
            begin: prepare("BEGIN IMMEDIATE")?,
            commit: prepare("COMMIT")?,
            version: prepare("PRAGMA data_version")?,
            add_event: prepare(
                "INSERT INTO events (position, stream_id, revision, type_id, recorded_at, record)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
        })
    }

    /// Takes the write lock, and sees what others have written.
    pub(super) fn begin(&mut self) -> Result<(), IndexError> {
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
                Err(error) => return Err(error.into()),
            }
        }
        let version = self.version.query_row([], |row| row.get(0))?;
        if self.data_version != Some(version) {
            self.others_appended = true;
            self.forget();
            self.catch_up()?;
            self.data_version = Some(version);
        }
        Ok(())
    }

    /// The last position of the log as it is now; reads the tail of it.
    pub(super) fn look(&mut self) -> Result<Position, IndexError> {
        self.connection.execute_batch("BEGIN")?;
        self.catch_up()?;
        self.connection.execute_batch("COMMIT")?;
        Ok(Position::single(from_column(self.last)))
    }

    /// Brings the index up to the transaction that is open.
    pub(super) fn catch_up(&mut self) -> Result<(), IndexError> {
        self.runs.refresh(self.connection)?;
        let last = last_position(self.connection)?;
        follow(self.connection, &self.runs, last, &mut lock(&self.tail))?;
        self.last = last.max(self.runs.mark());
        self.committed = self.last;
        Ok(())
    }

    /// Makes everything since [`begin`](Self::begin) durable; the last position of the log.
    pub(super) fn commit(&mut self) -> Result<Position, IndexError> {
        if lock(&self.tail).len() >= self.tail_events {
            self.flush()?;
        }
        self.commit.execute([])?;
        self.committed = self.last;
        if std::mem::take(&mut self.flushed) {
            *lock(&self.tail) = Tail::behind(self.last);
        }
        Ok(Position::single(from_column(self.last)))
    }

    /// Where the log has grown since the last that was told of.
    pub(super) fn grown(&self) -> Grown<'_> {
        if self.others_appended { Grown::Anywhere } else { Grown::About(&self.topics) }
    }

    /// Everybody has been told of what was committed.
    pub(super) fn told(&mut self) {
        self.topics.clear();
        self.others_appended = false;
    }

    /// Takes everything since [`begin`](Self::begin) back.
    pub(super) fn rollback(&mut self) {
        self.forget();
        self.topics.clear();
        self.flushed = false;
        lock(&self.tail).retract(self.committed);
        // SQLite may have done it already. When it cannot, the next BEGIN fails and says why.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn forget(&mut self) {
        self.names.heads.forget();
        self.runs.forget();
        self.ordinals.clear();
        self.data_version = None;
    }

    /// Appends inside the transaction. The outer error ends the transaction for all; the inner one
    /// is the answer to this append, which has left no trace.
    pub(super) fn append(&mut self, append: &StreamAppend, at: DateTimeOffset) -> Answer<Appended> {
        let StreamAppend { stream, expected, events } = append;
        match judge(stream, *expected, events, self)? {
            Verdict::Refused(error) => Ok(Err(error)),
            Verdict::Done(answer) => Ok(Ok(answer)),
            Verdict::Write { first, undelete: Undelete::No } if !is_metadata(stream) => {
                self.write(stream, first, events, at).map(Ok)
            }
            Verdict::Write { first, undelete } => {
                let (stream, events) = (stream.clone(), events.clone());
                let append = Write { stream, first, events, append: Some(0) };
                let writes = writes(append, undelete, self)?;
                let nothing = Appended { revision: None, position: None };
                let mut answers = [nothing];
                self.write_all(&writes, &mut answers, at)?;
                Ok(Ok(answers[0]))
            }
        }
    }

    /// Appends to many streams, all or none.
    pub(super) fn append_many(
        &mut self,
        appends: Vec<StreamAppend>,
        at: DateTimeOffset,
    ) -> Answer<Vec<Appended>> {
        // Everything is judged before anything is written, so nothing has to be taken back.
        match plan(appends, self)? {
            Plan::Refused(error) => Ok(Err(error)),
            Plan::Done(answers) => Ok(Ok(answers)),
            Plan::Write(writes, mut answers) => {
                self.write_all(&writes, &mut answers, at)?;
                Ok(Ok(answers))
            }
        }
    }

    /// Deletes inside the transaction.
    pub(super) fn delete(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
        at: DateTimeOffset,
    ) -> Answer<Deleted> {
        match judge_delete(stream, expected, deletion, self)? {
            DeleteVerdict::Refused(error) => Ok(Err(error)),
            DeleteVerdict::Write(write) => {
                self.write_all(&[write], &mut [], at)?;
                Ok(Ok(Deleted { position: Some(Position::single(from_column(self.last))) }))
            }
        }
    }

    fn write_all(
        &mut self,
        writes: &[Write],
        answers: &mut [Appended],
        at: DateTimeOffset,
    ) -> Result<(), IndexError> {
        for write in writes {
            let answer = self.write(&write.stream, write.first, &write.events, at)?;
            if let Some(place) = write.append.and_then(|append| answers.get_mut(append)) {
                *place = answer;
            }
            if let (Some(of), Some(last)) = (original_of(&write.stream), write.events.last()) {
                self.describe(&of, Truncation::of_event(last.content_type, &last.data))?;
            }
        }
        Ok(())
    }

    /// Writes events to a stream; the rules have allowed it.
    fn write(
        &mut self,
        stream: &StreamName,
        first: Revision,
        events: &[NewEvent],
        at: DateTimeOffset,
    ) -> Result<Appended, IndexError> {
        let mut head = match self.stream(stream)? {
            Some(head) => head,
            None if first == 0 => self.names.add_stream(stream)?,
            None => self.names.add_lone_stream(stream)?,
        };
        self.topics.extend(Topic::of_event_in(stream));
        let recorded_at = ticks(at);
        let mut revision = to_column(first);
        for event in events {
            self.put(stream, head, revision, event, recorded_at)?;
            head.last = revision;
            revision = revision.saturating_add(1);
        }
        if first == append::TOMBSTONE {
            head.state = State::Tombstoned;
            self.connection
                .prepare_cached(
                    "INSERT INTO stream_states (stream_id, tombstoned) VALUES (?1, 1)
                     ON CONFLICT (stream_id) DO UPDATE SET tombstoned = 1",
                )?
                .execute([head.stream_id])?;
        }
        self.names.heads.put(stream, head);
        Ok(Appended {
            revision: Some(from_column(head.last)),
            position: Some(Position::single(from_column(self.last))),
        })
    }

    /// Writes one event.
    fn put(
        &mut self,
        stream: &StreamName,
        head: Head,
        at_revision: i64,
        event: &NewEvent,
        recorded_at: i64,
    ) -> Result<(), IndexError> {
        let type_id = self.names.event_type(&event.event_type)?;
        let position = self.last + 1;
        record(stream, event, &mut self.record);
        self.add_event.execute(params![
            position,
            head.stream_id,
            at_revision,
            type_id,
            recorded_at,
            self.record,
        ])?;
        self.last = position;
        lock(&self.tail).push(&Entry {
            position,
            stream_id: head.stream_id,
            revision: (at_revision != TOMBSTONE).then_some(at_revision),
            category_id: category_of(stream).map(|_| head.category_id),
            type_id,
            id: Some(event.id),
            correlation: correlation_id(&event.metadata).map(|id| Key::of_correlation(&id)),
            name: (at_revision == 0).then(|| Key::of_name(stream.as_str().as_bytes())),
        });
        Ok(())
    }

    /// A stream that has a row; its last revision is -1 when it has no events.
    fn stream(&mut self, stream: &StreamName) -> Result<Option<Head>, IndexError> {
        if let Some(head) = self.names.heads.find(stream) {
            return Ok(Some(head));
        }
        let key = Key::of_name(stream.as_str().as_bytes());
        let places = self.places(key)?;
        let Some(id) = stream_id(self.connection, stream, places)? else { return Ok(None) };
        let mut head = self.names.stream(id)?;
        let key = Key::new(Kind::Stream, head.stream_id);
        head.last = self.last_ordinal(key)?.unwrap_or(-1);
        self.names.heads.put(stream, head);
        Ok(Some(head))
    }

    /// The last revision of a stream.
    pub(super) fn last_ordinal(&self, key: Key) -> Result<Option<i64>, IndexError> {
        {
            let tail = lock(&self.tail);
            let (first, positions) = tail.list(key);
            if !positions.is_empty() {
                return Ok(Some(first + i64::try_from(positions.len()).unwrap_or(0) - 1));
            }
        }
        Ok(self.runs.last(self.connection, key)?.map(|place| place.ordinal))
    }

    /// All positions of a list, the newest first.
    fn places(&self, key: Key) -> Result<Vec<i64>, IndexError> {
        let mut places: Vec<i64> = lock(&self.tail).list(key).1.iter().rev().copied().collect();
        let mut in_runs = Vec::new();
        self.runs.collect(self.connection, key, Seek::Down(i64::MAX), usize::MAX, &mut in_runs)?;
        places.extend(in_runs.iter().map(|place| place.position));
        Ok(places)
    }

    pub(super) fn connection(&self) -> &'c Connection {
        self.connection
    }

    fn record_at(&self, position: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        self.connection
            .prepare_cached("SELECT record FROM events WHERE position = ?1")?
            .query_row([position], |row| row.get(0))
            .optional()
    }

    /// Keeps what the metadata of a stream hides where readers look for it.
    pub(super) fn describe(
        &mut self,
        stream: &StreamName,
        truncation: Truncation,
    ) -> Result<(), IndexError> {
        let mut head = match self.stream(stream)? {
            Some(head) => head,
            None => self.names.add_lone_stream(stream)?,
        };
        self.connection
            .prepare_cached(
                "INSERT INTO stream_states (stream_id, tombstoned, truncate_before, max_count, max_age)
                 VALUES (?1, 0, ?2, ?3, ?4) ON CONFLICT (stream_id) DO UPDATE SET
                 truncate_before = ?2, max_count = ?3, max_age = ?4",
            )?
            .execute(params![
                head.stream_id,
                to_column(truncation.before),
                truncation.max_count.map(to_column),
                truncation.max_age.map(|age| to_column(age.as_secs())),
            ])?;
        if head.state != State::Tombstoned {
            head.state = if truncation.is_deleted() { State::Deleted } else { State::Described };
        }
        self.names.heads.put(stream, head);
        Ok(())
    }

    fn position_of(&self, stream_id: i64, revision: Revision) -> Result<Option<i64>, IndexError> {
        let key = Key::new(Kind::Stream, stream_id);
        let revision = to_column(revision);
        {
            let tail = lock(&self.tail);
            let (first, positions) = tail.list(key);
            if !positions.is_empty() && revision >= first {
                let index = usize::try_from(revision - first).unwrap_or(usize::MAX);
                return Ok(positions.get(index).copied());
            }
        }
        let place = self.runs.at(self.connection, key, revision)?;
        Ok(place.filter(|place| place.ordinal == revision).map(|place| place.position))
    }
}

impl Streams for Log<'_> {
    type Error = IndexError;

    fn head(&mut self, stream: &StreamName) -> Result<append::Head, IndexError> {
        let Some(head) = self.stream(stream)? else { return Ok(append::Head::default()) };
        Ok(append::Head {
            last: u64::try_from(head.last).ok(),
            state: match head.state {
                State::Plain | State::Described => StreamState::Live,
                State::Deleted => StreamState::Deleted,
                State::Tombstoned => StreamState::Tombstoned,
            },
            has_metadata: head.state != State::Plain,
        })
    }

    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, IndexError> {
        let Some(head) = self.stream(stream)? else { return Ok(None) };
        let Some(position) = self.position_of(head.stream_id, revision)? else { return Ok(None) };
        let record = self.record_at(position)?;
        let id = record.as_deref().and_then(Record::parse).map(|record| record.id);
        Ok(id.map(|id| (id, Position::single(from_column(position)))))
    }

    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, IndexError> {
        let Some(Head { stream_id, .. }) = self.stream(stream)? else { return Ok(None) };
        let key = Key::of_id(id);
        // Where an id stands twice, the newest answers.
        let places = self.places(key)?;
        let mut event = self
            .connection
            .prepare_cached("SELECT stream_id, revision, record FROM events WHERE position = ?1")?;
        for position in places {
            let found = event
                .query_row([position], |row| {
                    let same = row.get::<_, i64>(0)? == stream_id
                        && Record::parse(row.get_ref(2)?.as_blob()?)
                            .is_some_and(|record| record.id == id);
                    Ok(if same { Some(row.get::<_, i64>(1)?) } else { None })
                })
                .optional()?
                .flatten();
            if let Some(revision) = found {
                let position = Position::single(from_column(position));
                return Ok(Some((from_column(revision), position)));
            }
        }
        Ok(None)
    }
}

impl MetadataStreams for Log<'_> {
    fn metadata(&mut self, stream: &StreamName) -> Result<Option<Bytes>, IndexError> {
        let Ok(of) = StreamMetadata::stream_of(stream) else { return Ok(None) };
        let Some(head) = self.stream(&of)? else { return Ok(None) };
        let Ok(last) = u64::try_from(head.last) else { return Ok(None) };
        let Some(position) = self.position_of(head.stream_id, last)? else { return Ok(None) };
        let record = self.record_at(position)?;
        let record = record.as_deref().and_then(Record::parse);
        Ok(record.map(|record| Bytes::copy_from_slice(record.data())))
    }
}

/// The last number that was given to a run.
pub(super) fn last_run(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT last_run FROM index_state", [], |row| row.get(0))
}

/// The last position of the log, 0 when it is empty.
pub(super) fn last_position(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT max(position) FROM events")?
        .query_row([], |row| row.get::<_, Option<i64>>(0))
        .map(|last| last.unwrap_or(0))
}
