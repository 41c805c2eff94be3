use std::collections::HashMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::row::from_column;
use crate::clock::DateTimeOffset;
use crate::engine::visibility::Truncation;

/// What the metadata of streams hides, as one transaction sees it.
pub(super) struct Hidden {
    pub(super) now: DateTimeOffset,
    /// Whether any stream hides anything: most stores have none.
    pub(super) any: bool,
    states: HashMap<i64, Option<StreamState>>,
}

/// A row of `stream_states`.
#[derive(Debug, Clone, Copy)]
pub(super) struct StreamState {
    pub(super) tombstoned: bool,
    pub(super) truncation: Truncation,
}

impl Hidden {
    pub(super) fn new(connection: &Connection, now: DateTimeOffset) -> rusqlite::Result<Self> {
        let any = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM stream_states)")?
            .query_row([], |row| row.get(0))?;
        Ok(Self { now, any, states: HashMap::new() })
    }

    pub(super) fn of(
        &mut self,
        connection: &Connection,
        stream_id: i64,
    ) -> rusqlite::Result<Option<StreamState>> {
        if !self.any {
            return Ok(None);
        }
        if let Some(state) = self.states.get(&stream_id) {
            return Ok(*state);
        }
        let state = connection
            .prepare_cached(
                "SELECT tombstoned, truncate_before, max_count, max_age
                 FROM stream_states WHERE stream_id = ?1",
            )?
            .query_row([stream_id], |row| {
                let number =
                    |column| row.get(column).map(|number: Option<i64>| number.map(from_column));
                Ok(StreamState {
                    tombstoned: row.get(0)?,
                    truncation: Truncation {
                        before: number(1)?.unwrap_or(0),
                        max_count: number(2)?,
                        max_age: number(3)?.map(Duration::from_secs),
                    },
                })
            })
            .optional()?;
        self.states.insert(stream_id, state);
        Ok(state)
    }
}
