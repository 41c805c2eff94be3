use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::heads::{Head, Heads, State};
use super::row::Record;
use crate::engine::virtual_stream::category_of;
use crate::store::DELETED;
use crate::stream::StreamName;

/// Finds the ids of names, and gives new names one.
pub(super) struct Names<'c> {
    connection: &'c Connection,
    pub(super) heads: Heads,
}

impl<'c> Names<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, heads: Heads::default() }
    }

    /// A stream that has a row, without its last revision.
    pub(super) fn stream(&self, id: i64) -> rusqlite::Result<Head> {
        self.connection
            .prepare_cached(
                "SELECT s.id, s.category_id, t.stream_id, t.tombstoned, t.truncate_before
                 FROM streams s LEFT JOIN stream_states t ON t.stream_id = s.id WHERE s.id = ?1",
            )?
            .query_row([id], |row| {
                let described = row.get::<_, Option<i64>>(2)?.is_some();
                let tombstoned = row.get::<_, Option<bool>>(3)?.unwrap_or(false);
                let before = row.get::<_, Option<i64>>(4)?;
                let state = match (described, tombstoned, before) {
                    (false, ..) => State::Plain,
                    (_, true, _) => State::Tombstoned,
                    (_, _, Some(before)) if before.cast_unsigned() >= DELETED => State::Deleted,
                    _ => State::Described,
                };
                Ok(Head {
                    stream_id: row.get(0)?,
                    category_id: row.get::<_, Option<i64>>(1)?.unwrap_or(0),
                    last: -1,
                    state,
                })
            })
    }

    /// A new stream, of which its first event tells the name.
    pub(super) fn add_stream(&mut self, stream: &StreamName) -> rusqlite::Result<Head> {
        let category_id = category_of(stream).map(|name| self.category(name)).transpose()?;
        let stream_id = self
            .connection
            .prepare_cached("INSERT INTO streams (category_id, name) VALUES (?1, ?2)")?
            .insert(params![category_id, stream.as_str()])?;
        let category_id = category_id.unwrap_or(0);
        Ok(Head { stream_id, category_id, last: -1, state: State::Plain })
    }

    /// A new stream that has no first event.
    pub(super) fn add_lone_stream(&mut self, stream: &StreamName) -> rusqlite::Result<Head> {
        let head = self.add_stream(stream)?;
        keep_name(self.connection, stream.as_str(), head.stream_id)?;
        Ok(head)
    }

    fn category(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some(id) = self.heads.category_id(name) {
            return Ok(id);
        }
        let id = self.find_or_add(
            "SELECT id FROM categories WHERE name = ?1",
            "INSERT INTO categories (name) VALUES (?1)",
            name,
        )?;
        self.heads.put_category(name, id);
        Ok(id)
    }

    pub(super) fn event_type(&mut self, name: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(id) = self.heads.type_id(name) {
            return Ok(id);
        }
        let id = self.find_or_add(
            "SELECT id FROM types WHERE name = ?1",
            "INSERT INTO types (name) VALUES (?1)",
            name,
        )?;
        self.heads.put_type(Arc::clone(name), id);
        Ok(id)
    }

    fn find_or_add(&self, find: &str, add: &str, name: &str) -> rusqlite::Result<i64> {
        let found =
            self.connection.prepare_cached(find)?.query_row([name], |row| row.get(0)).optional()?;
        match found {
            Some(id) => Ok(id),
            None => self.connection.prepare_cached(add)?.insert([name]),
        }
    }
}

/// Keeps the name of a stream that no first event tells.
pub(super) fn keep_name(connection: &Connection, name: &str, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO lone_names (name, stream_id) VALUES (?1, ?2)")?
        .execute(params![name, id])
        .map(drop)
}

/// The id of a stream, if it has one. Where its first event may be, the index says: streams can share a
/// key there.
pub(super) fn stream_id(
    connection: &Connection,
    stream: &StreamName,
    places: impl IntoIterator<Item = i64>,
) -> rusqlite::Result<Option<i64>> {
    for position in places {
        let found = connection
            .prepare_cached("SELECT stream_id, record FROM events WHERE position = ?1")?
            .query_row([position], |row| {
                let record = Record::parse(row.get_ref(1)?.as_blob()?);
                let same = record.is_some_and(|record| record.stream == stream.as_str().as_bytes());
                Ok(if same { Some(row.get(0)?) } else { None })
            })
            .optional()?;
        if let Some(Some(id)) = found {
            return Ok(Some(id));
        }
    }
    connection
        .prepare_cached("SELECT stream_id FROM lone_names WHERE name = ?1")?
        .query_row([stream.as_str()], |row| row.get(0))
        .optional()
}
