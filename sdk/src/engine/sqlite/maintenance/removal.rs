use rusqlite::{OptionalExtension, params};

use super::super::hidden::Hidden;
use super::super::index::{IndexError, Key, Kind};
use super::super::log::Log;
use super::super::names::keep_name;
use super::super::row::Record;
use super::removed::Removed;
use super::scavenge::Rule;
use crate::clock::DateTimeOffset;
use crate::engine::correlation::correlation_id;

impl Log<'_> {
    /// Removes those of some events, in the order of the log, that are hidden; how many events and
    /// bytes. All of them are in runs: a tail is made of the events that are there.
    pub(in super::super) fn remove_hidden(
        &mut self,
        positions: &[i64],
        now: DateTimeOffset,
    ) -> Result<(u64, u64), IndexError> {
        let connection = self.connection();
        let mut hidden = Hidden::new(connection, now)?;
        let mut event = connection.prepare_cached(
            "SELECT e.stream_id, e.revision, s.category_id, e.type_id, e.recorded_at, e.record
             FROM events e JOIN streams s ON s.id = e.stream_id WHERE e.position = ?1",
        )?;
        let mut remove = connection.prepare_cached("DELETE FROM events WHERE position = ?1")?;
        let (mut removed, mut bytes) = (Vec::new(), 0);
        let mark = self.mark();
        for position in positions.iter().copied().filter(|position| *position <= mark) {
            let found = event
                .query_row([position], |row| {
                    let record = row.get_ref(5)?.as_blob()?;
                    let correlation = Record::parse(record).and_then(|record| {
                        correlation_id(record.metadata()).map(|id| Key::of_correlation(&id))
                    });
                    let removed = Removed {
                        position,
                        stream_id: row.get(0)?,
                        revision: row.get(1)?,
                        category_id: row.get(2)?,
                        type_id: row.get(3)?,
                        correlation,
                    };
                    // Its first event tells the name of a stream.
                    let name = Record::parse(record)
                        .filter(|_| removed.revision == 0)
                        .and_then(|record| String::from_utf8(record.stream.to_vec()).ok());
                    Ok((removed, row.get::<_, i64>(4)?, record.len() as u64, name))
                })
                .optional()?;
            let Some((event, recorded_at, length, name)) = found else { continue };
            let rule = Rule::of(connection, &mut hidden, event.stream_id, || {
                let last = self.last_ordinal(Key::new(Kind::Stream, event.stream_id))?;
                Ok(last.unwrap_or(-1))
            })?;
            if rule.is_some_and(|rule| rule.removes(event.revision, recorded_at, now)) {
                remove.execute([position])?;
                if let Some(name) = name {
                    keep_name(connection, &name, event.stream_id)?;
                }
                removed.push(event);
                bytes += length;
            }
        }
        if let (Some(first), Some(last)) = (removed.first(), removed.last()) {
            connection
                .prepare_cached(
                    "INSERT INTO scavenged (first_position, last_position, events)
                     VALUES (?1, ?2, ?3)",
                )?
                .execute(params![first.position, last.position, Removed::encode(&removed)])?;
        }
        Ok((removed.len() as u64, bytes))
    }
}
