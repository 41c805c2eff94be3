use rusqlite::OptionalExtension;

use super::super::super::index::{IndexError, Key, Kind};
use super::super::finding::Finding;
use super::{Check, Stop};
use crate::stream::StreamName;

impl Check<'_> {
    /// Looks whether every stream can be found by its name: so many first events there are, which tell
    /// theirs.
    pub(super) fn check_names(&mut self, first_events: u64) -> Result<(), Stop> {
        let (lone, wrong) = match self.lone_names() {
            Ok(found) => found,
            Err(IndexError::Sqlite(error)) => return Err(self.stop(&error)),
            // The run was found to be damaged when it was read.
            Err(_) => return Ok(()),
        };
        for stream in wrong {
            let reason = "its name leads to another stream, or to none";
            self.find(Finding::Metadata { stream, reason })?;
        }
        let (expected, found) = (self.report.streams, first_events + lone);
        if found == expected {
            return Ok(());
        }
        self.find(Finding::Stray { lists: "names", expected, found })
    }

    /// How many streams have a name that only `lone_names` tells; and those of its names that are wrong.
    fn lone_names(&self) -> Result<(u64, Vec<StreamName>), IndexError> {
        let mut names = self.connection.prepare(
            "SELECT n.name, n.stream_id, s.name FROM lone_names n
             LEFT JOIN streams s ON s.id = n.stream_id",
        )?;
        let mut first = self.connection.prepare(
            "SELECT 1 FROM events WHERE position = ?1 AND stream_id = ?2 AND revision = 0",
        )?;
        // Events that are in no run yet.
        let mut young = self.connection.prepare(
            "SELECT 1 FROM events WHERE position > ?1 AND stream_id = ?2 AND revision = 0",
        )?;
        let mut rows = names.query([])?;
        let (mut lone, mut wrong) = (0, Vec::new());
        while let Some(row) = rows.next()? {
            let (name, id, held): (String, i64, Option<String>) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            if held.as_ref() != Some(&name) {
                wrong.extend(StreamName::parse(name));
                continue;
            }
            let key = Key::new(Kind::Stream, id);
            let place = self.runs.at(self.connection, key, 0)?.filter(|place| place.ordinal == 0);
            let there = match place {
                Some(place) => first.query_row([place.position, id], |_| Ok(())).optional()?,
                None => young.query_row([self.runs.mark(), id], |_| Ok(())).optional()?,
            };
            lone += u64::from(there.is_none());
        }
        Ok((lone, wrong))
    }
}
