use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::row::{content_type, from_column, moment};
use crate::store::{Direction, ReadAll, ReadFrom, ReadStream, RecordedEvent, Selection};
use crate::stream::{Position, StreamName};

/// Events in a page: enough to make the way to a thread and back cheap.
const PAGE_EVENTS: u64 = 256;
/// Bytes of payload and metadata after which a page ends early. A reader holds two pages.
const PAGE_BYTES: usize = 1024 * 1024;
/// Names that a reader remembers of each kind.
const NAMES: usize = 8192;

/// Where a read has got to. Between two pages it holds nothing open: the next page begins behind
/// the last event, and a log that only grows at its end needs no snapshot for that.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    what: What,
    direction: Direction,
    /// The next revision of a stream, or position of the log, in the direction of the read.
    at: i64,
    /// Events still wanted.
    left: u64,
}

#[derive(Debug, Clone)]
enum What {
    Stream(StreamName),
    Log(Selection),
}

/// Some events, and where to go on.
pub(super) struct Page {
    pub(super) events: Vec<RecordedEvent>,
    pub(super) next: Option<Cursor>,
}

/// Why there is no page.
pub(super) enum PageError {
    NotFound(StreamName),
    Sqlite(rusqlite::Error),
    /// The file holds what this program would not write.
    Damaged(&'static str),
}

impl From<rusqlite::Error> for PageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Cursor {
    pub(super) fn of_stream(read: ReadStream) -> Self {
        Self::new(What::Stream(read.stream), read.direction, read.from, read.limit)
    }

    pub(super) fn of_log(read: ReadAll) -> Self {
        let from = match read.from {
            ReadFrom::At(position) => ReadFrom::At(position.commit),
            ReadFrom::Start => ReadFrom::Start,
            ReadFrom::End => ReadFrom::End,
        };
        Self::new(What::Log(read.selection), read.direction, from, read.limit)
    }

    fn new(what: What, direction: Direction, from: ReadFrom<u64>, limit: Option<u64>) -> Self {
        let left = limit.unwrap_or(u64::MAX);
        let clamp = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
        let (direction, at, left) = match (direction, from) {
            (Direction::Forwards, ReadFrom::Start) => (direction, 0, left),
            (Direction::Forwards, ReadFrom::End) => (direction, 0, 0),
            (Direction::Backwards, ReadFrom::End) => (direction, i64::MAX, left),
            (_, ReadFrom::At(at)) => (direction, clamp(at), left),
            // The oldest event, and then there is no other.
            (Direction::Backwards, ReadFrom::Start) => (Direction::Forwards, 0, left.min(1)),
        };
        Self { what, direction, at, left }
    }

    /// What is being read, for errors.
    pub(super) fn describe(&self) -> String {
        match &self.what {
            What::Stream(stream) => format!("stream `{stream}`"),
            What::Log(Selection::All) => "the log".into(),
            What::Log(Selection::Category(category)) => format!("category `{category}`"),
            What::Log(Selection::Correlation(id)) => format!("the events of correlation `{id}`"),
            What::Log(Selection::Streams) => "the streams".into(),
            What::Log(Selection::EventType(name)) => format!("the events of type `{name}`"),
        }
    }
}

/// A connection that reads pages.
pub(super) struct PageReader {
    connection: Connection,
    /// Names by id: what was committed once never changes.
    streams: HashMap<i64, StreamName>,
    types: HashMap<i64, Arc<str>>,
}

impl PageReader {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, streams: HashMap::new(), types: HashMap::new() }
    }

    pub(super) fn read(&mut self, cursor: Cursor) -> Result<Page, PageError> {
        let key = match &cursor.what {
            What::Stream(stream) => Some(
                self.id("SELECT id FROM streams WHERE name = ?1", stream.as_str())?
                    .ok_or_else(|| PageError::NotFound(stream.clone()))?,
            ),
            What::Log(Selection::All) => None,
            What::Log(Selection::Category(category)) => {
                match self.id("SELECT id FROM categories WHERE name = ?1", category.as_str())? {
                    Some(id) => Some(id),
                    None => return Ok(Page { events: Vec::new(), next: None }),
                }
            }
            What::Log(Selection::Correlation(_) | Selection::Streams) => {
                return Ok(Page { events: Vec::new(), next: None });
            }
            What::Log(Selection::EventType(name)) => {
                match self.id("SELECT id FROM types WHERE name = ?1", name)? {
                    Some(id) => Some(id),
                    None => return Ok(Page { events: Vec::new(), next: None }),
                }
            }
        };
        self.rows(cursor, key)
    }

    fn id(&self, sql: &str, name: &str) -> rusqlite::Result<Option<i64>> {
        self.connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
    }

    fn rows(&mut self, mut cursor: Cursor, key: Option<i64>) -> Result<Page, PageError> {
        let wanted = cursor.left.min(PAGE_EVENTS);
        let mut events = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
        let mut bytes = 0;
        let limit = i64::try_from(wanted).unwrap_or(0);
        let Self { connection, streams, types } = self;
        let mut statement = connection.prepare_cached(select(&cursor))?;
        let mut rows = statement.query(params![cursor.at, limit, key])?;
        while bytes < PAGE_BYTES
            && let Some(row) = rows.next()?
        {
            let event = event(row, connection, streams, types)?;
            bytes += event.data.len() + event.metadata.len();
            events.push(event);
        }
        cursor.left -= events.len() as u64;
        let full = events.len() as u64 == wanted || bytes >= PAGE_BYTES;
        let next = events.last().filter(|_| full && cursor.left > 0).and_then(|last| {
            let place = match cursor.what {
                What::Stream(_) => last.revision,
                What::Log(_) => last.position.map_or(0, |position| position.commit),
            };
            let place = i64::try_from(place).ok()?;
            cursor.at = match cursor.direction {
                Direction::Forwards => place.checked_add(1)?,
                Direction::Backwards => place.checked_sub(1).filter(|place| *place >= 0)?,
            };
            Some(cursor)
        });
        Ok(Page { events, next })
    }
}

macro_rules! select {
    ($from:literal, $key:literal, $compare:literal, $order:literal) => {
        concat!(
            "SELECT position, revision, stream_id, type_id, event_id, content_type, recorded_at, \
             metadata, data FROM events ",
            $from,
            $key,
            $compare,
            "?1 ORDER BY ",
            $key,
            $order,
            " LIMIT ?2"
        )
    };
}

/// The indexes are named, because `SQLite` cannot know how few events a stream has.
fn select(cursor: &Cursor) -> &'static str {
    match (&cursor.what, cursor.direction) {
        (What::Stream(_), Direction::Forwards) => {
            select!("INDEXED BY events_by_stream WHERE stream_id = ?3 AND ", "revision", " >= ", "")
        }
        (What::Stream(_), Direction::Backwards) => select!(
            "INDEXED BY events_by_stream WHERE stream_id = ?3 AND ",
            "revision",
            " <= ",
            " DESC"
        ),
        // `?3` is not needed here, but takes part so that all statements bind the same values.
        (
            What::Log(Selection::All | Selection::Correlation(_) | Selection::Streams),
            Direction::Forwards,
        ) => {
            select!("WHERE ?3 IS NULL AND ", "position", " >= ", "")
        }
        (
            What::Log(Selection::All | Selection::Correlation(_) | Selection::Streams),
            Direction::Backwards,
        ) => {
            select!("WHERE ?3 IS NULL AND ", "position", " <= ", " DESC")
        }
        (What::Log(Selection::Category(_)), Direction::Forwards) => select!(
            "INDEXED BY events_by_category WHERE category_id = ?3 AND ",
            "position",
            " >= ",
            ""
        ),
        (What::Log(Selection::Category(_)), Direction::Backwards) => select!(
            "INDEXED BY events_by_category WHERE category_id = ?3 AND ",
            "position",
            " <= ",
            " DESC"
        ),
        (What::Log(Selection::EventType(_)), Direction::Forwards) => {
            select!("INDEXED BY events_by_type WHERE type_id = ?3 AND ", "position", " >= ", "")
        }
        (What::Log(Selection::EventType(_)), Direction::Backwards) => {
            select!(
                "INDEXED BY events_by_type WHERE type_id = ?3 AND ",
                "position",
                " <= ",
                " DESC"
            )
        }
    }
}

fn event(
    row: &Row<'_>,
    connection: &Connection,
    streams: &mut HashMap<i64, StreamName>,
    types: &mut HashMap<i64, Arc<str>>,
) -> Result<RecordedEvent, PageError> {
    let position = Position::single(from_column(row.get(0)?));
    let stream = named(row.get(2)?, streams, connection, "SELECT name FROM streams WHERE id = ?1")?;
    let event_type = named(row.get(3)?, types, connection, "SELECT name FROM types WHERE id = ?1")?;
    let id = blob(row, 4)?;
    Ok(RecordedEvent {
        id: Uuid::from_slice(id).map_err(|_| PageError::Damaged("an event id is not 16 bytes"))?,
        stream,
        revision: from_column(row.get(1)?),
        position: Some(position),
        event_type,
        content_type: content_type(row.get(5)?)
            .ok_or(PageError::Damaged("a content type is not known"))?,
        recorded_at: moment(row.get(6)?)
            .ok_or(PageError::Damaged("a time is outside of the years 1 to 9999"))?,
        metadata: Bytes::copy_from_slice(blob(row, 7)?),
        data: Bytes::copy_from_slice(blob(row, 8)?),
        link: None,
    })
}

fn blob<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8], PageError> {
    row.get_ref(column)?.as_blob().map_err(|_| PageError::Damaged("a column has the wrong type"))
}

fn named<T: Clone + Named>(
    id: i64,
    names: &mut HashMap<i64, T>,
    connection: &Connection,
    sql: &str,
) -> Result<T, PageError> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let text: Option<String> =
        connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    let text = text.ok_or(PageError::Damaged("an event refers to a name that is not there"))?;
    let name = T::named(&text).ok_or(PageError::Damaged("a stream name breaks the rules"))?;
    if names.len() >= NAMES {
        names.clear();
    }
    names.insert(id, name.clone());
    Ok(name)
}

trait Named: Sized {
    fn named(text: &str) -> Option<Self>;
}

impl Named for StreamName {
    fn named(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl Named for Arc<str> {
    fn named(text: &str) -> Option<Self> {
        Some(text.into())
    }
}
