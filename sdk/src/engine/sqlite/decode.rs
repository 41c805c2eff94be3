//! From a row of `events` to an event.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use rusqlite::{Connection, OptionalExtension, Row};

use super::page::PageError;
use super::row::{Record, from_column, moment};
use crate::store::RecordedEvent;
use crate::stream::{Position, StreamName};

/// Streams whose names a reader shares among their events.
const STREAMS: usize = 8192;
/// Types whose names a reader remembers.
const TYPES: usize = 8192;
/// Room for the payloads of neighbours: one allocation for some thirty events, and what is kept in
/// memory at most for the sake of one event that somebody holds on to.
const CHUNK: usize = 16 * 1024;
/// Payloads from this length on have memory of their own.
const LARGE: usize = CHUNK / 4;

/// The columns that an event is made of.
macro_rules! columns {
    () => {
        "stream_id, revision, type_id, recorded_at, record, position"
    };
}
pub(super) use columns;

/// Makes events of rows, and shares among them what they have in common.
pub(super) struct Decoder {
    streams: Recent<StreamName>,
    types: Recent<Arc<str>>,
    chunk: BytesMut,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { streams: Recent::new(STREAMS), types: Recent::new(TYPES), chunk: BytesMut::new() }
    }

    /// The event of a row that has the [`columns`], and the id of its stream.
    pub(super) fn event(
        &mut self,
        connection: &Connection,
        row: &Row<'_>,
    ) -> Result<(i64, RecordedEvent), PageError> {
        let damaged = PageError::Damaged("an event cannot be read");
        let stream_id = row.get(0)?;
        let position = row.get(5)?;
        let record = row.get_ref(4)?.as_blob().ok().and_then(Record::parse).ok_or(damaged)?;
        let (metadata, data) = self.payload(&record);
        let event = RecordedEvent {
            id: record.id,
            stream: self.stream(stream_id, record.stream)?,
            revision: from_column(row.get(1)?),
            position: Some(Position::single(from_column(position))),
            event_type: self.event_type(connection, row.get(2)?)?,
            content_type: record.content_type,
            metadata,
            data,
            recorded_at: moment(row.get(3)?)
                .ok_or(PageError::Damaged("a time is outside of the years 1 to 9999"))?,
            link: None,
        };
        Ok((stream_id, event))
    }

    /// The metadata and the payload.
    fn payload(&mut self, record: &Record<'_>) -> (Bytes, Bytes) {
        let length = record.rest.len();
        if length >= LARGE {
            let mut metadata = Bytes::copy_from_slice(record.rest);
            let data = metadata.split_off(record.split);
            return (metadata, data);
        }
        if self.chunk.capacity() < length {
            self.chunk = BytesMut::with_capacity(CHUNK);
        }
        self.chunk.extend_from_slice(record.rest);
        let mut metadata = self.chunk.split().freeze();
        let data = metadata.split_off(record.split);
        (metadata, data)
    }

    fn stream(&mut self, id: i64, name: &[u8]) -> Result<StreamName, PageError> {
        if let Some(name) = self.streams.find(id) {
            return Ok(name.clone());
        }
        let name = std::str::from_utf8(name)
            .ok()
            .and_then(|name| StreamName::parse(name).ok())
            .ok_or(PageError::Damaged("a stream name breaks the rules"))?;
        self.streams.put(id, name.clone());
        Ok(name)
    }

    fn event_type(&mut self, connection: &Connection, id: i64) -> Result<Arc<str>, PageError> {
        if let Some(name) = self.types.find(id) {
            return Ok(Arc::clone(name));
        }
        let name = connection
            .prepare_cached("SELECT name FROM types WHERE id = ?1")?
            .query_row([id], |row| row.get::<_, String>(0))
            .optional()?
            .ok_or(PageError::Damaged("an event refers to a name that is not there"))?;
        let name: Arc<str> = name.into();
        self.types.put(id, Arc::clone(&name));
        Ok(name)
    }
}

/// What was met last, by id: what was committed once never changes.
struct Recent<T>(Vec<Option<(i64, T)>>);

impl<T: Clone> Recent<T> {
    fn new(length: usize) -> Self {
        Self(vec![None; length])
    }

    fn slot(&self, id: i64) -> usize {
        usize::try_from(id).unwrap_or(0) % self.0.len()
    }

    fn find(&self, id: i64) -> Option<&T> {
        let (known, value) = self.0.get(self.slot(id))?.as_ref()?;
        (*known == id).then_some(value)
    }

    fn put(&mut self, id: i64, value: T) {
        let slot = self.slot(id);
        if let Some(slot) = self.0.get_mut(slot) {
            *slot = Some((id, value));
        }
    }
}
