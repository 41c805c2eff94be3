use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::super::index::{Entry, IndexError, Key, Kind, put, take};

/// What the table `scavenged` keeps of an event: where it stood, and in which lists of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Removed {
    pub(in super::super) position: i64,
    pub(in super::super) stream_id: i64,
    pub(in super::super) revision: i64,
    pub(in super::super) category_id: Option<i64>,
    pub(in super::super) type_id: i64,
    pub(in super::super) correlation: Option<Key>,
}

impl Removed {
    pub(super) fn entry(&self) -> Entry {
        Entry {
            position: self.position,
            stream_id: self.stream_id,
            revision: Some(self.revision),
            category_id: self.category_id,
            type_id: self.type_id,
            id: None,
            correlation: self.correlation,
            name: None,
        }
    }

    /// The column `events` of some events, in the order of their positions. Numbers are written as
    /// those of the index are.
    pub(in super::super) fn encode(events: &[Self]) -> Vec<u8> {
        let mut out = Vec::with_capacity(events.len() * 12);
        let mut before = 0;
        for event in events {
            put(&mut out, event.position - before);
            before = event.position;
            put(&mut out, event.stream_id);
            put(&mut out, event.revision);
            // Row ids begin at 1.
            put(&mut out, event.category_id.unwrap_or(0));
            put(&mut out, event.type_id);
            match event.correlation {
                None => out.push(0),
                Some(key) => {
                    out.push(1);
                    out.extend_from_slice(&key.value.to_be_bytes());
                }
            }
        }
        out
    }

    /// `None` when this program did not write it.
    fn decode(mut bytes: &[u8]) -> Option<Vec<Self>> {
        let mut events = Vec::new();
        let mut position = 0_i64;
        while !bytes.is_empty() {
            let step = take(&mut bytes).filter(|step| *step > 0)?;
            position = position.checked_add(step)?;
            let mut number = || take(&mut bytes).filter(|number| *number >= 0);
            let (stream_id, revision, category_id, type_id) =
                (number()?, number()?, number()?, number()?);
            let (flag, rest) = bytes.split_first()?;
            bytes = rest;
            let correlation = match flag {
                0 => None,
                1 => {
                    let (value, rest) = bytes.split_first_chunk::<8>()?;
                    bytes = rest;
                    Some(Key::new(Kind::Correlation, i64::from_be_bytes(*value)))
                }
                _ => return None,
            };
            let category_id = (category_id > 0).then_some(category_id);
            events.push(Self { position, stream_id, revision, category_id, type_id, correlation });
        }
        Some(events)
    }
}

/// The removed events in the order of the log, read as far as they are needed: the rows of one scavenge
/// cover ranges that those of an earlier one cover too.
#[derive(Debug, Default)]
pub(super) struct RemovedEvents {
    /// All rows that begin up to here were read.
    read: i64,
    waiting: BTreeMap<i64, Removed>,
}

impl RemovedEvents {
    /// Leaves out the rows up to a position.
    pub(super) fn behind(position: i64) -> Self {
        Self { read: position, waiting: BTreeMap::new() }
    }

    /// Those up to a position that were not given yet.
    pub(super) fn up_to(
        &mut self,
        connection: &Connection,
        position: i64,
    ) -> Result<BTreeMap<i64, Removed>, IndexError> {
        let mut statement = connection.prepare_cached(
            "SELECT events FROM scavenged WHERE first_position > ?1 AND first_position <= ?2",
        )?;
        let mut rows = statement.query(params![self.read, position])?;
        while let Some(row) = rows.next()? {
            let events = row.get_ref(0)?.as_blob().ok().and_then(Removed::decode);
            for event in events.ok_or(IndexError::Damaged)? {
                self.waiting.insert(event.position, event);
            }
        }
        self.read = self.read.max(position);
        let later = self.waiting.split_off(&position.saturating_add(1));
        Ok(std::mem::replace(&mut self.waiting, later))
    }

    /// Takes back what was given too early.
    pub(super) fn give_back(&mut self, events: BTreeMap<i64, Removed>) {
        self.waiting.extend(events);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn removed(position: i64) -> Removed {
        Removed {
            position,
            stream_id: position * 7,
            revision: position - 1,
            category_id: (position % 2 == 0).then_some(3),
            type_id: 2,
            correlation: (position % 3 == 0).then(|| Key::new(Kind::Correlation, -position)),
        }
    }

    #[test]
    fn events_survive() {
        let events: Vec<Removed> = [1, 2, 3, 6, 300, 1 << 40].map(removed).to_vec();
        let bytes = Removed::encode(&events);
        assert_eq!(Removed::decode(&bytes).unwrap(), events);
        assert_eq!(Removed::decode(&[]).unwrap(), []);
        for bad in [&bytes[..bytes.len() - 1], &[0, 1, 1, 1, 1, 0], &[1, 1, 1, 1, 1, 2], &[0x80]] {
            assert_eq!(Removed::decode(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn rows_that_overlap_come_in_order() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(super::super::super::schema::TABLES).unwrap();
        for row in [[2, 9], [3, 4], [11, 12]] {
            connection
                .execute(
                    "INSERT INTO scavenged VALUES (?1, ?2, ?3)",
                    params![row[0], row[1], Removed::encode(&row.map(removed))],
                )
                .unwrap();
        }
        let mut events = RemovedEvents::default();
        let mut up_to = |position| {
            let found = events.up_to(&connection, position).unwrap();
            found.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(up_to(3), [2, 3]);
        assert_eq!(up_to(8), [4]);
        assert_eq!(up_to(11), [9, 11]);
        assert_eq!(up_to(100), [12]);
    }
}
