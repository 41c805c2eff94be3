use std::collections::HashMap;
use std::time::Duration;

use rusqlite::{OptionalExtension, params};

use super::super::super::index::{IndexError, Key, Kind};
use super::super::super::row::{Record, from_column};
use super::super::finding::Finding;
use super::{Check, Stop};
use crate::engine::reserved::original_of;
use crate::engine::visibility::Truncation;
use crate::stream::{Position, StreamName};

impl Check<'_> {
    pub(super) fn check_tombstone(&mut self, position: i64, stream_id: i64) -> Result<(), Stop> {
        let known = self
            .connection
            .prepare_cached("SELECT tombstoned FROM stream_states WHERE stream_id = ?1")
            .and_then(|mut known| {
                known.query_row([stream_id], |row| row.get::<_, bool>(0)).optional()
            })
            .map_err(|error| self.stop(&error))?;
        if known == Some(true) {
            return Ok(());
        }
        match self.stream(stream_id).map_err(|error| self.stop(&error))? {
            Some(stream) => {
                let reason = "it has a tombstone, and is not known as deleted";
                self.find(Finding::Metadata { stream, reason })
            }
            None => {
                let position = Position::single(from_column(position));
                let reason = "its stream or its type has no name, or another one";
                self.find(Finding::Event { position, reason })
            }
        }
    }

    /// Compares what is kept of metadata with the metadata.
    pub(super) fn check_metadata(&mut self) -> Result<(), Stop> {
        let connection = self.connection;
        let mut wrong = Vec::new();
        let done = (|| {
            let kept = self.kept()?;
            let mut streams = connection
                .prepare("SELECT name, id FROM streams WHERE name >= '$$' AND name < '$%'")?;
            let mut rows = streams.query([])?;
            while let Some(row) = rows.next()? {
                let name = StreamName::parse(row.get::<_, String>(0)?);
                let Some(of) = name.ok().and_then(|name| original_of(&name)) else { continue };
                let Some(said) = self.truncation(row.get(1)?)? else { continue };
                if kept.get(of.as_str()) != Some(&said) {
                    wrong.push(of);
                }
            }
            Ok(())
        })();
        // Another error is one of a run or an event that was found already.
        if let Err(IndexError::Sqlite(error)) = done {
            return Err(self.stop(&error));
        }
        for stream in wrong {
            let reason = "what is kept of its metadata is not what its metadata says";
            self.find(Finding::Metadata { stream, reason })?;
        }
        Ok(())
    }

    /// What the last event of a metadata stream says.
    fn truncation(&self, stream_id: i64) -> Result<Option<Truncation>, IndexError> {
        let key = Key::new(Kind::Stream, stream_id);
        let newest: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT max(position) FROM events WHERE position > ?1 AND stream_id = ?2",
            )?
            .query_row(params![self.runs.mark(), stream_id], |row| row.get(0))?;
        let position = match newest {
            Some(position) => Some(position),
            None => self.runs.last(self.connection, key)?.map(|place| place.position),
        };
        let Some(position) = position else { return Ok(None) };
        let record: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT record FROM events WHERE position = ?1")?
            .query_row([position], |row| row.get(0))
            .optional()?;
        let record = record.as_deref().and_then(Record::parse);
        Ok(record.map(|record| Truncation::of_event(record.content_type, record.data())))
    }

    /// What is kept of the metadata of streams.
    fn kept(&self) -> rusqlite::Result<HashMap<String, Truncation>> {
        self.connection
            .prepare(
                "SELECT s.name, t.truncate_before, t.max_count, t.max_age
                 FROM stream_states t JOIN streams s ON s.id = t.stream_id",
            )?
            .query_map([], |row| {
                let number =
                    |column| row.get(column).map(|number: Option<i64>| number.map(from_column));
                let truncation = Truncation {
                    before: number(1)?.unwrap_or(0),
                    max_count: number(2)?,
                    max_age: number(3)?.map(Duration::from_secs),
                };
                Ok((row.get(0)?, truncation))
            })?
            .collect()
    }
}
